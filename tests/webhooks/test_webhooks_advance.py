"""The clock moves, and with it a whole life: what falls due, in order, each at its own time."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from mock_osigu.client import ControlError
from mock_osigu.core.schedule import Job
from mock_osigu.sandbox import Sandbox
from webhooks.live import Live, body, serving
from webhooks.receivers import WAIT_SECONDS, Receiver, Request, silent

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def began(live: Live) -> datetime:
    live.clock.freeze(START)
    return START


def schedule(live: Live, **hours: float) -> None:
    """Jobs that emit a number each, in so many hours."""

    def run(sandbox: Sandbox, job: Job) -> dict[str, Any]:
        live.emit(int(job.subject), sandbox=sandbox)
        return {"number": int(job.subject)}

    live.sandboxes.register({"test.emit": run})
    for name, offset in hours.items():
        due = live.clock.now() + timedelta(hours=offset)
        live.sandbox.schedule.add(due, "test.emit", name.removeprefix("n"))


def told(reading: Any) -> list[tuple[float, str]]:
    """What happened: after how many hours, and what."""
    return [
        ((datetime.fromisoformat(each["at"]) - START).total_seconds() / 3600, each["what"])
        for each in reading.happened
    ]


def test_jobs_and_deliveries_in_order(live: Live, began: datetime, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1, n2=2, n3=30)
    reading = live.clock.advance(hours=24)
    assert told(reading) == [(1, "test.emit"), (1, "delivery"), (2, "test.emit"), (2, "delivery")]
    assert receiver.bodies == [body(1), body(2)]
    assert reading.now == began + timedelta(hours=24)
    assert told(live.clock.advance(hours=6)) == [(30, "test.emit"), (30, "delivery")]


def test_a_receiver_sees_the_time_of_its_delivery(live: Live, began: datetime, receiver: Receiver) -> None:
    seen: list[timedelta] = []

    def look(_: Request) -> None:
        seen.append(live.clock.now() - began)

    receiver.meanwhile = look
    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1, n2=2)
    live.clock.advance(hours=3)
    assert seen == [timedelta(hours=1), timedelta(hours=2)]


def test_a_retry_comes_between_jobs(live: Live, began: datetime, receiver: Receiver) -> None:
    receiver.statuses = [500]
    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1, n2=1.001, n3=1.01)  # the retry is due after 10 s, that is 0.00278 hours
    live.clock.advance(hours=2)
    assert receiver.bodies == [body(1), body(2), body(1), body(3)]


def test_nothing_due_is_answered_at_once(live: Live, began: datetime) -> None:
    reading = live.clock.advance(hours=24)
    assert (reading.now, reading.happened) == (began + timedelta(hours=24), ())


def test_several_at_once_add_up(live: Live, began: datetime, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1, n2=2, n3=3, n4=4)
    threads = [Thread(target=live.clock.advance, kwargs={"hours": 1}) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert live.clock.now() == began + timedelta(hours=5)
    assert receiver.bodies == [body(1), body(2), body(3), body(4)]


def test_a_running_clock_goes_exactly_so_far_ahead(receiver: Receiver) -> None:
    with serving(frozen=False) as live:
        live.webhooks.deliver_to(receiver.url)
        schedule(live, n1=1, n2=2)
        offset = live.clock.read().offset_seconds
        reading = live.clock.advance(hours=3)
        assert reading.offset_seconds - offset == pytest.approx(3 * 3600, abs=1e-6)
        assert not reading.frozen
        assert receiver.bodies == [body(1), body(2)]


def test_others_are_answered_meanwhile(live: Live, began: datetime) -> None:
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        schedule(live, n1=1)
        thread = Thread(target=live.clock.advance, kwargs={"hours": 2})
        thread.start()
        peer = hanging.next()
        assert live.clock.now() == began + timedelta(hours=1)
        peer.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        thread.join(WAIT_SECONDS)
        assert live.clock.now() == began + timedelta(hours=2)


def test_a_reset_on_the_way_ends_it(live: Live, began: datetime) -> None:
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        schedule(live, n1=1)
        thread = Thread(target=live.clock.advance, kwargs={"hours": 2})
        thread.start()
        hanging.next()
        live.control.reset(freeze="2030-01-01T00:00:00Z")
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
        assert live.clock.now() == datetime(2030, 1, 1, tzinfo=UTC)


def test_past_the_end_of_time(live: Live, began: datetime, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1)
    with pytest.raises(ControlError, match="the time must be between") as raised:
        live.clock.advance(weeks=1_000_000)
    assert raised.value.status == 422
    assert (live.clock.now(), receiver.bodies) == (began, [])


def test_a_job_that_fails_on_the_way_fails_the_answer(
    live: Live, began: datetime, receiver: Receiver
) -> None:
    def fail(_: Sandbox, __: Job) -> None:
        raise LookupError("this job fails on purpose")

    live.webhooks.deliver_to(receiver.url)
    schedule(live, n1=1)
    live.sandboxes.register({"test.fail": fail})
    live.sandbox.schedule.add(began + timedelta(hours=2), "test.fail", "x")
    with pytest.raises(ControlError) as raised:
        live.clock.advance(hours=3)
    assert raised.value.status == 500
    assert receiver.bodies == [body(1)]


def test_two_days_in_the_life_of_a_cashout(live: Live, began: datetime, receiver: Receiver) -> None:
    """Nobody moves it: the clock does, and every step is told of, signed, with the money as it should be."""
    live.webhooks.deliver_to(receiver.url, events=["cashout_request.*"])
    live.call("PUT", "/cashout-requests/auto-advance", {"enabled": True})
    invoice = live.control.invoices.all(payment_status="PENDING")[0]
    made = live.call("POST", "/cashout-requests", {"invoice_ids": [invoice.id]})
    live.webhooks.flush()  # else the first may come by itself, or be there when the clock moves
    reading = live.clock.advance(days=4)
    assert [each["what"] for each in reading.happened].count("delivery") == len(receiver.requests) - 1
    first, *_, last = receiver.bodies
    assert first.startswith(
        b'{"event":"cashout_request.created","cashout_request_id":"' + made["id"].encode()
    )
    assert b'"status":"PAID","paid_amount":' in last
    assert live.control.invoices.get(invoice.id).payment_status == "PAID"
    times = [datetime.fromisoformat(each["at"]) for each in reading.happened]
    assert times == sorted(times)
