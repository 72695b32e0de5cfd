"""What a connection held is free with it, without the garbage collector, which counts objects and not bytes."""

import gc
from collections.abc import Iterator

import pytest

from mock_osigu.server.message import Request
from server.conftest import Connect, Serve
from server.raw_client import Environ, StartResponse

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
BODY = bytes(100_000)
SENT = {
    "whole": HEAD + BODY,
    "half": HEAD + BODY[:50_000],
    "twice": HEAD + BODY + HEAD + BODY,
    "in chunks": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" + BODY,
    "refused": HEAD + BODY + b"nothing of HTTP\r\n\r\n",
    "with an upgrade": HEAD.replace(b"Host: a", b"Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c") + BODY,
    "too large": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n" + BODY,
}


def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [b"thank you"]


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held() -> list[object]:
    """Requests with a body, and the pieces of one on its way, of connections in this process."""
    return [
        each
        for each in gc.get_objects()
        if (isinstance(each, Request) and each.body)
        or (type(each) is list and len(each) == 1 and type(each[0]) is bytes and len(each[0]) >= 50_000)
    ]


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("name", SENT)
def test_a_body_goes_with_its_connection(serve: Serve, connect: Connect, name: str) -> None:
    server = serve(app)
    for _ in range(3):
        client = connect(server).send(SENT[name])
        client.close()
    server.stop()  # every connection is over then
    assert held() == []


@pytest.mark.usefixtures("no_collector")
def test_what_is_held_would_be_seen() -> None:
    request = Request("POST", "/", "1.1", {})
    request.body = BODY
    assert held() == [request]
