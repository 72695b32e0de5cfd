"""Bytes and seconds that a client may take."""

from collections.abc import Iterator

import pytest

from mock_osigu.server import Limits, Server
from server.conftest import Connect, Serve
from server.raw_client import SECONDS, RawClient, notice_of_departure

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
ROOM = 1000


@pytest.fixture
def small(serve: Serve) -> Server:
    return serve(limits=Limits(max_header=ROOM, max_body=ROOM))


def head_of(size: int) -> bytes:
    start = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n"


def in_packets_of(size: int, data: bytes) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("packet_size", [10_000, 100, 7])
def test_limit_of_the_head_is_exact(small: Server, connect: Connect, packet_size: int) -> None:
    client = connect(small)
    for _ in range(2):
        assert client.send(*in_packets_of(packet_size, head_of(ROOM))).answer().status == 200
    answer = client.send(*in_packets_of(packet_size, head_of(ROOM + 1))).answer()
    assert (answer.status, answer.json()["error"]) == (431, "Request Header Fields Too Large")
    assert answer.headers["connection"] == "close"
    assert client.is_over()


@pytest.mark.parametrize(
    "start",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nX",
        b"GET / HTTP/1.1\r\nX: ",
        b"GET / HTTP/1.1\r\nX:" + b" " * 300 + b"y: ",
        GET + b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
    ],
    ids=["target", "name", "value", "space", "second request"],
)
def test_limit_of_the_head_meets_one_that_never_ends(small: Server, connect: Connect, start: bytes) -> None:
    client = connect(small).send(start)
    if start.startswith(GET):
        assert client.answer().status == 200
    client.send(*[b"x" * 100] * 10)
    assert client.answer().status == 431
    assert client.is_over()


def test_limit_of_the_head_does_not_count_what_came_before_it(small: Server, connect: Connect) -> None:
    posted = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + b"x" * 900
    client = connect(small).send(posted + GET[:20], GET[20:])
    assert [client.answer().status for _ in range(2)] == [200, 200]
    client.send(posted + head_of(ROOM)[:900], head_of(ROOM)[900:])
    assert [client.answer().status for _ in range(2)] == [200, 200]


def test_limit_of_many_short_headers(small: Server, connect: Connect) -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"a:\r\n" * 500 + b"\r\n"
    assert connect(small).send(head).answer().status == 431


def test_limit_of_the_body_is_exact_and_the_app_is_told(small: Server, connect: Connect) -> None:
    client = connect(small)
    sized = b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    assert len(client.send(sized % ROOM + b"x" * ROOM).answer().json()["body"]) == ROOM
    answer = client.send(sized % (ROOM + 1)).answer()
    assert (answer.json()["too_large"], answer.json()["body"]) == (True, "")
    assert answer.json()["headers"]["CONTENT_LENGTH"] == str(ROOM + 1)
    assert answer.headers["connection"] == "close"
    assert client.is_over()


def test_limit_of_the_body_counts_chunks_without_their_framing(small: Server, connect: Connect) -> None:
    client = connect(small)
    ten = b"a\r\n0123456789\r\n"
    answer = client.send(CHUNKED, ten * 50, ten * 50, b"0\r\n\r\n").answer()
    assert len(answer.json()["body"]) == ROOM
    answer = client.send(CHUNKED, ten * 50, ten * 51).answer()
    assert (answer.json()["too_large"], answer.json()["body"]) == (True, "")
    assert client.is_over()


def test_limit_of_the_body_leaves_a_client_that_sends_it_all_its_answer(
    small: Server, connect: Connect
) -> None:
    size = 20_000_000
    client = connect(small)
    client.socket.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
    client.socket.sendall(b"x" * size)
    assert client.answer().json()["too_large"] is True
    assert client.is_over()


@pytest.mark.parametrize("start", [b"1;", b"0\r\nX: "], ids=["chunk extension", "trailer"])
def test_limit_of_chunk_framing_that_never_ends(small: Server, connect: Connect, start: bytes) -> None:
    client = connect(small).send(CHUNKED + start, *[b"x" * 100] * 11)
    assert client.answer().status == 400
    assert client.is_over()


def test_deadline_of_the_head_drops_the_slow_and_only_them(serve: Serve, connect: Connect) -> None:
    server = serve(limits=Limits(header_seconds=0.1))
    slow, body, idle = connect(server), connect(server), connect(server)
    body.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
    dripped = drip(slow, GET[:-2] + b"X: " + b"x" * 10_000)
    assert dripped < 10_000
    assert body.send(b"x").answer().status == 200
    assert idle.send(GET).answer().status == 200


def drip(client: RawClient, data: bytes) -> int:
    """Send a byte at a time until the server closes; tells how many it took."""
    client.socket.settimeout(0.01)
    for count, byte in enumerate(data):
        try:
            client.socket.sendall(bytes([byte]))
            if client.socket.recv(1) == b"":
                return count
        except TimeoutError:
            continue
        except ConnectionError:
            return count
    return len(data)


def test_deadline_of_the_body(serve: Serve, connect: Connect) -> None:
    server = serve(limits=Limits(body_seconds=0.1))
    slow, idle = connect(server), connect(server)
    slow.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx")
    assert slow.is_over()
    assert idle.send(GET).answer().status == 200


def test_deadline_of_an_idle_connection(serve: Serve, connect: Connect) -> None:
    server = serve(limits=Limits(idle_seconds=0.1))
    fresh, used = connect(server), connect(server)
    assert used.send(GET).answer().status == 200
    assert fresh.is_over()
    assert used.is_over()


def test_deadline_of_a_refused_client_that_keeps_its_connection(serve: Serve, connect: Connect) -> None:
    server = serve(limits=Limits(linger_seconds=0.05))
    client = connect(server)
    gone = notice_of_departure(server)
    assert client.send(b"rubbish\r\n\r\n").answer().status == 400
    assert gone.wait(SECONDS)


def test_deadline_of_a_refused_client_that_sends_for_ever(serve: Serve, connect: Connect) -> None:
    server = serve(limits=Limits(body_seconds=0.1))
    client = connect(server).send(b"rubbish\r\n\r\n")
    assert drip(client, b"x" * 2000) < 2000


def test_limit_none_on_idle_connections(server: Server, connect: Connect) -> None:
    clients = [connect(server) for _ in range(300)]
    assert connect(server).send(GET).answer().status == 200
    for client in clients:
        client.socket.sendall(GET)
    assert {client.answer().status for client in clients} == {200}
