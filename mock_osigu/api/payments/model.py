"""The values of Payments: frozen, and nothing else. Field names follow the documentation's own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

DAYS_UNTIL_DUE: Final = 60

# Statuses: the first two are documented (docs/invoice-registration), the others are INFERRED.
PENDING: Final = "PENDING"
NOT_ELIGIBLE: Final = "NOT_ELIGIBLE"
REQUESTED: Final = "REQUESTED"
PAID: Final = "PAID"
PAYMENT_STATUSES: Final = (PENDING, NOT_ELIGIBLE, REQUESTED, PAID)
CHANGEABLE: Final = (PENDING, NOT_ELIGIBLE)

RISK_LEVELS: Final = ("LOW", "MEDIUM", "HIGH")
ERP: Final = "ERP"
# (data source, has filing data) -> risk level: INFERRED from docs/overview-of-components in prose
_RISK: Final = {
    ("ERP", False): "HIGH",
    ("ERP", True): "MEDIUM",
    ("RCM", False): "MEDIUM",
    ("RCM", True): "MEDIUM",
    ("CLAIMS", False): "LOW",
    ("CLAIMS", True): "LOW",
}


class Payer(msgspec.Struct, frozen=True):
    """Who owes an invoice: ISO 3166-1 alpha-2 country and tax id, as a client names them."""

    country_code: str
    tax_id: str


class KnownPayer(msgspec.Struct, frozen=True):
    """A payer that the platform has heard of; only with terms can its invoices be advanced."""

    payer: Payer
    name: str
    has_terms: bool


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a client says of an invoice when registering it; all else is the platform's to decide."""

    invoice_number: str
    issue_date: date
    payer: Payer
    currency_code: str
    total_amount: Decimal
    filing_date: date | None = None
    filing_reference: str | None = None


class Invoice(Draft, frozen=True, kw_only=True):
    """A registered invoice. `ordinal` counts a provider's invoices from 0 and never repeats."""

    id: str
    provider: str
    ordinal: int
    payment_status: str
    risk_level: str

    @property
    def due_date(self) -> date:
        """60 days after filing, or after issue where it wasn't filed (INVENTED)."""
        start = self.filing_date or self.issue_date
        return start + min(timedelta(DAYS_UNTIL_DUE), date.max - start)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What an update sets; UNSET leaves a field as it is, None clears it."""

    issue_date: date | msgspec.UnsetType = msgspec.UNSET
    total_amount: Decimal | msgspec.UnsetType = msgspec.UNSET
    filing_date: date | msgspec.UnsetType | None = msgspec.UNSET
    filing_reference: str | msgspec.UnsetType | None = msgspec.UNSET


class Made(msgspec.Struct, frozen=True):
    """The mark that a provider's synthetic invoices are in the store."""

    provider: str


def is_filed(draft: Draft) -> bool:
    return draft.filing_date is not None or draft.filing_reference is not None


def risk_of(data_source: str, draft: Draft) -> str:
    """Return the risk level that a data source (ERP, RCM or CLAIMS) and the filing data give."""
    return _RISK[data_source, is_filed(draft)]
