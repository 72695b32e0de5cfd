"""Answers that wait, that are large, and whose client is slow or gone."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest

from mock_osigu.server import Access, Limits
from server.conftest import Connect, Serve
from server.departing import Way
from server.raw_client import SECONDS, Environ, RawClient, StartResponse, echo, notice_of_departure

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LARGE = 8_000_000


def waiting(environ: Environ, start_response: StartResponse) -> list[bytes]:
    """The path says for how long: `/0.1`; any other path answers at once."""
    with suppress(ValueError):
        environ["mock_osigu.departure"] = Way(wait_seconds=float(environ["PATH_INFO"][1:]))
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


def large(environ: Environ, start_response: StartResponse) -> list[bytes]:
    """`/large` answers with `LARGE` bytes that differ, any other path with itself."""
    start_response("200 OK", [])
    path = environ["PATH_INFO"].encode()
    return [numbered() if path == b"/large" else path]


@cache
def numbered() -> bytes:
    return b"".join(b"%07d\n" % n for n in range(LARGE // 8))


class Log:
    """Collects accesses and lets a test wait for the n-th."""

    def __init__(self) -> None:
        self.accesses: list[Access] = []
        self._news = threading.Condition()

    def __call__(self, access: Access) -> None:
        with self._news:
            self.accesses.append(access)
            self._news.notify_all()

    def wait(self, count: int) -> list[Access]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.accesses) >= count, SECONDS)
        return self.accesses


def test_waiting_answer_holds_nothing_else_up(serve: Serve, connect: Connect) -> None:
    server = serve(waiting)
    held = connect(server).send(GET % b"3600")
    for _ in range(20):
        assert connect(server).send(GET % b"now").answer().body == b"/now"
    held.socket.settimeout(0.01)
    with pytest.raises(TimeoutError):
        held.socket.recv(1)


def test_waiting_answer_comes_when_its_time_is_over(serve: Serve, connect: Connect) -> None:
    assert connect(serve(waiting)).send(GET % b"0.05").answer().body == b"/0.05"


def test_waiting_answer_keeps_the_order_of_a_pipeline(serve: Serve, connect: Connect) -> None:
    client = connect(serve(waiting))
    client.send(GET % b"0.05" + GET % b"1st" + GET % b"0.01", GET % b"2nd", GET % b"3rd")
    assert [client.answer().body for _ in range(5)] == [b"/0.05", b"/1st", b"/0.01", b"/2nd", b"/3rd"]


def test_waiting_answer_stops_reading_beyond_the_next_request(serve: Serve, connect: Connect) -> None:
    server = serve(waiting)
    client = connect(server).send(GET % b"30", GET % b"next")
    client.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.socket.sendall(b"x" * 100_000_000)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan"])
def test_waiting_answer_without_a_time_to_wait_leaves_at_once(
    serve: Serve, connect: Connect, seconds: str
) -> None:
    client = connect(serve(waiting))
    assert client.send(GET % seconds.encode()).answer().status == 200


def test_waiting_answer_is_told_with_its_time(serve: Serve, connect: Connect) -> None:
    log = Log()
    assert connect(serve(waiting, access_log=log)).send(GET % b"0.05").answer().status == 200
    (access,) = log.wait(1)
    assert access.seconds >= 0.05
    assert (access.method, access.path, access.status, access.response_bytes) == ("GET", "/0.05", 200, 5)


def test_waiting_answer_whose_client_resets_is_told_as_unsent(serve: Serve, connect: Connect) -> None:
    log = Log()
    client = connect(serve(waiting, access_log=log)).send(GET % b"inf")
    reset(client)
    (access,) = log.wait(1)
    assert (access.status, access.response_bytes) == (None, 0)


def test_half_closed_client_gets_its_answers(serve: Serve, connect: Connect) -> None:
    client = connect(serve(waiting))
    client.socket.sendall(GET % b"0.05" + GET % b"last")
    client.socket.shutdown(socket.SHUT_WR)
    assert [client.answer().body for _ in range(2)] == [b"/0.05", b"/last"]
    assert client.is_over()


@pytest.mark.parametrize("sent", [b"", GET[:9], GET % b"x" + GET[:9]], ids=["nothing", "part", "more"])
def test_half_closed_client_that_is_owed_nothing_is_left(client: RawClient, sent: bytes) -> None:
    client.socket.sendall(sent)
    client.socket.shutdown(socket.SHUT_WR)
    if sent.startswith(GET % b"x"):
        assert client.answer().status == 200
    assert client.is_over()


def test_large_answers_to_a_slow_reader_are_whole_and_block_nobody(serve: Serve, connect: Connect) -> None:
    server = serve(large)
    slow = connect(server).send(GET % b"large" + GET % b"large" + GET % b"end")
    assert connect(server).send(GET % b"quick").answer().body == b"/quick"
    expected = numbered()
    assert slow.answer().body == expected
    assert connect(server).send(GET % b"quick").answer().body == b"/quick"
    assert slow.answer().body == expected
    assert slow.answer().body == b"/end"


def test_large_answer_to_a_half_closed_slow_reader_is_whole(serve: Serve, connect: Connect) -> None:
    server = serve(large)
    client = connect(server).send(GET % b"large")
    client.socket.shutdown(socket.SHUT_WR)
    assert connect(server).send(GET % b"quick").answer().body == b"/quick"
    assert client.answer().body == numbered()
    assert client.is_over()


def test_large_answer_pauses_the_next_request(serve: Serve, connect: Connect) -> None:
    log = Log()
    server = serve(large, access_log=log)
    client = connect(server).send(GET % b"large", GET % b"large")
    assert len(log.accesses) == 1
    client.answer()
    client.answer()
    assert len(log.wait(2)) == 2


def test_large_answer_survives_the_close_behind_it(serve: Serve, connect: Connect) -> None:
    head = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    client = connect(serve(large)).send(head % b"large")
    assert client.answer().body == numbered()
    assert client.is_over()


def test_large_answer_is_given_up_when_nobody_reads_it(serve: Serve, connect: Connect) -> None:
    server = serve(large, limits=Limits(idle_seconds=0.1))
    gone = notice_of_departure(server)
    client = connect(server).send(GET % b"large")
    assert gone.wait(SECONDS)
    with pytest.raises((ConnectionError, AssertionError)):
        client.answer()
    assert connect(server).send(GET % b"quick").answer().body == b"/quick"


@pytest.mark.parametrize("path", [b"large", b"quick"])
def test_gone_client_harms_nobody(
    serve: Serve, connect: Connect, path: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(large)
    leave: Callable[[RawClient], None]
    for leave in (reset, RawClient.close):
        client = connect(server)
        client.socket.sendall(GET % path * 3)
        leave(client)
    assert connect(server).send(GET % b"quick").answer().body == b"/quick"
    assert capfd.readouterr() == ("", "")


def reset(client: RawClient) -> None:
    """Close by RST."""
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()


def test_access_log_has_every_request_once_and_no_query(serve: Serve, connect: Connect) -> None:
    log = Log()
    client = connect(serve(echo, access_log=log))
    client.send(GET % b"a%20b?secret=1" + b"HEAD /b HTTP/1.1\r\nHost: a\r\n\r\n")
    size = len(client.answer().body)
    assert client.answer(bodiless=True).status == 200
    told = [(a.method, a.path, a.status, a.response_bytes) for a in log.wait(2)]
    assert told == [("GET", "/a%20b", 200, size), ("HEAD", "/b", 200, 0)]
    assert all(0 < access.seconds < SECONDS for access in log.accesses)
