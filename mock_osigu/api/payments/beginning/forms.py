"""The settings of Payments as values, checked against the types of the control routes' bodies."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Self, cast

import msgspec

from mock_osigu.api.payments import fields
from mock_osigu.api.payments.cashouts.bodies import MAX_INVOICES, WEB_USER, AutoAdvanceChange, ShortText
from mock_osigu.api.payments.cashouts.model import FLOW, Effect, Status
from mock_osigu.api.payments.eligibility.bodies import PayerChange, RulesChange
from mock_osigu.api.payments.model import Payer
from mock_osigu.config.errors import SettingError, near, part
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.web.check import check

_SHOWN: Final = 64  # characters of what was given


class Selection:
    """So many invoices, or those with these numbers. No dataclass: msgspec would read that by itself."""

    __slots__ = ("count", "numbers")

    def __init__(self, count: int = 0, numbers: tuple[str, ...] = ()) -> None:
        self.count = count
        self.numbers = numbers

    @classmethod
    def read(cls, value: Any) -> Self:
        if type(value) is int and 1 <= value <= MAX_INVOICES:
            return cls(count=value)
        if isinstance(value, list) and 1 <= len(value) <= MAX_INVOICES and _are_different_texts(value):
            return cls(numbers=tuple(value))
        raise ValueError(
            f"must be a number from 1 to {MAX_INVOICES}, or a list of invoice numbers, each once"
        )

    @property
    def size(self) -> int:
        return self.count or len(self.numbers)


def _are_different_texts(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values) and len(set(values)) == len(values)


class BegunCashout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cashout request that is there from the beginning, in any status.

    Without `client_id` it is the sandbox's own client's. `invoices` counts the newest PENDING ones; `exclude` leaves
    out that many of them, the oldest, or the named ones.
    """

    invoices: Selection
    client_id: str | None = None
    status: Status = "REQUESTED"
    exclude: Selection = Selection()
    requested_by: ShortText = WEB_USER
    payment_reference: ShortText | None = None

    @property
    def way(self) -> tuple[Status, ...]:
        """The statuses that it goes through, without the first."""
        return cast("tuple[Status, ...]", FLOW.way("REQUESTED", self.status))

    def faults(self) -> Iterator[Fault]:
        """What does not fit together."""
        if self.exclude.size and (not self.way or FLOW.move("REQUESTED", self.way[0]) is Effect.RELEASE):
            yield Fault("exclude", f"cannot be left out of a request that is {self.status}")
        elif self.exclude.size >= self.invoices.size:
            yield Fault("exclude", "leaves no invoice in the request")
        strangers = set(self.exclude.numbers) - set(self.invoices.numbers)
        if strangers and self.invoices.numbers:
            yield Fault("exclude", f"has '{min(strangers)[:_SHOWN]}', which is not one of the invoices")
        if self.payment_reference is not None and self.status != "PAID":
            yield Fault("payment_reference", "is for a request that is PAID")


class BegunPayer(PayerChange, kw_only=True, forbid_unknown_fields=True):
    """A payer that is known from the beginning, or another than the seed made it."""

    country_code: fields.CountryCode
    tax_id: fields.TaxId

    @property
    def payer(self) -> Payer:
        return Payer(str(self.country_code), str(self.tax_id))


FORMS: Final[Mapping[str, Any]] = {
    "cashout_requests": list[BegunCashout],
    "payers": list[BegunPayer],
    "eligibility": RulesChange,
    "auto_advance": AutoAdvanceChange,
}


def read(name: str, value: Any) -> Any:
    """One of the settings as its form. Raises SettingError for the first thing that is wrong."""
    plain = _plain(value)
    try:
        made = check(plain, FORMS[name], dec_hook=fields.read)
    except Unprocessable as error:
        raise refusal(name, value, error.faults[0]) from None
    if fault := next(_contradictions(made), None):
        raise refusal(name, value, fault)
    return made


def refusal(name: str, value: Any, fault: Fault) -> SettingError:
    """The fault as the setting's, with what was given at its path."""
    dot = "." if fault.path and not fault.path.startswith("[") else ""
    reason, _, choices = fault.message.partition("; valid are ")
    if choices:
        reason += near(re.split(r"[.\]]", fault.path)[-1], choices.split(", "))
    elif reason.startswith("must be "):
        reason, choices = "cannot be used", reason.removeprefix("must be ").replace("an object", "a table")
    elif reason == "is required":
        reason = "is missing"
    given = part(value, fault.path)
    return SettingError(f"{name}{dot}{fault.path}", given, reason, choices)


def _contradictions(made: Any) -> Iterator[Fault]:
    """What is wrong with values that are good each by itself."""
    if not isinstance(made, list):
        return
    seen: set[Payer] = set()
    for place, each in enumerate(made):
        if isinstance(each, BegunCashout):
            yield from (Fault(f"[{place}].{fault.path}", fault.message) for fault in each.faults())
        elif each.payer in seen:
            yield Fault(f"[{place}].tax_id", "is there twice")
        else:
            seen.add(each.payer)


def _plain(value: Any) -> Any:
    """As JSON from a request is: with decimals, whose digits are those that the file has, and null for no terms.

    TOML has no null, so `terms = false` says it.
    """
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        plain = {key: _plain(each) for key, each in value.items()}
        return {**plain, "terms": None} if plain.get("terms") is False else plain
    return value
