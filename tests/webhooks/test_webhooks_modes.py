"""Deliveries that go wrong on purpose."""

import hmac
from datetime import timedelta
from typing import Any

import pytest

from mock_osigu.client import ControlError, ModeName
from webhooks.live import Live, body
from webhooks.receivers import Receiver

SECRET = "s3cret"


def subscribe(live: Live, receiver: Receiver, mode: ModeName, **options: Any) -> None:
    live.webhooks.deliver_to(receiver.url, signature="timestamped", secret=SECRET, mode=mode, **options)


def digest(signed: bytes) -> str:
    return hmac.new(SECRET.encode(), signed, "sha256").hexdigest()


def stamp(live: Live, receiver: Receiver) -> tuple[float, bool]:
    """How old the timestamp of the last delivery is, in seconds, and whether its signature is right."""
    request = receiver.requests[-1]
    seconds, value = request.headers["X-Osigu-Signature"].removeprefix("t=").split(",v1=")
    age = int(live.clock.now().timestamp()) - int(seconds)
    return age, value == digest(seconds.encode() + b"." + request.body)


def test_normal(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "normal")
    live.emit(1)
    live.settle()
    assert receiver.bodies == [body(1)]
    assert stamp(live, receiver) == (0, True)


def test_duplicate(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "duplicate")
    live.emit(1, 2)
    live.settle()
    assert receiver.bodies == [body(1), body(1), body(2), body(2)]
    copy, first = live.webhooks.deliveries()[:2]
    assert (copy.copy_of, copy.note, first.copy_of) == (first.id, "duplicate by mode", None)


