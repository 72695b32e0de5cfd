"""Where Payments keeps its data: collections of a sandbox's store, which a reset of "data" takes back."""

from typing import Final

from mock_osigu.api.payments.attachments.model import Attachment, Comment
from mock_osigu.api.payments.cashouts.model import AutoAdvance, Cashout
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules
from mock_osigu.api.payments.model import Invoice, Made
from mock_osigu.core.collection import Collection, Index

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

FILES: Final = Collection(
    "invoice_files",
    Attachment,
    key=lambda file: file.id,
    part="data",
    indexes={"invoice": Index(lambda file: file.invoice_id, lambda file: file.ordinal)},
)

COMMENTS: Final = Collection(
    "invoice_comments",
    Comment,
    key=lambda comment: comment.id,
    part="data",
    indexes={"invoice": Index(lambda comment: comment.invoice_id, lambda comment: comment.ordinal)},
)

CASHOUTS: Final = Collection(
    "cashouts",
    Cashout,
    key=lambda cashout: cashout.id,
    part="data",
    indexes={"provider": Index(lambda cashout: cashout.provider, lambda cashout: cashout.ordinal)},
)

AUTO_ADVANCE: Final = Collection("cashout_life", AutoAdvance, key=lambda _: "life", part="data")

KNOWN_PAYERS: Final = Collection(
    "known_payers",
    KnownPayer,
    key=lambda known: (known.payer.country_code, known.payer.tax_id),
    part="data",
)

RULES: Final = Collection("eligibility_rules", Rules, key=lambda _: "rules", part="data")

MADE: Final = Collection("synthetic_made", Made, key=lambda made: made.provider, part="data")
