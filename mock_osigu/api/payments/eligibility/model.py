"""Terms and rules as values.

Osigu has them in prose only (docs/onboarding-initial-configuration): all numbers are INVENTED.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from mock_osigu.api.payments.model import DAYS_UNTIL_DUE, Invoice, Payer


class Term(msgspec.Struct, frozen=True):
    """What part of an invoice is advanced, and at which fee; both in percent, with two decimals."""

    advance_percentage: Decimal
    fee_percentage: Decimal


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A payer's terms by risk level: the lower the risk, the better."""

    LOW: Term = Term(Decimal("90.00"), Decimal("1.50"))
    MEDIUM: Term = Term(Decimal("80.00"), Decimal("2.50"))
    HIGH: Term = Term(Decimal("60.00"), Decimal("4.00"))

    def of(self, risk_level: str) -> Term:
        term: Term = getattr(self, risk_level)
        return term


STANDARD: Final = Terms()


class KnownPayer(msgspec.Struct, frozen=True):
    """A payer that the platform has heard of; only with terms can its invoices be advanced."""

    payer: Payer
    name: str
    terms: Terms | None = STANDARD
    days_until_due: int = DAYS_UNTIL_DUE

    @property
    def has_terms(self) -> bool:
        return self.terms is not None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a sandbox is strict about.

    `due_date_rule`: an invoice with `due_within_days` days left, or fewer, cannot be advanced. `starts_pending`:
    one that cannot be is PENDING at first, and NOT_ELIGIBLE a second later.
    """

    due_date_rule: bool = False
    due_within_days: int = 10
    starts_pending: bool = False

    def last_moment(self, invoice: Invoice) -> datetime:
        """When the due date is near: the day that has so few days left begins, in UTC."""
        days = min(timedelta(self.due_within_days), invoice.due_date - date.min)
        return datetime.combine(invoice.due_date - days, time(), UTC)

    def accepts(self, invoice: Invoice, known: KnownPayer | None, now: datetime) -> bool:
        """Whether an invoice may be advanced, as far as payer and due date go."""
        if known is None or known.terms is None:
            return False
        return not self.due_date_rule or now < self.last_moment(invoice)
