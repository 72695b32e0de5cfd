"""What the platform tells by webhook: the documented events and their bodies, field by field (docs/webhooks-1).

The third event's name and body are INFERRED: the page is known up to its heading only.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from mock_osigu.api.payments.cashouts.model import Cashout
from mock_osigu.api.payments.model import Invoice

CASHOUT_CREATED: Final = "cashout_request.created"
CASHOUT_STATUS: Final = "cashout_request.status_update"
INVOICE_STATUS: Final = "invoice.status_update"

Emit = Callable[[str, Any], None]


class CashoutCreated(msgspec.Struct, frozen=True, kw_only=True):
    event: str
    cashout_request_id: str
    currency_code: str
    requested_amount: Decimal
    requested_invoice_count: int
    request_date: datetime
    status: str


class CashoutStatusUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """The last three are null until it is paid."""

    event: str
    cashout_request_id: str
    status: str
    paid_amount: Decimal | None
    payment_date: datetime | None
    payment_reference: str | None


class InvoiceStatusUpdate(msgspec.Struct, frozen=True, kw_only=True):
    event: str
    invoice_id: str
    invoice_number: str
    cashout_request_id: str
    payment_status: str


def created(emit: Emit, cashout: Cashout) -> None:
    """Tell of a new request. This and the others are to be called in the transaction of the change."""
    body = CashoutCreated(
        event=CASHOUT_CREATED,
        cashout_request_id=cashout.id,
        currency_code=cashout.currency_code,
        requested_amount=cashout.requested_amount,
        requested_invoice_count=len(cashout.lines),
        request_date=cashout.request_date,
        status=cashout.status,
    )
    emit(CASHOUT_CREATED, body)


def moved(emit: Emit, cashout: Cashout) -> None:
    body = CashoutStatusUpdate(
        event=CASHOUT_STATUS,
        cashout_request_id=cashout.id,
        status=cashout.status,
        paid_amount=cashout.paid_amount,
        payment_date=cashout.payment_date,
        payment_reference=cashout.payment_reference,
    )
    emit(CASHOUT_STATUS, body)


def invoice_changed(emit: Emit, invoice: Invoice, cashout_id: str) -> None:
    body = InvoiceStatusUpdate(
        event=INVOICE_STATUS,
        invoice_id=invoice.id,
        invoice_number=invoice.invoice_number,
        cashout_request_id=cashout_id,
        payment_status=invoice.payment_status,
    )
    emit(INVOICE_STATUS, body)
