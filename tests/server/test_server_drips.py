"""Bodies that come in drops, and answers too large for the client to take at once."""

import time

import pytest

from mock_osigu.server import Limits
from server.conftest import Connect, Serve
from server.departing import Departing, Way
from server.raw_client import SECONDS, Environ, StartResponse

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LARGE = 16_000_000


class Sized:
    """An app whose answer has as many bytes as its path says, and leaves by `way`."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.departing = Departing()
        way.ended = self.departing.outcomes.put

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        size = int(environ["PATH_INFO"][1:])
        if size:
            environ["mock_osigu.departure"] = self.way
        start_response("200 OK", [])
        return [bytes(size)]


@pytest.mark.parametrize("size, rate", [(10, 100), (10, 20), (200, 1000), (100_000, 1e6), (10, 1e9)])
def test_drip_takes_its_time(serve: Serve, connect: Connect, size: int, rate: float) -> None:
    app = Sized(Way(bytes_per_second=rate))
    client = connect(serve(app))
    # Before the request: once it is out, this thread may have to wait for its turn.
    began = time.perf_counter()
    assert len(client.send(GET % b"%d" % size).answer().body) == size
    assert time.perf_counter() - began >= size / rate
    assert app.departing.outcome() == "sent"
    assert client.send(GET % b"0").answer().body == b""


def test_drip_may_end_early(serve: Serve, connect: Connect) -> None:
    app = Sized(Way(bytes_per_second=1000, body_bytes=20))
    client = connect(serve(app)).send(GET % b"100")
    head, _, body = client.read_to_end().partition(b"\r\n\r\n")
    assert b"\r\nContent-Length: 100\r\n" in head
    assert body == bytes(20)
    assert app.departing.outcome() == "sent"


def test_drip_of_no_body_is_its_head(serve: Serve, connect: Connect) -> None:
    app = Sized(Way(bytes_per_second=0.001))
    client = connect(serve(app)).send(b"HEAD /10 HTTP/1.1\r\nHost: a\r\n\r\n" + GET % b"0")
    assert client.answer(bodiless=True).headers["content-length"] == "10"
    assert client.answer().body == b""


WAYS = [Way(wait_seconds=0.01), Way(bytes_per_second=1e9)]


@pytest.mark.parametrize("way", WAYS, ids=["delayed", "dripped"])
def test_large_answer_is_sent_when_its_last_byte_has_left(serve: Serve, connect: Connect, way: Way) -> None:
    app = Sized(Way(way.wait_seconds, "sent", None, way.bytes_per_second))
    server = serve(app)
    client = connect(server).send(GET % b"%d" % LARGE)
    assert connect(server).send(GET % b"0").answer().status == 200
    assert app.departing.outcomes.empty()
    assert len(client.answer().body) == LARGE
    assert app.departing.outcome() == "sent"


@pytest.mark.parametrize("way", WAYS, ids=["delayed", "dripped"])
def test_large_answer_whose_client_goes_was_not_sent(serve: Serve, connect: Connect, way: Way) -> None:
    app = Sized(Way(way.wait_seconds, "sent", None, way.bytes_per_second))
    client = connect(serve(app)).send(GET % b"%d" % LARGE)
    assert client.socket.recv(9) == b"HTTP/1.1 "
    client.close()
    assert app.departing.outcome() == "gave_up"


def test_large_answer_that_nobody_takes_is_broken_off(serve: Serve, connect: Connect) -> None:
    app = Sized(Way(wait_seconds=0.01))
    client = connect(serve(app, limits=Limits(idle_seconds=0.1))).send(GET % b"%d" % LARGE)
    assert app.departing.outcomes.get(timeout=SECONDS) == "closed"
    with pytest.raises((ConnectionError, AssertionError)):
        client.answer()
