"""The operations of Payments, each under both of its documented paths."""

from typing import Final

from mock_osigu.api.payments import listing, paging, wire
from mock_osigu.api.payments.documented import BODY_ERRORS, REGISTERED, SAMPLE
from mock_osigu.api.payments.errors import (
    DuplicateInvoiceNumber,
    InvalidParameter,
    InvalidState,
    InvoiceNotFound,
)
from mock_osigu.api.payments.service import Change, Invoices
from mock_osigu.engine.clients import DataSource
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Reply
from mock_osigu.web.reply import json_bytes


def list_invoices(call: Call) -> Reply:
    service, provider = _service(call), call.provider
    asked = (provider, call.collection, *call.query.items())
    return Reply(200, service.pages.get(asked, lambda: service.state(provider), lambda: _page(call)))


def register_invoices(call: Call) -> Reply:
    drafts, source = wire.drafts(call.json()), _data_source(call)
    return Reply(201, wire.registered(_service(call).register(call.provider, drafts, source)))


def read_invoice(call: Call) -> Reply:
    return Reply(200, wire.resource(_service(call).get(call.provider, call.path["id"])))


def update_invoice(call: Call) -> Reply:
    return _update(call, lambda invoice: wire.changes(call.json(), invoice, whole=False))


def replace_invoice(call: Call) -> Reply:
    return _update(call, lambda invoice: wire.changes(call.json(), invoice, whole=True))


def delete_invoice(call: Call) -> Reply:
    _service(call).delete(call.provider, call.path["id"])
    return Reply(204)


def _page(call: Call) -> bytes:
    page, wanted = paging.page_of(call.query), listing.filter_of(call.query)
    invoices, total = _service(call).list(call.provider, page, wanted)
    return json_bytes(listing.answer(invoices, total, page, call.query, call.collection))


def _update(call: Call, change: Change) -> Reply:
    return Reply(200, wire.resource(_service(call).update(call.provider, call.path["id"], change)))


def _data_source(call: Call) -> DataSource:
    """Where the caller's invoices come from: the platform knows by the token (reference/invoices)."""
    client = call.sandbox.clients.find(call.caller.client_id) if call.caller else None
    return client.data_source if client else "ERP"


def _service(call: Call) -> Invoices:
    service: Invoices = call.service
    return service


_FIRST_PATH: Final = (
    Operation(
        id="invoices.list",
        summary="List invoices, newest first",
        method="GET",
        path="/v1/invoices",
        handler=list_invoices,
        access=Access.BEARER,
        fidelity=Fidelity.DOCUMENTED,
        returns=listing.InvoicePage,
        query=listing.PARAMETERS,
        errors=(InvalidParameter,),
        source="https://developers.osigu.com/reference/pagination",
        notes=(
            "Documented: page, size and its default, the body's three members, the links self and next. "
            "INFERRED: the method, the items' fields but invoice_id and invoice_number, the largest size, "
            "prev, defaults instead of errors for a bad page or size, an empty page past the end. INVENTED: "
            "the order, the filters and the 400 for a bad one."
        ),
    ),
    Operation(
        id="invoices.register",
        summary="Register 1 to 100 invoices, all or none",
        method="POST",
        path="/v1/invoices",
        handler=register_invoices,
        access=Access.BEARER,
        fidelity=Fidelity.DOCUMENTED,
        status=201,
        body=wire.InvoiceBatch,
        returns=list[wire.RegisteredInvoice],
        errors=(*BODY_ERRORS, DuplicateInvoiceNumber),
        source="https://developers.osigu.com/docs/invoice-registration",
        notes=(
            "Documented: the body, the four fields of the answer, PENDING, NOT_ELIGIBLE for an unknown "
            "payer, unique numbers of one provider, 409. INFERRED: 201, the bare array in request order, "
            "all or none, required fields, 422 for fields and 400 for syntax, the error body, the risk "
            "levels. INVENTED: at most 100 invoices, the longest texts and amounts, the error codes."
        ),
        request_examples={"documented": {"invoices": [SAMPLE]}},
        response_examples={"as documented": [REGISTERED]},
    ),
    Operation(
        id="invoices.read",
        summary="Read one invoice",
        method="GET",
        path="/v1/invoices/{id}",
        handler=read_invoice,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        returns=wire.InvoiceResource,
        errors=(InvoiceNotFound,),
        source="https://developers.osigu.com/reference/invoices",
        notes=(
            "The page names the operation, without a path. INFERRED: the path, the echoed fields, 404 for "
            "another provider's. INVENTED: due_date as 60 days after filing, or after issue."
        ),
    ),
    Operation(
        id="invoices.update",
        summary="Update an invoice's filing data, amount or issue date",
        method="PATCH",
        path="/v1/invoices/{id}",
        handler=update_invoice,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        body=wire.InvoiceChange,
        returns=wire.InvoiceResource,
        errors=(InvoiceNotFound, *BODY_ERRORS, InvalidState),
        source="https://developers.osigu.com/reference/invoices",
        notes=(
            "The page names the operation only. INVENTED: which fields may change, 422 for another that "
            "differs, 409 once money was requested, null to clear the filing fields."
        ),
        request_examples={"filed": {"filing_date": "2024-06-05", "filing_reference": "REF123456"}},
    ),
    Operation(
        id="invoices.replace",
        summary="Replace an invoice: as an update, with every required field",
        method="PUT",
        path="/v1/invoices/{id}",
        handler=replace_invoice,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        body=wire.InvoiceBody,
        returns=wire.InvoiceResource,
        errors=(InvoiceNotFound, *BODY_ERRORS, InvalidState),
        source="https://developers.osigu.com/reference/invoices",
        notes="As invoices.update; what is optional and missing becomes null.",
        request_examples={"documented": SAMPLE},
    ),
    Operation(
        id="invoices.delete",
        summary="Delete an invoice and free its number",
        method="DELETE",
        path="/v1/invoices/{id}",
        handler=delete_invoice,
        access=Access.BEARER,
        fidelity=Fidelity.INFERRED,
        status=204,
        errors=(InvoiceNotFound, InvalidState),
        source="https://developers.osigu.com/reference/invoices",
        notes="The page names the operation only. INFERRED: 204. INVENTED: 409 once money was requested.",
    ),
)

OPERATIONS: Final = _FIRST_PATH + tuple(
    operation.at(operation.path.replace("/v1/invoices", "/v1/account-receivables"), "_ar")
    for operation in _FIRST_PATH
)
