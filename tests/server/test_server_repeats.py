"""A request that comes again byte for byte is read once, and nothing else tells it from the first."""

import pytest

from mock_osigu.server.message import Request
from mock_osigu.server.repeats import Repeats
from server.conftest import Connect, Serve
from server.raw_client import Environ, StartResponse

GET = b"GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
CLOSING = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
LONG = GET.replace(b"a?b", b"a" * 3000)


class Seeing:
    """Answers the number of the first request of the same bytes, if there was one; the host and the body."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        headers = environ["mock_osigu.headers"]
        environ["HTTP_HOST"] += "!"  # an app may change its environ
        number = next((i for i, each in enumerate(self.seen) if each is headers), None)
        self.seen.append(headers)
        return [f"{number} {environ['HTTP_HOST']} {environ['wsgi.input'].read().decode()}".encode()]


def test_the_same_bytes_are_read_once(serve: Serve, connect: Connect) -> None:
    server = serve(Seeing())
    first, second = connect(server), connect(server)
    told = [first.send(each).answer().body for each in (GET, POST, GET, POST)]
    told += [second.send(each).answer().body for each in (POST, GET)]
    assert told == [b"None a! ", b"None a! abc", b"0 a! ", b"1 a! abc", b"1 a! abc", b"0 a! "]


@pytest.mark.parametrize("data", [CLOSING, LONG, GET + GET], ids=["closing", "long", "two"])
def test_what_is_read_each_time(serve: Serve, connect: Connect, data: bytes) -> None:
    server = serve(Seeing())
    for _ in range(2):
        client = connect(server).send(data)
        for _ in range(data.count(b"HTTP/1.1")):
            assert client.answer().body.startswith(b"None")


def test_cut_requests_are_read_each_time(serve: Serve, connect: Connect) -> None:
    client = connect(serve(Seeing()))
    assert [client.send(GET[:9], GET[9:]).answer().body for _ in range(2)] == [b"None a! "] * 2
    assert client.send(GET[9:]).answer().status == 400, "what began within a request is none"


def test_known_bytes_within_a_body_are_its_body(serve: Serve, connect: Connect) -> None:
    client = connect(serve(Seeing()))
    assert client.send(GET).answer().body == b"None a! "
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (len(GET) + 1)
    assert client.send(head, GET, b".").answer().body == b"None a! " + GET + b"."
    assert client.send(GET).answer().body == b"0 a! "


def test_after_a_repeat_the_parser_goes_on(serve: Serve, connect: Connect) -> None:
    client = connect(serve(Seeing()))
    client.send(GET).answer()
    assert client.send(GET).answer().body == b"0 a! "
    assert client.send(POST[:20], POST[20:]).answer().body == b"None a! abc"
    assert client.send(GET).answer().body == b"0 a! "
    answer = client.send(b"no HTTP at all\r\n\r\n").answer()
    assert (answer.status, client.is_over()) == (400, True)


def test_what_is_kept_is_bounded() -> None:
    repeats = Repeats()
    request = Request("GET", "/", "1.1", {})
    many = [b"%d" % number for number in range(10_000)]
    for data in many:
        repeats.keep(data, request)
        assert repeats.find(data) is not None
    assert sum(repeats.find(data) is not None for data in many) <= 256


def test_a_request_found_is_one_of_its_own() -> None:
    repeats = Repeats()
    request = Request("GET", "/", "1.1", {}, b"body")
    repeats.keep(b"data", request)
    request.close = True
    found = repeats.find(b"data")
    assert found is not None
    assert (found.close, found.body) == (False, b"body")
    found.close = True
    again = repeats.find(b"data")
    assert again is not None
    assert not again.close
