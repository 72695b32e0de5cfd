"""A receiver that hangs, drips, breaks or calls back hurts nobody else, and a clock that runs needs no nudge."""

import socket
import subprocess
import sys
import threading
from datetime import timedelta
from time import perf_counter
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

import pytest

from mock_osigu.engine.deliveries import tries
from mock_osigu.sandbox import Sandbox
from webhooks.live import Live, body, serving
from webhooks.receivers import WAIT_SECONDS, Receiver, Request, receiving, silent

SHORT = 0.2  # seconds that a receiver has in these tests
NO_ANSWER = "no answer within 0.2 seconds"


def couriers(live: Live) -> list[threading.Thread]:
    """The courier's thread of these worlds, if it runs; other tests' worlds have theirs."""
    thread = live.sandboxes._shared.courier._thread
    return [thread] if thread is not None else []


def test_a_receiver_that_hangs_is_given_up_in_time() -> None:
    with serving(timeout_seconds=SHORT) as live, silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        live.emit(1)
        live.settle()
        (attempt,) = live.only().attempts
        assert (attempt.status, attempt.error) == (None, NO_ANSWER)
        assert attempt.duration_ms >= SHORT * 1000


def drip(peer: socket.socket) -> int:
    """Send a status line and then headers, byte by byte, until nobody takes them; give how many it were."""
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    for sent in range(10_000):
        try:
            peer.sendall(b"X-A: b\r\n"[sent % 8 :][:1])
        except OSError:
            return sent
        threading.Event().wait(SHORT / 50)  # the pace is what this is about
    raise AssertionError("the sender never gave up")


def test_a_receiver_that_drips_gets_no_more_time() -> None:
    """Each byte comes well within any socket's timeout: only a deadline for the whole ends it."""
    with serving(timeout_seconds=SHORT) as live, silent() as dripping:
        live.webhooks.deliver_to(dripping.url)
        live.emit(1)
        assert drip(dripping.next()) < 1_000
        live.settle()
        assert live.only().attempts[0].error == NO_ANSWER


@pytest.mark.parametrize(
    "answer, error",
    [
        (b"", "the receiver closed the connection without an answer"),
        (b"SSH-2.0-dropbear\r\n", "the receiver does not speak HTTP (BadStatusLine)"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "the receiver does not speak HTTP (BadStatusLine)"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nbad", "answered 500: 'bad'"),
        (b"HTTP/1.1 500 No\r\n\r\nbad \xff\x00<b>", r"answered 500: 'bad \xff\x00<b>'"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ncut", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk", None),
    ],
)
def test_broken_answers(live: Live, answer: bytes, error: str | None) -> None:
    with silent() as broken:
        live.webhooks.deliver_to(broken.url)
        live.emit(1)
        peer = broken.next()
        while b"number" not in peer.recv(65_536):
            pass
        peer.sendall(answer)
        peer.shutdown(socket.SHUT_RDWR)
        live.settle()
        assert live.only().attempts[0].error == error


def test_the_server_answers_while_a_receiver_hangs(live: Live) -> None:
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        live.emit(1)
        hanging.next()
        began = perf_counter()
        for _ in range(20):
            assert live.control.health().status == "ok"
        assert perf_counter() - began < WAIT_SECONDS / 2
        assert live.only().attempts == ()


def test_a_receiver_may_call_back_while_it_is_delivered_to(live: Live, receiver: Receiver) -> None:
    """Also while the clock is being advanced, and it sees the time of its delivery."""
    times = []
    live.webhooks.deliver_to(receiver.url, mode="late", seconds=3600)
    began = live.clock.now()

    def call_back(_: Request) -> None:
        times.append(live.clock.now() - began)

    receiver.meanwhile = call_back
    live.emit(1)
    assert live.clock.advance(hours=3).now - began == timedelta(hours=3)
    assert times == [timedelta(hours=1)]


def test_sandboxes_are_side_by_side(live: Live, receiver: Receiver) -> None:
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        live.emit(1)
        hanging.next()
        made = live.control.sandboxes.create()
        live.control.in_sandbox(made.id).webhooks.deliver_to(receiver.url)
        live.emit(2, sandbox=live.sandboxes.get(made.id))
        assert receiver.next().body == body(2)


def test_one_at_a_time_in_a_sandbox(live: Live, receiver: Receiver) -> None:
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url, events=["invoice.*"])
        live.webhooks.deliver_to(receiver.url, events=["cashout_request.*"])
        live.emit(1, event="invoice.status_update")
        live.emit(2)
        peer = hanging.next()
        assert receiver.requests == []
        peer.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        assert receiver.next().body == body(2)


def test_a_reset_lets_go_of_a_receiver_that_hangs(live: Live, receiver: Receiver) -> None:
    """The next test's first delivery must not wait behind the last test's."""
    with silent() as hanging:
        live.webhooks.deliver_to(hanging.url)
        live.emit(1)
        hanging.next()
        live.control.reset(freeze="2026-01-01T00:00:00Z")
        live.webhooks.deliver_to(receiver.url)
        live.emit(2)
        assert receiver.next().body == body(2)
        live.settle()
        assert live.states() == {2: "delivered"}


def test_a_removed_sandbox_delivers_no_more(live: Live) -> None:
    made = live.control.sandboxes.create()
    control = live.control.in_sandbox(made.id)
    with silent() as hanging:
        control.webhooks.deliver_to(hanging.url)
        sandbox: Sandbox = live.sandboxes.get(made.id)
        live.emit(1, sandbox=sandbox)
        peer = hanging.next()
        live.control.sandboxes.remove(made.id)
        while peer.recv(65_536):
            pass  # the end comes: what was under way is cut
        assert sandbox.webhooks.deliveries.pending() == []


