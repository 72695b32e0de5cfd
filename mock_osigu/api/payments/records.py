"""Where Payments keeps its data: collections of a sandbox's store, which a reset of "data" takes back."""

from typing import Final

from mock_osigu.api.payments.model import Invoice, KnownPayer, Made
from mock_osigu.core.store import Collection, Index

INVOICES: Final = Collection(
    "invoices",
    Invoice,
    key=lambda invoice: invoice.id,
    part="data",
    indexes={
        "provider": Index(lambda invoice: invoice.provider, lambda invoice: invoice.ordinal),
        "number": Index(
            lambda invoice: (invoice.provider, invoice.invoice_number), lambda invoice: invoice.ordinal
        ),
    },
)

KNOWN_PAYERS: Final = Collection(
    "known_payers",
    KnownPayer,
    key=lambda known: (known.payer.country_code, known.payer.tax_id),
    part="data",
)

MADE: Final = Collection("synthetic_made", Made, key=lambda made: made.provider, part="data")
