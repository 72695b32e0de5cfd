"""`/__admin/webhooks/deliveries`: what was delivered, what is still to be, and both once more."""

from datetime import datetime
from typing import Any, Final

import msgspec

from mock_osigu.control.stepping import Steps, stepwise
from mock_osigu.core.errors import BadRequest, Conflict, NotFound
from mock_osigu.engine.deliveries import Attempt, Delivery
from mock_osigu.web.control import Items, control, items
from mock_osigu.web.operation import Call, Param, Reply

STATES: Final = ("pending", "delivered", "failed", "dropped")
MAX_SHOWN: Final = 1000


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one subscription; `payload` are the bytes that are sent. Times are the sandbox's."""

    id: str
    webhook_id: str
    url: str
    event: str
    state: str
    created_at: datetime
    next_try: datetime | None
    attempts: tuple[Attempt, ...]
    note: str | None
    copy_of: str | None
    replay_of: str | None
    payload: Any


def list_deliveries(call: Call) -> Reply:
    """Newest first; `event` may have `*`."""
    event, state = call.query.get("event"), call.query.get("state")
    if state is not None and state not in STATES:
        raise BadRequest(f"state is '{state[:50]}'; valid are {', '.join(STATES)}")
    found = [
        each
        for each in call.sandbox.webhooks.deliveries.newest_first()
        if (state is None or each.state == state) and (event is None or each.is_event(event))
    ]
    return items([_delivery(each) for each in found[:MAX_SHOWN]], len(found))


def read_delivery(call: Call) -> Reply:
    return Reply(200, _delivery(call.sandbox.webhooks.find_delivery(call.path["delivery_id"])))


def replay(call: Call) -> Reply:
    return Reply(201, _delivery(call.sandbox.webhooks.replay(call.path["delivery_id"])))


def flush(call: Call) -> Reply:
    """Try all that is pending now, also what is held back or waits for its next try; answers when each was tried."""
    deliveries = call.sandbox.webhooks.deliveries
    since = deliveries.hasten()

    def steps() -> Steps:
        if since:
            yield since

    def answer() -> Reply:
        return items([_delivery(each) for each in map(deliveries.find, since) if each is not None])

    return stepwise(call.sandbox, steps(), answer)


def _delivery(delivery: Delivery) -> DeliveryView:
    return DeliveryView(
        id=delivery.id,
        webhook_id=delivery.subscription_id,
        url=delivery.url,
        event=delivery.event,
        state=delivery.state,
        created_at=delivery.created_at,
        next_try=delivery.next_try,
        attempts=delivery.attempts,
        note=delivery.note,
        copy_of=delivery.copy_of,
        replay_of=delivery.replay_of,
        payload=msgspec.Raw(delivery.body),
    )


OPERATIONS: Final = (
    control(
        "webhooks.deliveries",
        "What was delivered, and what is to be, newest first",
        "GET",
        "/webhooks/deliveries",
        list_deliveries,
        returns=Items[DeliveryView],
        query=(
            Param("event", "Only this event; `*` is anything.", {"type": "string"}),
            Param("state", "Only in this state.", {"type": "string", "enum": list(STATES)}),
        ),
        errors=(BadRequest,),
    ),
    control(
        "webhooks.delivery",
        "One delivery, with each of its tries",
        "GET",
        "/webhooks/deliveries/{delivery_id}",
        read_delivery,
        returns=DeliveryView,
        errors=(NotFound,),
    ),
    control(
        "webhooks.replay",
        "Deliver the same bytes once more, as a new delivery",
        "POST",
        "/webhooks/deliveries/{delivery_id}/replay",
        replay,
        status=201,
        returns=DeliveryView,
        errors=(NotFound, Conflict),
    ),
    control(
        "webhooks.flush",
        "Try all that is pending now, and answer when that is done",
        "POST",
        "/webhooks/flush",
        flush,
        returns=Items[DeliveryView],
    ),
)