def test_a_running_clock_retries_by_itself(receiver: Receiver) -> None:
    """Nobody calls: what is due in a moment comes in a moment."""
    with serving(frozen=False) as live:
        live.webhooks.deliver_to(receiver.url, mode="late", seconds=SHORT)
        began = perf_counter()
        live.emit(1)
        assert receiver.next().body == body(1)
        assert perf_counter() - began >= SHORT


def test_a_clock_that_is_moved_delivers_what_has_become_due(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url, mode="late", seconds=3600)
    live.emit(1)
    live.settle()
    assert receiver.requests == []
    live.clock.travel(live.clock.now() + timedelta(hours=1))
    assert receiver.next().body == body(1)


def test_many_sandboxes_at_once(live: Live) -> None:
    """More than a pool would have room for, each behind a receiver that hangs, and one that does not."""
    with silent() as hanging, receiving() as receiver:
        for _ in range(30):
            made = live.control.sandboxes.create()
            live.control.in_sandbox(made.id).webhooks.deliver_to(hanging.url)
            live.emit(1, sandbox=live.sandboxes.get(made.id))
        for _ in range(30):
            hanging.next()
        live.webhooks.deliver_to(receiver.url)
        live.emit(2)
        assert receiver.next().body == body(2)


def test_the_courier_goes_when_there_is_nothing_to_do(live: Live, receiver: Receiver) -> None:
    assert couriers(live) == []
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    for thread in couriers(live):
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
    live.emit(2)
    assert [receiver.next().body, receiver.next().body] == [body(1), body(2)]


def test_close_cuts_what_is_under_way() -> None:
    """The receiver has an hour: the end that it sees within its own deadline is the one that closing made."""
    with silent() as hanging, serving(timeout_seconds=3600) as live:
        live.webhooks.deliver_to(hanging.url)
        live.emit(1)
        peer = hanging.next()
        live.sandboxes.close()
        assert couriers(live) == []
        while peer.recv(65_536):
            pass


def test_nothing_is_delivered_after_close(receiver: Receiver) -> None:
    with serving() as live:
        live.webhooks.deliver_to(receiver.url)
        live.sandboxes.close()
        live.emit(1)
        assert [each.state for each in live.sandbox.webhooks.deliveries.newest_first()] == ["pending"]
        assert couriers(live) == []


def test_a_job_that_fails_stops_no_other_sandbox(live: Live, receiver: Receiver) -> None:
    def fail(_: object, __: object) -> None:
        raise LookupError("this job fails on purpose")

    live.sandboxes.register({"test.fail": fail})
    made = live.control.sandboxes.create()
    live.sandboxes.get(made.id).schedule.add(live.clock.now() - timedelta(days=1), "test.fail", "x")
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    assert receiver.next().body == body(1)


def test_a_wish_for_what_was_tried_comes_true_at_once(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    since = tries(live.sandbox.webhooks.deliveries.newest_first())
    done = threading.Event()
    live.settle()
    live.sandbox.courier.when_tried(live.sandbox, dict.fromkeys(since, 0), done.set)
    assert done.wait(WAIT_SECONDS)


def test_a_program_with_work_left_ends_at_once(receiver: Receiver) -> None:
    """Not closed, a try under way and another to come: a daemon thread holds up no exit, and says nothing."""
    code = f"""
from mock_osigu import Sandboxes
sandboxes = Sandboxes()
webhooks = sandboxes.default.webhooks
from mock_osigu.engine.webhooks import Subscription
url = {receiver.url!r}
webhooks.subscribe(lambda id: Subscription(id=id, url=url, events=("*",), secret="s", signature="none"))
webhooks.emit("a.b", {{"event": "a.b"}})
print("end")
"""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "end\n", "")


def test_a_name_that_changes_its_meaning_is_not_followed(receiver: Receiver) -> None:
    """DNS rebinding: near when it is subscribed, far when it is delivered to."""
    answers = [["127.0.0.1"], ["93.184.216.34"]]
    port = receiver.url.split(":")[2].split("/")[0]
    with serving(resolve=lambda _host, _port: answers.pop(0)) as live:
        live.webhooks.deliver_to(f"http://rebound.test:{port}/hook")
        live.emit(1)
        live.settle()
        error = live.only().attempts[0].error
        assert error is not None
        assert error.startswith("the host 'rebound.test' is 93.184.216.34, which is neither")


def test_a_name_is_connected_to_by_its_checked_address(receiver: Receiver) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    with serving(resolve=lambda _host, _port: ["127.0.0.1"]) as live:
        live.webhooks.deliver_to(f"http://App.test:{port}/hook")
        live.emit(1)
        assert receiver.next().headers["Host"] == f"App.test:{port}"


def test_the_next_address_is_tried(receiver: Receiver) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    with serving(resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"]) as live:
        live.webhooks.deliver_to(f"http://app.test:{port}/hook")
        live.emit(1)
        assert receiver.next().body == body(1)


def test_a_name_service_that_is_slow_holds_up_nobody() -> None:
    answered = threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        answered.wait(WAIT_SECONDS)
        return ["127.0.0.1"]

    with serving(resolve=slow) as live:
        request = UrlRequest(f"{live.control.url}/__admin/webhooks", b'{"url":"http://app.test/"}')
        statuses: list[int] = []

        def ask() -> None:
            with urlopen(request, timeout=WAIT_SECONDS) as answer:
                statuses.append(answer.status)

        thread = threading.Thread(target=ask)
        thread.start()
        assert live.control.health().status == "ok"
        assert live.webhooks.all() == []
        answered.set()
        thread.join(WAIT_SECONDS)
        assert statuses == [201]
