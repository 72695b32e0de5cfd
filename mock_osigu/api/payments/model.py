"""The values of Payments: frozen, and nothing else. Field names follow the documentation's own."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from mock_osigu.engine.clients import DataSource

DAYS_UNTIL_DUE: Final = 60

# Statuses: the first two are documented (docs/invoice-registration), the others are INFERRED.
PENDING: Final = "PENDING"
NOT_ELIGIBLE: Final = "NOT_ELIGIBLE"
REQUESTED: Final = "REQUESTED"
PAID: Final = "PAID"
PAYMENT_STATUSES: Final = (PENDING, NOT_ELIGIBLE, REQUESTED, PAID)
CHANGEABLE: Final = (PENDING, NOT_ELIGIBLE)

RISK_LEVELS: Final = ("LOW", "MEDIUM", "HIGH")
# (data source, has filing data) -> risk level: INFERRED from docs/overview-of-components in prose
_RISK: Final[Mapping[tuple[DataSource, bool], str]] = {
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
    """A registered invoice. `ordinal` counts a provider's invoices from 0 and never repeats.

    `days_until_due` is the payer's when it was registered, `data_source` that of the client that did so.
    """

    id: str
    provider: str
    ordinal: int
    payment_status: str
    risk_level: str
    data_source: DataSource = "ERP"
    days_until_due: int = DAYS_UNTIL_DUE

    @property
    def due_date(self) -> date:
        """So many days after filing, or after issue where it wasn't filed (INVENTED)."""
        start = self.filing_date or self.issue_date
        return start + min(timedelta(self.days_until_due), date.max - start)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What an update sets; UNSET leaves a field as it is, None clears it."""

    issue_date: date | msgspec.UnsetType = msgspec.UNSET
    total_amount: Decimal | msgspec.UnsetType = msgspec.UNSET
    filing_date: date | msgspec.UnsetType | None = msgspec.UNSET
    filing_reference: str | msgspec.UnsetType | None = msgspec.UNSET


class Made(msgspec.Struct, frozen=True):
    """The mark that a provider's synthetic invoices are in the store."""

    provider: str


def fields_of(value: msgspec.Struct) -> dict[str, Any]:
    """The fields of a value by name, not looking inside of them."""
    return {name: getattr(value, name) for name in value.__struct_fields__}


def is_filed(draft: Draft) -> bool:
    return draft.filing_date is not None or draft.filing_reference is not None


def risk_of(data_source: DataSource, draft: Draft) -> str:
    """Return the risk level that a data source (ERP, RCM or CLAIMS) and the filing data give."""
    return _RISK[data_source, is_filed(draft)]
