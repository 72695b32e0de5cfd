"""The control API's view of invoices: every provider's, and past the rules of Osigu's API."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mock_osigu.api.payments import fields, wire
from mock_osigu.api.payments.documented import CONTROL_BODY_ERRORS, SAMPLE
from mock_osigu.api.payments.errors import DuplicateInvoiceNumber, InvoiceNotFound
from mock_osigu.api.payments.model import PAYMENT_STATUSES, Invoice
from mock_osigu.api.payments.service import Invoices
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.clients import Client
from mock_osigu.web.check import check
from mock_osigu.web.control import json_of
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Param, Reply
from mock_osigu.web.query import is_limit, refuse, strangers

T = TypeVar("T")

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
_FILTERS: Final = ("provider", "payment_status", "invoice_number")


class MadeInvoice(wire.InvoiceBody, kw_only=True, forbid_unknown_fields=True):
    """An invoice to make: as a client would register it, for a client and in a state of choice."""

    client_id: str | UnsetType = UNSET
    payment_status: fields.PaymentStatus | UnsetType = UNSET
    risk_level: fields.RiskLevel | UnsetType = UNSET


class ForcedInvoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to force on an invoice."""

    payment_status: fields.PaymentStatus | UnsetType = UNSET
    risk_level: fields.RiskLevel | UnsetType = UNSET


class NamedPayer(msgspec.Struct, kw_only=True):
    """A payer, with its name where the platform knows it."""

    country_code: str
    tax_id: str
    name: str | None


class InvoiceView(msgspec.Struct, kw_only=True):
    """An invoice as the platform sees it."""

    id: str
    provider: str
    invoice_number: str
    issue_date: date
    due_date: date
    payer: NamedPayer
    currency_code: str
    total_amount: wire.Money
    filing_date: date | None
    filing_reference: str | None
    payment_status: str
    risk_level: str
    data_source: str


class Total(msgspec.Struct):
    total: int


class InvoiceViews(msgspec.Struct):
    """Invoices, the latest made first; `total` counts those beyond the limit too."""

    items: list[InvoiceView]
    meta: Total


def list_invoices(call: Call) -> Reply:
    refuse(_query_faults(call))
    limit, wanted = int(call.query.get("limit") or DEFAULT_LIMIT), _wanted(call)
    service = _service(call, *(value for name, value in wanted if name == "provider"))
    found = [each for each in service.all() if all(getattr(each, name) == value for name, value in wanted)]
    return Reply(200, InvoiceViews([_view(service, each) for each in found[:limit]], Total(len(found))))


def make_invoice(call: Call) -> Reply:
    body = _body(call, MadeInvoice)
    client_id = call.sandbox.own_client_id if body.client_id is UNSET else body.client_id
    client = client_of(call, client_id)
    service = _service(call)
    invoice = service.add(client.provider, wire.draft(body), client.data_source, **_forced(body))
    return Reply(201, _view(service, invoice))


def read_invoice(call: Call) -> Reply:
    service = _service(call)
    return Reply(200, _view(service, service.find(call.path["id"])))


def force_invoice(call: Call) -> Reply:
    service = _service(call)
    invoice = service.find(call.path["id"])
    forced = _forced(_body(call, ForcedInvoice))
    return Reply(200, _view(service, service.force(invoice.id, **forced)))


def delete_invoice(call: Call) -> Reply:
    _service(call).remove(call.path["id"])
    return Reply(204)


def _body(call: Call, wanted: type[T]) -> T:
    """Read the body; none is an empty object, as on every control route."""
    return check(json_of(call), wanted, dec_hook=fields.read)


def _service(call: Call, *providers: str) -> Invoices:
    """Give the service; a look from outside has the sandbox's own client's synthetic invoices made, too."""
    service: Invoices = call.service
    own = call.sandbox.own_client
    real = {client.provider for client in call.sandbox.clients.all()}
    for provider in (*([own.provider] if own else []), *real.intersection(providers)):
        service.look(provider)
    return service


