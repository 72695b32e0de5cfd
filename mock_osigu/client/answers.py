"""What the control API answers, as values. Fields that a newer server adds are passed over."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Health:
    status: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """The time in a sandbox; the offset is `now` minus the machine's time.

    `happened` is what fell due while the clock was advanced, in order.
    """

    now: datetime
    frozen: bool
    offset_seconds: float
    happened: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client of a sandbox; the secret is there only in the answer to making it."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...]
    provider: str
    provider_slug: str | None
    data_source: str = "ERP"
    token_ttl: int | None
    scenario: str | None


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """The token response of RFC 6749 section 5.1; `expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    extensions: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token and its `state` now: valid, expired, revoked, not yet valid."""

    access_token: str
    client_id: str
    provider: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, kw_only=True)
class Payer:
    country_code: str
    tax_id: str
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice as the platform sees it; money is decimal."""

    id: str
    provider: str
    invoice_number: str
    issue_date: date
    due_date: date
    payer: Payer
    currency_code: str
    total_amount: Decimal
    filing_date: date | None
    filing_reference: str | None
    payment_status: str
    risk_level: str


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """An isolated world: where it answers, and its own client; the secret only in the answer to making it."""

    id: str
    url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    control_url: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    name: str
    sandbox_id: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A line of the operation table; `fidelity` says how it is known that Osigu does it so."""

    id: str
    method: str
    path: str
    summary: str
    fidelity: str
    source: str


def read(kind: type[T], answer: Mapping[str, Any]) -> T:
    """The answer as a `kind`. A field's metadata may say how to `read` it."""
    given = (each for each in fields(kind) if each.name in answer)  # type: ignore[arg-type]
    return kind(**{each.name: _value(each, answer[each.name]) for each in given})


def _value(each: "Field[Any]", value: Any) -> Any:
    reader = each.metadata.get("read") or _READERS.get(each.name)
    return value if reader is None or value is None else reader(value)


def _payer(value: Mapping[str, Any]) -> Payer:
    return read(Payer, value)


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "now": datetime.fromisoformat,
    "issued_at": datetime.fromisoformat,
    "expires_at": datetime.fromisoformat,
    "issue_date": date.fromisoformat,
    "due_date": date.fromisoformat,
    "filing_date": date.fromisoformat,
    "happened": tuple,
    "scopes": tuple,
    "payer": _payer,
}
