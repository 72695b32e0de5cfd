"""A cashout request as a value: which states it goes through, and what that does to its amounts."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from mock_osigu.core.flow import Flow

CENT: Final = Decimal("0.01")
# A context of its own: the answer must not depend on what a program did to the thread's.
_EXACT: Final = Context(prec=40, rounding=ROUND_HALF_UP)

Status = Literal[
    "REQUESTED",
    "APPROVED",
    "PAID",
    "CANCELLED",
    "REJECTED",
    "PENDING_PAYMENT",
    "UNDER_REVIEW",
    "PAYMENT_PROCESSOR_ERROR",
]
Seconds = Annotated[float, Meta(ge=0, le=315_360_000)]
LineState = Literal["REQUESTED", "PAID", "EXCLUDED", "RELEASED"]


class Effect(StrEnum):
    """What a move does to the invoices that are still in the request."""

    HOLD = "stay REQUESTED"
    PAY = "become PAID"
    RELEASE = "become PENDING again"


# The statuses are documented (docs/cashout-requests), and of the moves the first two of docs/webhooks-1:
# REQUESTED to APPROVED, PENDING_PAYMENT to PAID. The others are INFERRED: the drawn flow is not known.
FLOW: Final = Flow[Effect](
    {
        ("REQUESTED", "UNDER_REVIEW"): Effect.HOLD,
        ("REQUESTED", "APPROVED"): Effect.HOLD,
        ("REQUESTED", "CANCELLED"): Effect.RELEASE,
        ("UNDER_REVIEW", "APPROVED"): Effect.HOLD,
        ("UNDER_REVIEW", "REJECTED"): Effect.RELEASE,
        ("UNDER_REVIEW", "CANCELLED"): Effect.RELEASE,
        ("APPROVED", "PENDING_PAYMENT"): Effect.HOLD,
        ("PENDING_PAYMENT", "PAID"): Effect.PAY,
        ("PENDING_PAYMENT", "PAYMENT_PROCESSOR_ERROR"): Effect.HOLD,
        ("PAYMENT_PROCESSOR_ERROR", "PENDING_PAYMENT"): Effect.HOLD,
    }
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice of a request: what was asked for it, in percent and in money, and what became of it."""

    invoice_id: str
    invoice_number: str
    total_amount: Decimal
    advance_percentage: Decimal
    requested_amount: Decimal
    state: LineState = "REQUESTED"


class Cashout(msgspec.Struct, frozen=True, kw_only=True):
    """A request with its invoices, all of one provider and currency. Times are in UTC and whole seconds."""

    id: str
    provider: str
    ordinal: int
    currency_code: str
    status: Status
    lines: tuple[Line, ...]
    requested_by: str
    request_date: datetime
    payment_date: datetime | None = None
    payment_reference: str | None = None

    @property
    def requested_amount(self) -> Decimal:
        """The sum over all invoices, those that were excluded later too."""
        return _sum(line.requested_amount for line in self.lines)

    @property
    def paid_invoice_count(self) -> int:
        return sum(line.state == "PAID" for line in self.lines)

    @property
    def paid_amount(self) -> Decimal | None:
        """The sum over the invoices that were paid; None until then (docs/cashout-requests)."""
        if self.status != "PAID":
            return None
        return _sum(line.requested_amount for line in self.lines if line.state == "PAID")

    @property
    def held(self) -> tuple[str, ...]:
        """The ids of the invoices that it keeps from being requested again."""
        return tuple(line.invoice_id for line in self.lines if line.state == "REQUESTED")

    @property
    def is_open(self) -> bool:
        return not FLOW.is_final(self.status)


class Payment(msgspec.Struct, frozen=True):
    """When a request was paid, and what the payment processor calls that."""

    date: datetime
    reference: str


class Delays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many seconds of the sandbox's clock a request stays in each status: half a day unless said otherwise."""

    REQUESTED: Seconds = 43_200.0
    UNDER_REVIEW: Seconds = 43_200.0
    APPROVED: Seconds = 43_200.0
    PENDING_PAYMENT: Seconds = 43_200.0

    def of(self, status: str) -> timedelta:
        return timedelta(seconds=getattr(self, status))


class AutoAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """Whether requests go their way by themselves, and how fast."""

    enabled: bool = False
    delay_seconds: Delays = Delays()


# The way that a request takes by itself.
NEXT: Final[dict[Status, Status]] = {
    "REQUESTED": "UNDER_REVIEW",
    "UNDER_REVIEW": "APPROVED",
    "APPROVED": "PENDING_PAYMENT",
    "PENDING_PAYMENT": "PAID",
}


def advance_of(total_amount: Decimal, advance_percentage: Decimal) -> Decimal:
    """What a percentage of an amount comes to, in cents, half a cent up."""
    exact = _EXACT.multiply(total_amount, advance_percentage).scaleb(-2, _EXACT)
    return exact.quantize(CENT, context=_EXACT)


def moved(cashout: Cashout, to: Status, excluded: Collection[str], payment: Payment) -> Cashout:
    """The request after a move, which must be legal, without the `excluded` invoices; paid by `payment` if at all."""
    effect = FLOW.move(cashout.status, to)
    lines = tuple(_line_after(line, effect, excluded) for line in cashout.lines)
    new = replace(cashout, status=to, lines=lines)
    if effect is Effect.PAY:
        return replace(new, payment_date=payment.date, payment_reference=payment.reference)
    return new


_STATE_AFTER: Final[dict[Effect, LineState]] = {
    Effect.HOLD: "REQUESTED",
    Effect.PAY: "PAID",
    Effect.RELEASE: "RELEASED",
}


def _line_after(line: Line, effect: Effect, excluded: Collection[str]) -> Line:
    if line.state != "REQUESTED":
        return line
    return replace(line, state="EXCLUDED" if line.invoice_id in excluded else _STATE_AFTER[effect])


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal("0.00")
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total
