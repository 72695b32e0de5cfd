"""Answers that are not known yet: who waits, how long, and who is told."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from server.conftest import Connect, Serve
from server.departing import Departing, Way
from server.raw_client import SECONDS, RawClient

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"


@dataclass
class Poll:
    """A pending answer; `events` says what the server did with it."""

    timeout_seconds: float = 3600.0
    ready_at_once: bool = False
    failing: str = ""
    events: "queue.Queue[str]" = field(default_factory=queue.Queue)
    ready: Callable[[], None] = lambda: None

    def begin(self, ready: Callable[[], None]) -> None:
        self._happens("begin")
        self.ready = ready
        if self.ready_at_once:
            ready()
            ready()

    def answer(self) -> tuple[str, list[tuple[str, str]], bytes]:
        self._happens("answer")
        return "201 Created", [("Content-Length", "4")], b"here"

    def abandon(self) -> None:
        self._happens("abandon")

    def _happens(self, event: str) -> None:
        self.events.put(event)
        if event == self.failing:
            raise LookupError(event)

    def next(self) -> str:
        return self.events.get(timeout=SECONDS)


def polled(poll: Poll, *, wait_seconds: float = 0.0) -> Departing:
    return Departing({"/poll": Way(wait_seconds=wait_seconds, later=poll)})


def assert_answered(client: RawClient, poll: Poll) -> None:
    answer = client.answer()
    assert (answer.status, answer.body) == (201, b"here")
    assert [poll.next(), poll.next()] == ["begin", "answer"]


def test_answer_comes_when_another_thread_says_so(serve: Serve, connect: Connect) -> None:
    poll = Poll()
    app = polled(poll)
    server = serve(app)
    client = connect(server).send(GET % b"poll" + GET % b"next")
    assert connect(server).send(GET % b"other").answer().body == b"/other"
    assert app.outcomes.empty()
    threads = [threading.Thread(target=poll.ready) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert_answered(client, poll)
    assert client.answer().body == b"/next"
    for thread in threads:
        thread.join(SECONDS)
    assert app.outcome() == "sent"
    poll.ready()
    assert client.send(GET % b"next").answer().body == b"/next"
    assert poll.events.empty()


def test_answer_may_be_there_at_once(serve: Serve, connect: Connect) -> None:
    poll = Poll(ready_at_once=True)
    assert_answered(connect(serve(polled(poll))).send(GET % b"poll"), poll)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_answer_comes_when_the_time_is_over(serve: Serve, connect: Connect, seconds: float) -> None:
    poll = Poll(timeout_seconds=seconds)
    began = time.perf_counter()
    assert_answered(connect(serve(polled(poll, wait_seconds=seconds))).send(GET % b"poll"), poll)
    assert time.perf_counter() - began >= 2 * seconds


def test_answer_may_fail(serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    poll = Poll(ready_at_once=True, failing="answer")
    client = connect(serve(polled(poll))).send(GET % b"poll" + GET % b"next")
    assert client.answer().status == 500
    assert client.answer().body == b"/next"
    assert "LookupError" in caplog.text


def test_beginning_may_fail(serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    poll = Poll(failing="begin")
    assert_answered(connect(serve(polled(poll))).send(GET % b"poll"), poll)
    assert "LookupError" in caplog.text


def test_client_that_goes_abandons_it(serve: Serve, connect: Connect) -> None:
    poll = Poll()
    app = polled(poll)
    connect(serve(app)).send(GET % b"poll").close()
    assert [poll.next(), poll.next()] == ["begin", "abandon"]
    assert app.outcome() == "gave_up"
    poll.ready()
    assert poll.events.empty()


def test_server_stop_abandons_it(serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    poll = Poll(failing="abandon")
    app = polled(poll)
    server = serve(app)
    client = connect(server).send(GET % b"poll")
    server.stop()
    assert client.is_over()
    assert [poll.next(), poll.next()] == ["begin", "abandon"]
    assert "LookupError" in caplog.text
    poll.ready()


@pytest.mark.parametrize("early", [True, False], ids=["before", "within"])
def test_server_that_drains_answers_at_once(serve: Serve, connect: Connect, *, early: bool) -> None:
    poll = Poll()
    server = serve(polled(poll))
    site = server._site
    assert site is not None
    client, busy = connect(server), connect(server)
    # It keeps the server from being done before the other has asked.
    busy.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
    client.send((GET % b"poll")[: None if early else -1])
    site.loop.call_soon_threadsafe(site.drain, 3600.0)
    if not early:
        client.send(b"\n")
    answer = client.answer()
    assert (answer.status, answer.headers["connection"]) == (201, "close")
    assert client.is_over()
    busy.socket.sendall(b"x")
    assert busy.answer().status == 200


def test_many_wait_without_a_thread_each(serve: Serve, connect: Connect) -> None:
    polls = [Poll() for _ in range(200)]
    app = Departing({f"/{n}": Way(later=poll) for n, poll in enumerate(polls)})
    server = serve(app)
    clients = [connect(server).send(GET % b"%d" % n) for n in range(200)]
    threads = set(threading.enumerate())
    for poll in polls:
        poll.ready()
    assert [client.answer().body for client in clients] == [b"here"] * 200
    assert set(threading.enumerate()) - threads == set()
