"""`/__admin/cashout-requests`: what Osigu's web interface and its staff would do, make requests and move them."""

from datetime import datetime
from typing import Final

import msgspec
from msgspec import UnsetType

from mock_osigu.api.payments.cashouts import wire
from mock_osigu.api.payments.cashouts.bodies import AutoAdvanceChange, CashoutMove, NewCashout
from mock_osigu.api.payments.cashouts.errors import CashoutNotFound, NotRequestable
from mock_osigu.api.payments.cashouts.life import ADVANCE
from mock_osigu.api.payments.cashouts.model import NEXT, AutoAdvance, Cashout, Status
from mock_osigu.api.payments.cashouts.operations import service_of
from mock_osigu.api.payments.cashouts.requesting import Order, unknown
from mock_osigu.api.payments.cashouts.service import Move, build
from mock_osigu.api.payments.control import client_of
from mock_osigu.api.payments.documented import CONTROL_BODY_ERRORS
from mock_osigu.api.payments.wire import Money
from mock_osigu.core.errors import Unprocessable
from mock_osigu.core.flow import IllegalMove
from mock_osigu.core.schedule import Job
from mock_osigu.sandbox import Deed, Sandbox
from mock_osigu.web.check import MESSAGE
from mock_osigu.web.control import Items, body_of, control, items
from mock_osigu.web.operation import Call, Reply


class CashoutView(msgspec.Struct, kw_only=True):
    """A cashout request as clients see it, and whose it is."""

    id: str
    provider: str
    requested_amount: Money
    requested_invoice_count: int
    paid_invoice_count: int
    paid_amount: Money | None
    request_date: datetime
    payment_date: datetime | None
    payment_reference: str | None
    status: Status
    requested_by: str
    cashout_request_details: wire.CashoutDetails
    currency_code: str


def list_cashouts(call: Call) -> Reply:
    return items([_view(each) for each in service_of(call).all()])


def make_cashout(call: Call) -> Reply:
    body = body_of(call, NewCashout)
    order = Order(
        invoice_ids=tuple(body.invoice_ids),
        requested_by=body.requested_by,
        provider=None if isinstance(body.client_id, UnsetType) else _provider(call, body.client_id, body),
    )
    return Reply(201, _view(service_of(call).request(order)))


def _provider(call: Call, client_id: str, body: NewCashout) -> str:
    """The client's provider. Raises Unprocessable, which names the invoices that nobody has, too."""
    try:
        return client_of(call, client_id).provider
    except Unprocessable as error:
        raise Unprocessable(
            MESSAGE, (*error.faults, *unknown(call.sandbox.store, body.invoice_ids))
        ) from None


def read_cashout(call: Call) -> Reply:
    return Reply(200, _view(service_of(call).find(call.path["id"])))


def move_cashout(call: Call) -> Reply:
    service = service_of(call)
    cashout = service.find(call.path["id"])
    body = body_of(call, CashoutMove)
    move = Move(to=body.to, exclude=tuple(body.exclude), payment_reference=body.payment_reference)
    return Reply(200, _view(service.move(cashout.id, move)))


def read_life(call: Call) -> Reply:
    return Reply(200, service_of(call).life.settings)


def set_life(call: Call) -> Reply:
    settings = body_of(call, AutoAdvanceChange).settings()
    return Reply(200, service_of(call).life.set(settings, call.sandbox.clock.now()))


def advance(sandbox: Sandbox, job: Job) -> Deed:
    """What the job does: the next step of the way, at the time it is due."""
    cashouts = sandbox.service(build)
    cashout = cashouts.find(job.subject)
    moved = cashouts.move(cashout.id, Move(to=NEXT[cashout.status]), job.due)
    return {"status": moved.status}


def _view(cashout: Cashout) -> CashoutView:
    shown = wire.resource(cashout)
    return CashoutView(provider=cashout.provider, **msgspec.structs.asdict(shown))


JOBS: Final = {ADVANCE: advance}

CONTROL: Final = (
    control(
        "cashouts.list",
        "List every provider's cashout requests, the latest made first",
        "GET",
        "/cashout-requests",
        list_cashouts,
        returns=Items[CashoutView],
    ),
    control(
        "cashouts.make",
        "Request an advance on invoices, as a provider does in Osigu's web interface",
        "POST",
        "/cashout-requests",
        make_cashout,
        status=201,
        body=NewCashout,
        returns=CashoutView,
        errors=(*CONTROL_BODY_ERRORS, NotRequestable),
    ),
    control(
        "cashouts.read",
        "Read any provider's cashout request",
        "GET",
        "/cashout-requests/{id}",
        read_cashout,
        returns=CashoutView,
        errors=(CashoutNotFound,),
    ),
    control(
        "cashouts.move",
        "Move a cashout request to another status; its invoices follow",
        "POST",
        "/cashout-requests/{id}/move",
        move_cashout,
        body=CashoutMove,
        returns=CashoutView,
        errors=(CashoutNotFound, IllegalMove, *CONTROL_BODY_ERRORS),
    ),
    control(
        "cashouts.life",
        "Whether cashout requests move by themselves, and how fast",
        "GET",
        "/cashout-requests/auto-advance",
        read_life,
        returns=AutoAdvance,
    ),
    control(
        "cashouts.set_life",
        "Have cashout requests move by themselves on the sandbox's clock, up to PAID, or no more",
        "PUT",
        "/cashout-requests/auto-advance",
        set_life,
        body=AutoAdvanceChange,
        returns=AutoAdvance,
        errors=(Unprocessable,),
    ),
)