def _query_faults(call: Call) -> Iterator[Fault]:
    yield from strangers(call.query, QUERY)
    given = {name: value for name, value in call.query.items() if value}
    if (client_id := given.get("client_id")) and call.sandbox.clients.find(client_id) is None:
        yield _no_client(call, client_id)
    if given.get("payment_status", PAYMENT_STATUSES[0]) not in PAYMENT_STATUSES:
        yield Fault("payment_status", f"must be one of {', '.join(PAYMENT_STATUSES)}")
    if not is_limit(given.get("limit", "0"), MAX_LIMIT):
        yield Fault("limit", f"must be a number from 0 to {MAX_LIMIT}")


def _wanted(call: Call) -> list[tuple[str, str]]:
    wanted = [(name, value) for name in _FILTERS if (value := call.query.get(name))]
    if client_id := call.query.get("client_id"):
        wanted.append(("provider", client_of(call, client_id).provider))
    return wanted


def client_of(call: Call, client_id: str) -> Client:
    """Raises Unprocessable, which names those there are."""
    client = call.sandbox.clients.find(client_id)
    if client is None:
        raise Unprocessable(f"there is no client '{client_id}'", (_no_client(call, client_id),))
    return client


def _no_client(call: Call, client_id: str) -> Fault:
    choices = call.sandbox.clients.known()
    return Fault("client_id", f"there is no client '{client_id}'; valid are {choices}")


def _forced(body: MadeInvoice | ForcedInvoice) -> Mapping[str, str]:
    both = {"payment_status": body.payment_status, "risk_level": body.risk_level}
    return {name: str(value) for name, value in both.items() if value is not UNSET}


def _view(service: Invoices, invoice: Invoice) -> InvoiceView:
    payer = invoice.payer
    named = NamedPayer(country_code=payer.country_code, tax_id=payer.tax_id, name=service.payer_name(payer))
    shown = wire.shown(invoice) | {"payer": named, "data_source": invoice.data_source}
    return InvoiceView(id=invoice.id, provider=invoice.provider, **shown)


QUERY: Final = (
    Param("provider", "Those of one provider.", {"type": "string"}),
    Param("client_id", "Those of one client's provider.", {"type": "string"}),
    Param("payment_status", "Those in one state.", {"type": "string", "enum": list(PAYMENT_STATUSES)}),
    Param("invoice_number", "Exact text.", {"type": "string"}),
    Param(
        "limit",
        "How many to give.",
        {"type": "integer", "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    ),
)

CONTROL: Final = (
    Operation(
        id="control.invoices.list",
        summary="List every provider's invoices, the latest made first",
        method="GET",
        path="/__admin/invoices",
        handler=list_invoices,
        access=Access.CONTROL,
        fidelity=Fidelity.INVENTED,
        returns=InvoiceViews,
        query=QUERY,
    ),
    Operation(
        id="control.invoices.make",
        summary="Make an invoice for a client, in a state of choice",
        method="POST",
        path="/__admin/invoices",
        handler=make_invoice,
        access=Access.CONTROL,
        fidelity=Fidelity.INVENTED,
        status=201,
        body=MadeInvoice,
        returns=InvoiceView,
        errors=(*CONTROL_BODY_ERRORS, DuplicateInvoiceNumber),
        request_examples={"already paid": {**SAMPLE, "payment_status": "PAID"}},
    ),
    Operation(
        id="control.invoices.read",
        summary="Read any provider's invoice",
        method="GET",
        path="/__admin/invoices/{id}",
        handler=read_invoice,
        access=Access.CONTROL,
        fidelity=Fidelity.INVENTED,
        returns=InvoiceView,
        errors=(InvoiceNotFound,),
    ),
    Operation(
        id="control.invoices.force",
        summary="Force an invoice's payment status or risk level",
        method="PATCH",
        path="/__admin/invoices/{id}",
        handler=force_invoice,
        access=Access.CONTROL,
        fidelity=Fidelity.INVENTED,
        body=ForcedInvoice,
        returns=InvoiceView,
        errors=(InvoiceNotFound, *CONTROL_BODY_ERRORS),
        request_examples={"requested": {"payment_status": "REQUESTED"}},
    ),
    Operation(
        id="control.invoices.delete",
        summary="Delete an invoice in any state",
        method="DELETE",
        path="/__admin/invoices/{id}",
        handler=delete_invoice,
        access=Access.CONTROL,
        fidelity=Fidelity.INVENTED,
        status=204,
        errors=(InvoiceNotFound,),
    ),
)
