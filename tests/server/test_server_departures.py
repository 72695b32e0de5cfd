"""Answers that leave late, in part or not at all, and what the app is told of it."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mock_osigu.server import Limits
from server.conftest import Connect, Serve
from server.departing import Departing, Way
from server.raw_client import RawClient

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
FOR_EVER = 3600.0
RESET = b"\1\0\0\0\0\0\0\0"


@pytest.fixture
def app() -> Departing:
    return Departing()


@pytest.fixture
def client(app: Departing, serve: Serve) -> Iterator[RawClient]:
    """One connection to a server of `app`, whose ways may be set until a request comes."""
    with ExitStack() as stack:
        yield stack.enter_context(RawClient(serve(app)))


def is_silent(client: RawClient, seconds: float = 0.05) -> bool:
    """Whether so much time passes without a byte or an end."""
    client.socket.settimeout(seconds)
    try:
        client.socket.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        client.socket.settimeout(10)
        return True
    return False


def test_server_says_what_it_can_and_gives_the_headers(app: Departing, client: RawClient) -> None:
    client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nx-a: b\r\n\r\n.")
    assert client.answer().status == 200
    (environ,) = app.environs
    assert environ["mock_osigu.departs"] is True
    assert environ["mock_osigu.headers"] == {"HTTP_HOST": "a", "CONTENT_LENGTH": "1", "HTTP_X_A": "b"}


def test_delay_comes_first_and_the_connection_goes_on(app: Departing, client: RawClient) -> None:
    app.ways["/late"] = Way(wait_seconds=0.1)
    began = time.perf_counter()
    client.send(GET % b"late" + GET % b"next")
    assert client.answer().body == b"/late"
    assert time.perf_counter() - began >= 0.1
    assert client.answer().body == b"/next"
    assert app.outcome() == "sent"


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_reset_is_a_real_one(app: Departing, client: RawClient, seconds: float) -> None:
    app.ways["/broken"] = Way(wait_seconds=seconds, ending="reset")
    client.socket.sendall(GET % b"broken")
    with pytest.raises(ConnectionResetError):
        client.socket.recv(1)
    assert app.outcome() == "reset"


def test_reset_takes_nothing_from_the_answer_before(app: Departing, client: RawClient) -> None:
    app.ways["/broken"] = Way(ending="reset")
    client.socket.sendall(GET % b"whole" + GET % b"broken")
    assert client.answer().body == b"/whole"
    with pytest.raises(ConnectionResetError):
        client.is_over()


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_close_is_an_end_without_a_byte(app: Departing, client: RawClient, seconds: float) -> None:
    app.ways["/broken"] = Way(wait_seconds=seconds, ending="close")
    client.socket.sendall(GET % b"broken")
    assert client.is_over()
    assert app.outcome() == "closed"


def test_close_is_no_reset_for_a_client_that_has_sent_more(app: Departing, client: RawClient) -> None:
    app.ways["/broken"] = Way(wait_seconds=0.05, ending="close")
    client.socket.sendall(GET % b"broken" + GET % b"next" * 10_000)
    assert client.is_over()


@pytest.mark.parametrize("size", [0, 3, 100])
def test_fewer_bytes_than_announced_and_then_the_end(app: Departing, client: RawClient, size: int) -> None:
    app.ways["/shortened"] = Way(body_bytes=size)
    client.socket.sendall(GET % b"shortened" + GET % b"next")
    head, _, body = client.read_to_end().partition(b"\r\n\r\n")
    assert b"\r\nContent-Length: 10\r\n" in head
    assert body == b"/shortened"[:size]
    assert app.outcome() == "sent"


def test_head_of_a_shortened_answer_is_its_head(app: Departing, client: RawClient) -> None:
    app.ways["/shortened"] = Way(body_bytes=3)
    client.socket.sendall(b"HEAD /shortened HTTP/1.1\r\nHost: a\r\n\r\n")
    answer = client.read_to_end()
    assert b"\r\nContent-Length: 10\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_delay_in_http_1_0_ends_with_the_connection(app: Departing, client: RawClient) -> None:
    app.ways["/late"] = Way(wait_seconds=0.05)
    client.socket.sendall(b"GET /late HTTP/1.0\r\n\r\n")
    assert client.read_to_end().endswith(b"\r\n\r\n/late")


def test_hang_is_silent_and_harms_nobody(serve: Serve, connect: Connect, app: Departing) -> None:
    app.ways["/held"] = Way(ending="hang")
    server = serve(app, limits=Limits(idle_seconds=0.05, header_seconds=0.05, body_seconds=0.05))
    held = connect(server).send(GET % b"held" + GET % b"next")
    assert connect(server).send(GET % b"other").answer().body == b"/other"
    assert is_silent(held, 0.15)
    assert app.outcomes.empty()
    server.stop()
    assert held.is_over()
    assert app.outcome() == "closed"


WAITING = {
    "delay": Way(wait_seconds=FOR_EVER),
    "hang": Way(ending="hang"),
    "delayed reset": Way(wait_seconds=FOR_EVER, ending="reset"),
    "drip": Way(bytes_per_second=1e-6),
}


@pytest.fixture(params=WAITING)
def waiting(app: Departing, client: RawClient, request: pytest.FixtureRequest) -> RawClient:
    """A client whose answer does not come, however long it waits; a drip's head has come."""
    way = WAITING[request.param]
    app.ways["/waiting"] = Way(way.wait_seconds, way.ending, None, way.bytes_per_second)
    client.send(GET % b"waiting")
    if way.bytes_per_second is not None:
        while client._line():
            pass
    return client


