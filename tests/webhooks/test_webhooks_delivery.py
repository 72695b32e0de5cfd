"""What is delivered, in which order, how often, and what is known of it afterwards."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from mock_osigu.client import ControlError
from mock_osigu.engine.deliveries import MAX_KEPT
from webhooks.live import EVENT, Live, body
from webhooks.receivers import Receiver, dead_url


class Paid(msgspec.Struct):
    """Fields in an order of their own, money with its two decimals."""

    event: str
    zeta: str
    alpha: Decimal


def test_bytes_order_and_headers(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url + "?for=me")
    live.sandbox.webhooks.emit(EVENT, Paid(EVENT, "Ñandú", Decimal("1500.00")))
    request = receiver.next()
    assert request.body == '{"event":"cashout_request.created","zeta":"Ñandú","alpha":1500.00}'.encode()
    assert request.target == "/hook?for=me"
    assert request.headers == {
        "Host": receiver.url.split("/")[2],
        "User-Agent": "mock-osigu",
        "Content-Type": "application/json",
        "Content-Length": str(len(request.body)),
        "Accept-Encoding": "identity",
        "Connection": "close",
        "X-Mock-Osigu-Delivery-Id": live.only().id,
    }


def test_the_payload_in_the_list_is_byte_for_byte_what_was_sent(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.sandbox.webhooks.emit(EVENT, Paid(EVENT, "Ñandú", Decimal("1500.00")))
    delivery = live.sandbox.webhooks.deliveries.newest_first()[0]
    assert delivery.body == receiver.next().body
    assert str(live.only().payload["alpha"]) == "1500.00"


def test_in_order(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.emit(*range(20))
    live.settle()
    assert receiver.bodies == [body(number) for number in range(20)]


def test_only_who_wants_it(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url + "/cashouts", events=["cashout_request.*"])
    live.webhooks.deliver_to(receiver.url + "/both", events=["invoice.status_update", EVENT])
    live.emit(1)
    live.emit(2, event="invoice.status_update")
    live.settle()
    assert [(request.target, request.body) for request in receiver.requests] == [
        ("/hook/cashouts", body(1)),
        ("/hook/both", body(1)),
        ("/hook/both", body(2, "invoice.status_update")),
    ]


def test_nobody_wants_it(live: Live) -> None:
    live.emit(1)
    assert live.webhooks.deliveries() == []


def emit_and_fail(live: Live) -> None:
    with live.sandbox.store.transaction():
        live.emit(1)
        raise LookupError


def test_a_change_that_is_undone_tells_nobody(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    with pytest.raises(LookupError):
        emit_and_fail(live)
    live.emit(2)
    live.settle()
    assert receiver.bodies == [body(2)]
    assert live.states() == {2: "delivered"}


def test_retries_come_10_60_300_and_900_seconds_apart(live: Live, receiver: Receiver) -> None:
    receiver.statuses = [500, 502, 404, 301, 503, 500]
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    began = live.only().created_at
    reading = live.clock.advance(days=1)
    delivery = live.only()
    assert [each.at - began for each in delivery.attempts] == [
        timedelta(seconds=seconds) for seconds in (0, 10, 70, 370, 1270)
    ]
    assert [each.status for each in delivery.attempts] == [500, 502, 404, 301, 503]
    assert (delivery.state, delivery.next_try) == ("failed", None)
    assert [(each["what"], each["id"], each["status"]) for each in reading.happened] == [
        ("delivery", delivery.id, status) for status in (502, 404, 301, 503)
    ]
    assert len(receiver.requests) == 5


@pytest.mark.parametrize("seconds, tries", [(9.999, 1), (10, 2), (69.999, 2), (70, 3), (370, 4), (1270, 5)])
def test_a_retry_is_due_to_the_microsecond(
    live: Live, receiver: Receiver, seconds: float, tries: int
) -> None:
    receiver.statuses = [500] * 5
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    live.clock.advance(seconds=seconds)
    assert len(live.only().attempts) == tries


def test_each_try_sends_the_same_bytes_and_a_new_timestamp(live: Live, receiver: Receiver) -> None:
    receiver.statuses = [500]
    live.webhooks.deliver_to(receiver.url, signature="timestamped", secret="secret")
    live.emit(1)
    live.settle()
    live.clock.advance(seconds=10)
    first, second = receiver.requests
    assert first.body == second.body
    stamps = [int(each.headers["X-Osigu-Signature"][2:].split(",")[0]) for each in (first, second)]
    assert stamps[1] - stamps[0] == 10


def test_any_2xx_is_good(live: Live, receiver: Receiver) -> None:
    receiver.statuses = [200, 202, 299]
    live.webhooks.deliver_to(receiver.url)
    live.emit(1, 2, 3)
    live.settle()
    assert live.states() == {1: "delivered", 2: "delivered", 3: "delivered"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(live: Live, receiver: Receiver, status: int) -> None:
    receiver.statuses, receiver.headers = [status], {"Location": receiver.url + "/moved"}
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    (attempt,) = live.only().attempts
    assert attempt.error == f"answered {status}, and redirects are not followed"
    assert [request.target for request in receiver.requests] == ["/hook"]


def test_a_dead_receiver(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(dead_url(), events=["invoice.*"])
    live.webhooks.deliver_to(receiver.url)
    live.emit(1, event="invoice.status_update")
    live.settle()
    there, gone = live.webhooks.deliveries()
    assert (gone.state, there.state) == ("pending", "delivered")
    assert gone.attempts[0].status is None
    assert gone.attempts[0].error == "connection refused: nothing listens there"


def test_replay_is_a_new_delivery_of_the_same_bytes(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    first = live.only()
    again = live.webhooks.replay(first)
    assert (again.replay_of, again.attempts, again.payload) == (first.id, (), first.payload)
    live.settle()
    assert receiver.bodies == [body(1)] * 2
    assert [each.state for each in live.webhooks.deliveries()] == ["delivered"] * 2
    assert live.webhooks.delivery(first.id) == first


def test_replay_without_a_subscription(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    live.webhooks.clear()
    with pytest.raises(ControlError, match="is gone, so nobody would get it") as raised:
        live.webhooks.replay(live.only())
    assert raised.value.status == 409


def test_removing_a_subscription_drops_what_is_pending(live: Live) -> None:
    webhook = live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.settle()
    live.webhooks.remove(webhook)
    assert (live.only().state, live.only().note) == ("dropped", "its subscription was removed")


def test_lists_by_event_and_state(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url, events=["cashout_request.*"])
    live.webhooks.deliver_to(dead_url(), events=["invoice.*"])
    live.emit(1, 2)
    live.emit(3, event="invoice.status_update")
    live.settle()

    def numbers(**filters: Any) -> list[int]:
        return [each.payload["number"] for each in live.webhooks.deliveries(**filters)]

    assert numbers() == [3, 2, 1]
    assert numbers(event="cashout_request.*") == [2, 1]
    assert numbers(state="pending") == [3]
    assert numbers(state="delivered", event=EVENT) == [2, 1]
    assert numbers(state="failed") == []


def test_the_oldest_settled_ones_make_room(live: Live) -> None:
    live.webhooks.deliver_to(dead_url(), mode="drop")
    live.emit(*range(MAX_KEPT + 3))
    kept = live.sandbox.webhooks.deliveries.newest_first()
    assert len(kept) == MAX_KEPT
    assert [kept[0].body, kept[-1].body] == [body(MAX_KEPT + 2), body(3)]
