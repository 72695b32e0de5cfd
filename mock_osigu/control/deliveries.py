"""`/__admin/webhooks/deliveries`: what was delivered, what is still to be, and both once more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from mock_osigu.control.stepping import Steps, stepwise
from mock_osigu.control.webhooks import no_event
from mock_osigu.core.errors import Conflict, Fault, NotFound
from mock_osigu.engine.deliveries import Attempt, Delivery
from mock_osigu.web.control import Items, control, items
from mock_osigu.web.operation import Call, Param, Reply
from mock_osigu.web.query import is_limit, refuse, strangers

STATES: Final = ("pending", "delivered", "failed", "dropped")
MAX_SHOWN: Final = 1000
QUERY: Final = (
    Param("event", "Only this event; `*` is anything.", {"type": "string"}),
    Param("state", "Only in this state.", {"type": "string", "enum": list(STATES)}),
    Param("limit", f"At most so many, up to {MAX_SHOWN}, which it is when left out.", {"type": "string"}),
    Param(
        "after", "Only what follows the delivery with this id, in the order of the list.", {"type": "string"}
    ),
)


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
    """Newest first; `event` may have `*`. `total` counts all that match, also beyond what is shown."""
    refuse(_query_faults(call))
    event, state = call.query.get("event"), call.query.get("state")
    limit = int(call.query.get("limit", MAX_SHOWN))
    found = [
        each
        for each in call.sandbox.webhooks.deliveries.newest_first()
        if (state is None or each.state == state) and (event is None or each.is_event(event))
    ]
    after = call.sandbox.webhooks.deliveries.find(call.query.get("after", ""))
    rest = found if after is None else [each for each in found if each.number < after.number]
    return items([_delivery(each) for each in rest[:limit]], len(found))


def _query_faults(call: Call) -> Iterator[Fault]:
    yield from strangers(call.query, QUERY)
    for name, value in call.query.items():
        if name == "state" and value not in STATES:
            yield Fault(name, f"state is '{value[:50]}'; valid are {', '.join(STATES)}")
        elif name == "event" and (message := no_event(call, value)) is not None:
            yield Fault(name, message)
        elif name == "limit" and not is_limit(value, MAX_SHOWN):
            yield Fault(name, f"must be a whole number from 0 to {MAX_SHOWN}")
        elif name == "after" and call.sandbox.webhooks.deliveries.find(value) is None:
            yield Fault(name, f"there is no delivery '{value[:100]}'; valid is the id of one in the list")


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
        query=QUERY,
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