def test_client_that_closes_has_given_up(app: Departing, waiting: RawClient) -> None:
    waiting.close()
    assert app.outcome() == "gave_up"


def test_client_that_resets_has_given_up(app: Departing, waiting: RawClient) -> None:
    waiting.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    waiting.close()
    assert app.outcome() == "gave_up"


@pytest.mark.parametrize("linger", [RESET, b"\0" * 8], ids=["reset", "close"])
def test_client_that_has_sent_more_than_is_read_has_given_up(
    app: Departing, waiting: RawClient, linger: bytes
) -> None:
    waiting.send(GET % b"next", GET % b"unread", GET % b"unread")
    waiting.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    waiting.close()
    assert app.outcome() == "gave_up"


def test_client_that_stops_sending_has_not_given_up_until_it_closes(
    app: Departing, waiting: RawClient
) -> None:
    waiting.socket.shutdown(socket.SHUT_WR)
    assert is_silent(waiting, 0.1)
    assert app.outcomes.empty()
    waiting.close()
    assert app.outcome() == "gave_up"


def test_client_that_stopped_sending_gets_its_answers_whole(app: Departing, client: RawClient) -> None:
    app.ways["/late"] = Way(wait_seconds=0.1)
    app.ways["/slow"] = Way(wait_seconds=0.05, bytes_per_second=100)
    client.socket.sendall(GET % b"late" + GET % b"slow" + GET % b"next")
    client.socket.shutdown(socket.SHUT_WR)
    assert [client.answer().body for _ in range(3)] == [b"/late", b"/slow", b"/next"]
    assert client.is_over()
    assert [app.outcome(), app.outcome()] == ["sent", "sent"]


def test_cut_breaks_the_exchange_off(app: Departing, waiting: RawClient) -> None:
    cut = app.ways["/waiting"].cut
    assert cut is not None
    cut()
    cut()
    assert waiting.is_over()
    assert app.outcome() == "closed"
    assert app.outcomes.empty()


def test_cut_after_the_end_harms_nothing(app: Departing, client: RawClient) -> None:
    app.ways["/late"] = Way(wait_seconds=0.01)
    assert client.send(GET % b"late").answer().status == 200
    assert app.outcome() == "sent"
    cut = app.ways["/late"].cut
    assert cut is not None
    cut()
    assert client.send(GET % b"next").answer().body == b"/next"


def test_cut_after_the_servers_end_does_nothing(serve: Serve, connect: Connect, app: Departing) -> None:
    app.ways["/held"] = Way(ending="hang")
    server = serve(app)
    connect(server).send(GET % b"held")
    server.stop()
    assert app.outcome() == "closed"
    cut = app.ways["/held"].cut
    assert cut is not None
    cut()
    assert app.outcomes.empty()
