"""The errors of Payments and the body they all share.

ApiError
├── BadRequest      InvalidParameter 400
├── NotFound        InvoiceNotFound 404
└── Conflict        DuplicateInvoiceNumber 409, InvalidState 409

Only the statuses are documented (reference/error-handling); codes and body are INFERRED from sister products.
"""

from typing import Final

import msgspec

from mock_osigu.api.payments.model import CHANGEABLE, Invoice
from mock_osigu.core.errors import ApiError, BadRequest, Conflict, Fault, NotFound
from mock_osigu.web.operation import Reply

_SHOWN: Final = 64  # characters of what a client sent


class FieldError(msgspec.Struct):
    """One field to correct: `invoices[1].total_amount` and what is wrong with it."""

    path: str
    message: str


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """Every error's body; `errors` is there only where fields are to blame."""

    code: str
    message: str
    errors: list[FieldError] = []


class InvalidParameter(BadRequest):
    """A filter of a list that cannot be read (reference/error-handling gives 400 to parameters)."""

    code = "VALIDATION_ERROR"


class InvoiceNotFound(NotFound):
    """No such id, or another provider's: the two look the same."""

    code = "INVOICE_NOT_FOUND"

    def __init__(self, invoice_id: str) -> None:
        super().__init__(f"Invoice not found: {invoice_id[:_SHOWN]}")
        self.invoice_id = invoice_id


class DuplicateInvoiceNumber(Conflict):
    """One provider's numbers are unique, by exact text; the path of each repeat is named."""

    code = "DUPLICATE_INVOICE_NUMBER"

    def __init__(self, repeats: tuple[tuple[str, str], ...]) -> None:
        """Take (path, number) of each repeat."""
        self.numbers = tuple(dict.fromkeys(number for _, number in repeats))
        super().__init__(
            f"Duplicate invoice_number: {', '.join(self.numbers)}",
            tuple(Fault(path, f"'{number}' is already registered") for path, number in repeats),
        )


class InvalidState(Conflict):
    """Money was already requested or paid for this invoice."""

    code = "INVALID_STATE"

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"The invoice is {invoice.payment_status}; only {' and '.join(CHANGEABLE)} invoices can change"
        )
        self.invoice = invoice


def envelope(error: ApiError) -> Reply:
    """Answer an error in the body of this product."""
    faults = [FieldError(fault.path, fault.message) for fault in error.faults]
    return Reply(error.status, ErrorBody(error.code, error.message, faults))
