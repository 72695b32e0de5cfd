"""The field types of a request: each reads a JSON value, says what is wrong with it, and has its JSON Schema.

They are for checking only: `wire` turns them into the plain values that are stored.
"""

import re
from datetime import date
from decimal import Context, Decimal
from typing import Annotated, Any, ClassVar, Final, Self

from msgspec import Meta

from mock_osigu.api.payments import currencies
from mock_osigu.api.payments.model import PAYMENT_STATUSES, RISK_LEVELS

CENT: Final = Decimal("0.01")
MAX_WHOLE_DIGITS: Final = 12
# A context of its own: the answer must not depend on what a program did to the thread's.
_EXACT: Final = Context(prec=MAX_WHOLE_DIGITS + 2, traps=[])

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(
    r"[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def read(kind: type[Any], value: Any) -> Any:
    """Read a JSON value as one of the types below (msgspec's `dec_hook`); ValueError says what is wrong."""
    return kind.read(value)


class Text(str):
    """A string of 1 to `longest` characters."""

    __slots__ = ()
    longest: ClassVar[int] = 64

    @classmethod
    def read(cls, value: Any) -> Self:
        if not isinstance(value, str):
            raise ValueError("must be a string")  # noqa: TRY004 - what dec_hook must raise
        if not 1 <= len(value) <= cls.longest:
            raise ValueError(f"must have 1 to {cls.longest} characters, has {len(value)}")
        return cls(value)


class ShortText(Text):
    """A string of 1 to 32 characters."""

    __slots__ = ()
    longest = 32


class Country(str):
    """Two capitals (ISO 3166-1 alpha-2)."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
            raise ValueError("must be two capital letters (ISO 3166-1 alpha-2), like CO")
        return cls(value)


class Currency(str):
    """One of the active codes of ISO 4217."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        if not isinstance(value, str) or value not in currencies.ACTIVE:
            raise ValueError("must be an ISO 4217 currency code, like COP")
        return cls(value)


class Choice(str):
    """One of a few words."""

    __slots__ = ()
    choices: ClassVar[tuple[str, ...]]

    @classmethod
    def read(cls, value: Any) -> Self:
        if value not in cls.choices:
            raise ValueError(f"must be one of {', '.join(cls.choices)}")
        return cls(value)


class StatusChoice(Choice):
    __slots__ = ()
    choices = PAYMENT_STATUSES


class RiskChoice(Choice):
    __slots__ = ()
    choices = RISK_LEVELS


class Day(date):
    """A date as `2024-06-01`."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        if isinstance(value, str) and _DATE.fullmatch(value) and (day := cls._existing(value)):
            return day
        raise ValueError("must be a date, like 2024-06-01")

    @classmethod
    def _existing(cls, text: str) -> Self | None:
        try:
            return cls.fromisoformat(text)
        except ValueError:
            return None


class DayOrTime(Day):
    """A date, or an RFC 3339 date-time of which the date counts, as it is written there."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        if isinstance(value, str) and _DATE.match(value) and _is_time_or_nothing(value[10:]):
            day = cls._existing(value[:10])
            if day is not None:
                return day
        raise ValueError("must be a date or a date-time, like 2024-06-01 or 2024-06-01T12:00:00Z")


def _is_time_or_nothing(text: str) -> bool:
    return not text or _TIME.fullmatch(text) is not None


class Amount(Decimal):
    """A positive number with at most 12 digits before the point and 2 after it, by value; always in cents."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        number = Decimal("NaN")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
        if not number.is_finite():
            raise ValueError("must be a number, like 1500.00")
        if number <= 0:
            raise ValueError("must be greater than 0")
        # The exponent first: writing out 1e999999 would take a million digits.
        if number.adjusted() >= MAX_WHOLE_DIGITS:
            raise ValueError(f"must have at most {MAX_WHOLE_DIGITS} digits before the point")
        cents = number.quantize(CENT, context=_EXACT)
        if cents != number:
            raise ValueError("must have at most 2 decimals")
        return cls(cents)


class Percentage(Decimal):
    """A number from 0 to 100 with at most 2 decimals; always with two."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Self:
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise ValueError("must be a number, like 80.00")  # noqa: TRY004 - what dec_hook must raise
        number = Decimal(value)
        if not 0 <= number <= 100:
            raise ValueError("must be from 0 to 100")
        cents = number.quantize(CENT, context=_EXACT)
        if cents != number:
            raise ValueError("must have at most 2 decimals")
        return cls(cents)


def _schema(**keywords: Any) -> Meta:
    return Meta(extra_json_schema=keywords)


_DAY: Final = {"type": "string", "format": "date"}

InvoiceNumber = Annotated[Text, _schema(type="string", minLength=1, maxLength=64)]
FilingReference = Annotated[Text, _schema(type="string", minLength=1, maxLength=64)]
TaxId = Annotated[ShortText, _schema(type="string", minLength=1, maxLength=32)]
CountryCode = Annotated[Country, _schema(type="string", pattern="^[A-Z]{2}$")]
CurrencyCode = Annotated[Currency, _schema(type="string", enum=sorted(currencies.ACTIVE))]
FilingDate = Annotated[Day, _schema(**_DAY)]
# No choice of two formats, which generators of clients make types of that do not exist.
IssueDate = Annotated[DayOrTime, _schema(**_DAY, description="Or a date-time, of which the date counts.")]
TotalAmount = Annotated[
    Amount,
    # Not multipleOf 0.01: a validator that computes in floats would refuse good amounts.
    _schema(type="number", description="At most 2 decimals.", exclusiveMinimum=0, exclusiveMaximum=10**12),
]
Percent = Annotated[Percentage, _schema(type="number", minimum=0, maximum=100)]
PayerName = Annotated[Text, _schema(type="string", minLength=1, maxLength=64)]
PaymentStatus = Annotated[StatusChoice, _schema(type="string", enum=list(PAYMENT_STATUSES))]
RiskLevel = Annotated[RiskChoice, _schema(type="string", enum=list(RISK_LEVELS))]
