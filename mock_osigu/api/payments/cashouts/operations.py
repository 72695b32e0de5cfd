"""What clients may do with cashout requests: look at them (docs/cashout-requests)."""

from typing import Any, Final

from mock_osigu.api.payments import paging
from mock_osigu.api.payments.cashouts import wire
from mock_osigu.api.payments.cashouts.errors import CashoutNotFound
from mock_osigu.api.payments.cashouts.service import Cashouts, build
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Reply


def list_cashouts(call: Call) -> Reply:
    page = paging.page_of(call.query)
    cashouts, total = service_of(call).list(call.provider, page)
    answer = wire.CashoutPage(
        [wire.resource(each) for each in cashouts],
        paging.page_info(total, page),
        list(paging.links(total, page, call.collection)),
    )
    return Reply(200, answer)


def read_cashout(call: Call) -> Reply:
    return Reply(200, wire.resource(service_of(call).get(call.provider, call.path["id"])))


def service_of(call: Call) -> Cashouts:
    return call.sandbox.service(build)


# The ids and amounts of docs/webhooks-1, with one invoice of docs/invoice-registration.
_SAMPLE: Final[dict[str, Any]] = {
    "id": "a1b2c3d4-e5f6-7890-1234-56789abcdef0",
    "requested_amount": 1200.00,
    "requested_invoice_count": 1,
    "paid_invoice_count": 1,
    "paid_amount": 1200.00,
    "request_date": "2023-06-10T10:15:30Z",
    "payment_date": "2023-11-12T14:22:00Z",
    "payment_reference": "pay-7890-xyz123",
    "status": "PAID",
    "requested_by": "web user",
    "cashout_request_details": {
        "invoices": [
            {
                "invoice_id": "3f0e6c1a-5b7d-4c52-9a0e-2d6b8f1c4e77",
                "invoice_number": "INV-1001",
                "total_amount": 1500.00,
                "advance_percentage": 80.00,
                "requested_amount": 1200.00,
                "state": "PAID",
            }
        ]
    },
    "currency_code": "USD",
}

OPERATIONS: Final = (
    Operation(
        id="cashouts.list",
        summary="List cashout requests, newest first",
        method="GET",
        path="/v1/cashout-requests",
        handler=list_cashouts,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        returns=wire.CashoutPage,
        query=paging.PARAMETERS,
        source="https://developers.osigu.com/reference/cashout-request",
        notes=(
            "The page names the operation, without a path; requests are made in Osigu's web interface and "
            "clients only read them. INFERRED: the path, paging as for invoices. INVENTED: the order."
        ),
    ),
    Operation(
        id="cashouts.read",
        summary="Read one cashout request with its invoices",
        method="GET",
        path="/v1/cashout-requests/{id}",
        handler=read_cashout,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        returns=wire.CashoutResource,
        errors=(CashoutNotFound,),
        source="https://developers.osigu.com/docs/cashout-requests",
        notes=(
            "Documented: the fields but currency_code (which the webhook has), the statuses, paid_amount null "
            "while payment is pending. INFERRED: the path, most moves between the statuses, 404 for another "
            "provider's. INVENTED: everything inside of cashout_request_details, paid_invoice_count as 0 until "
            "paid, requested_by as a text."
        ),
        response_examples={"paid": _SAMPLE},
    ),
)
