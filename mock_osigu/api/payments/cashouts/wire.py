"""Cashout requests as clients see them: the documented fields in the documented order (docs/cashout-requests)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from mock_osigu.api.payments.cashouts.model import Cashout, Line, LineState, Status
from mock_osigu.api.payments.paging import Link, PageInfo
from mock_osigu.api.payments.wire import Money


class CashoutInvoice(msgspec.Struct, kw_only=True):
    """One invoice of a request. The whole shape is INVENTED: the page names the sub-record and no field of it."""

    invoice_id: str
    invoice_number: str
    total_amount: Money
    advance_percentage: Annotated[Decimal, Meta(description="In percent, with two decimals.")]
    requested_amount: Money
    state: LineState


class CashoutDetails(msgspec.Struct, kw_only=True):
    """The invoices of a request, in the order in which they were asked for."""

    invoices: list[CashoutInvoice]


class CashoutResource(msgspec.Struct, kw_only=True):
    """A cashout request. `currency_code` is documented in the webhook only."""

    id: str
    requested_amount: Money
    requested_invoice_count: int
    paid_invoice_count: int
    paid_amount: Money | None
    request_date: datetime
    payment_date: datetime | None
    payment_reference: str | None
    status: Status
    requested_by: str
    cashout_request_details: CashoutDetails
    currency_code: str


class CashoutPage(msgspec.Struct):
    """A page of cashout requests, newest first."""

    content: list[CashoutResource]
    page: PageInfo
    links: list[Link]


def resource(cashout: Cashout) -> CashoutResource:
    return CashoutResource(
        id=cashout.id,
        requested_amount=cashout.requested_amount,
        requested_invoice_count=len(cashout.lines),
        paid_invoice_count=cashout.paid_invoice_count,
        paid_amount=cashout.paid_amount,
        request_date=cashout.request_date,
        payment_date=cashout.payment_date,
        payment_reference=cashout.payment_reference,
        status=cashout.status,
        requested_by=cashout.requested_by,
        cashout_request_details=CashoutDetails(invoices=[_line(line) for line in cashout.lines]),
        currency_code=cashout.currency_code,
    )


def _line(line: Line) -> CashoutInvoice:
    return CashoutInvoice(
        invoice_id=line.invoice_id,
        invoice_number=line.invoice_number,
        total_amount=line.total_amount,
        advance_percentage=line.advance_percentage,
        requested_amount=line.requested_amount,
        state=line.state,
    )