def test_reorder(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder")
    live.emit(1)
    live.settle()
    assert receiver.bodies == []
    live.emit(2, 3, 4)
    live.settle()
    assert receiver.bodies == [body(2), body(1), body(4), body(3)]


def test_reorder_waits_for_a_day_and_no_longer(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder")
    live.emit(1)
    live.clock.advance(seconds=86_399)
    assert receiver.bodies == []
    live.clock.advance(seconds=1)
    assert receiver.bodies == [body(1)]


def test_reorder_waits_as_long_as_it_is_told_to(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder", seconds=30)
    live.emit(1)
    live.clock.advance(seconds=30)
    live.emit(2, 3)
    live.settle()
    assert receiver.bodies == [body(1), body(3), body(2)]


@pytest.mark.parametrize(
    "mode, expected",
    [
        ("normal", [2, 1, 3]),
        ("duplicate", [2, 2, 1, 3, 3]),
        ("bad_signature", [2, 1, 3]),
        ("drop", [1]),
        ("late", [2, 1, 3]),
    ],
)
def test_what_is_held_back_follows_the_next_event_of_any_mode(
    live: Live, receiver: Receiver, mode: ModeName, expected: list[int]
) -> None:
    subscribe(live, receiver, "reorder")
    live.emit(1)
    live.webhooks.mode(mode)
    live.emit(2, 3)
    live.clock.advance(hours=1)
    assert receiver.bodies == [body(number) for number in expected]


def test_what_is_held_back_follows_also_when_the_mode_is_used_up(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder", times=1)
    live.emit(1, 2, 3)
    live.settle()
    assert receiver.bodies == [body(2), body(1), body(3)]


def test_what_is_held_back_waits_no_longer_for_a_later_event(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder", seconds=60)
    live.emit(1)
    live.webhooks.mode("late")
    live.emit(2)
    live.clock.advance(seconds=60)
    assert receiver.bodies == [body(1)]


def test_a_flush_holds_nothing_back(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder")
    live.emit(1)
    (flushed,) = live.webhooks.flush()
    assert flushed.state == "delivered"
    assert receiver.bodies == [body(1)]


def test_subscriptions_are_reordered_apart(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "reorder", seconds=60)
    live.webhooks.deliver_to(receiver.url + "/other")
    live.emit(1, 2)
    live.settle()
    assert [(each.target, each.body) for each in receiver.requests if "other" in each.target] == [
        ("/hook/other", body(1)),
        ("/hook/other", body(2)),
    ]
    assert [each.body for each in receiver.requests if "other" not in each.target] == [body(2), body(1)]


@pytest.mark.parametrize("options, seconds", [({}, 3600), ({"seconds": 90}, 90)])
def test_late(live: Live, receiver: Receiver, options: Any, seconds: float) -> None:
    subscribe(live, receiver, "late", **options)
    live.emit(1)
    live.clock.advance(seconds=seconds - 0.001)
    assert receiver.bodies == []
    live.clock.advance(seconds=0.001)
    assert receiver.bodies == [body(1)]
    assert stamp(live, receiver) == (0, True)


def test_bad_signature(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "bad_signature")
    live.emit(1)
    live.settle()
    assert receiver.bodies == [body(1)]
    assert stamp(live, receiver) == (0, False)


@pytest.mark.parametrize("options, seconds", [({}, 600), ({"seconds": 301}, 301)])
def test_old_timestamp(live: Live, receiver: Receiver, options: Any, seconds: int) -> None:
    subscribe(live, receiver, "old_timestamp", **options)
    live.emit(1)
    live.settle()
    assert stamp(live, receiver) == (seconds, True)


def test_drop(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "drop")
    live.emit(1)
    live.clock.advance(days=2)
    assert receiver.bodies == []
    dropped = live.only()
    assert (dropped.state, dropped.attempts, dropped.note) == ("dropped", (), "dropped by mode")
    live.webhooks.replay(dropped)
    live.settle()
    assert receiver.bodies == [body(1)]


def test_for_so_many_events_only(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "drop", times=2)
    live.emit(1, 2, 3)
    live.settle()
    assert receiver.bodies == [body(3)]
    assert live.webhooks.all()[0].mode == {"mode": "normal"}


def test_the_sandboxs_mode_is_everyones_and_of_those_to_come(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url, mode="drop")
    live.webhooks.mode("duplicate")
    live.webhooks.deliver_to(receiver.url + "/later")
    live.emit(1)
    live.settle()
    assert [each.target for each in receiver.requests] == ["/hook"] * 2 + ["/hook/later"] * 2
    assert live.call("GET", "/webhooks/mode") == {"mode": "duplicate"}


def test_the_sandboxs_mode_counts_events_not_subscriptions(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.webhooks.deliver_to(receiver.url)
    live.webhooks.mode("drop", times=1)
    live.emit(1, 2)
    live.settle()
    assert receiver.bodies == [body(2)] * 2


def test_one_subscriptions_mode_is_its_own(live: Live, receiver: Receiver) -> None:
    first = live.webhooks.deliver_to(receiver.url + "/first")
    live.webhooks.deliver_to(receiver.url + "/second")
    live.webhooks.mode("late", webhook=first, seconds=60)
    live.emit(1)
    live.settle()
    assert [each.target for each in receiver.requests] == ["/hook/second"]


def test_a_mode_is_for_what_happens_from_then_on(live: Live, receiver: Receiver) -> None:
    subscribe(live, receiver, "late")
    live.emit(1)
    live.webhooks.mode("normal")
    live.settle()
    assert receiver.bodies == []
    live.emit(2)
    live.settle()
    assert receiver.bodies == [body(2)]


@pytest.mark.parametrize("signature, mode", [("none", "bad_signature"), ("body", "old_timestamp")])
def test_what_is_not_signed_so_cannot_be_spoilt_so(
    live: Live, receiver: Receiver, signature: Any, mode: ModeName
) -> None:
    webhook = live.webhooks.deliver_to(receiver.url, signature=signature)
    for spoil, path in (
        (lambda: live.webhooks.mode(mode), "mode"),
        (lambda: live.webhooks.mode(mode, webhook=webhook), "mode"),
        (lambda: live.webhooks.deliver_to(receiver.url, signature=signature, mode=mode), "mode.mode"),
    ):
        with pytest.raises(ControlError, match=f"'{mode}' needs the signature") as raised:
            spoil()
        assert (raised.value.status, raised.value.errors[0].path) == (422, path)
    assert live.webhooks.all() == [live.webhooks._route.one(type(webhook), "GET", f"/webhooks/{webhook.id}")]


@pytest.mark.parametrize("mode", ["normal", "duplicate", "bad_signature", "drop"])
def test_seconds_only_where_they_mean_something(live: Live, mode: ModeName) -> None:
    with pytest.raises(ControlError, match="only reorder, late, old_timestamp have seconds"):
        live.webhooks.mode(mode, seconds=1)


def test_a_mode_that_is_none(live: Live) -> None:
    with pytest.raises(ControlError, match="must be one of normal, duplicate, reorder"):
        live.call("PUT", "/webhooks/mode", {"mode": "triple"})


def test_modes_go_back_with_a_reset_and_a_snapshot(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.webhooks.mode("late", seconds=timedelta(hours=2).total_seconds())
    live.control.snapshots.take("late")
    live.webhooks.mode("normal")
    live.control.snapshots.restore("late")
    assert live.call("GET", "/webhooks/mode") == {"mode": "late", "seconds": 7200.0}
    live.control.reset(only=["webhooks"])
    assert live.call("GET", "/webhooks/mode") == {"mode": "normal"}
