"""However the network cuts a client's bytes, the answers are the same."""

import socket
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_osigu.server import Server
from server.raw_client import RawClient, echo

FORM = b"grant_type=client_credentials"
REQUESTS = {
    "get": b"GET /a%20b?c=d HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nAccept: x\r\n\r\n",
    "old": b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "absolute": b"OPTIONS http://b:1/p HTTP/1.1\r\nHost: a\r\n\r\n",
    "sized": b"POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 29\r\n\r\n" + FORM,
    "empty": b"POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    "chunked": (
        b"PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;x=y\r\ngrant\r\n2\r\n\r\n\r\n0\r\nX-Late: 1\r\n\r\n"
    ),
    "upgrade": (
        b"POST /u HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 29\r\nHost: a\r\n"
        b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\nUpgrade: h2c\r\n\r\n" + FORM
    ),
    "spaced": b"\r\n\r\nGET /w HTTP/1.1\r\nHost:  a \r\nX-Empty:\r\n\r\n",
}
LAST = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
BAD = b"GET /bad HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with Server(echo) as server:
        yield server


@st.composite
def packets(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Some requests, and their bytes cut somewhere, sometimes between each two."""
    names = draw(st.lists(st.sampled_from(sorted(REQUESTS)), max_size=6))
    requests = [*(REQUESTS[name] for name in names), draw(st.sampled_from((LAST, BAD)))]
    stream = b"".join(requests)
    places = st.sets(st.integers(1, len(stream) - 1), max_size=12)
    cuts = draw(st.one_of(places, st.just(set(range(1, len(stream))))))
    edges = [0, *sorted(cuts), len(stream)]
    return requests, [stream[start:end] for start, end in pairwise(edges)]


@settings(max_examples=100)
@given(st.lists(st.one_of(st.binary(max_size=50), st.sampled_from([*REQUESTS.values(), b"\r\n", b"0\r\n"]))))
def test_any_bytes_at_all_get_http_or_nothing(shared: Server, parts: list[bytes]) -> None:
    with RawClient(shared) as client:
        client.socket.sendall(b"".join(parts))
        client.socket.shutdown(socket.SHUT_WR)
        received = client.read_to_end()
        assert received == b"" or received.startswith(b"HTTP/1.1 ")
        assert b" 500 " not in received
    with RawClient(shared) as after:
        assert after.send(LAST).answer().status == 200


@settings(max_examples=60)
@given(packets())
def test_any_split_of_a_stream_gives_the_same_answers(
    shared: Server, case: tuple[list[bytes], list[bytes]]
) -> None:
    requests, cut = case
    expected = []
    for request in requests:
        with RawClient(shared) as alone:
            answer = alone.send(request).answer()
            expected.append((answer.status, answer.body, answer.headers.get("connection")))
    with RawClient(shared) as client:
        client.send(*cut)
        answers = [client.answer() for _ in requests]
        assert client.is_over()
    assert [(a.status, a.body, a.headers.get("connection")) for a in answers] == expected
