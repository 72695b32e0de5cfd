"""The agreement with the app: PEP 3333, and what happens when the app breaks it."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

import flask
import pytest

from server.conftest import Connect, Serve
from server.raw_client import Environ, StartResponse

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /p?q=1 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc"
HEAD = GET.replace(b"GET", b"HEAD")
PLAIN = [("Content-Type", "text/plain")]


def test_app_gets_a_complete_environ(serve: Serve, connect: Connect) -> None:
    seen: Environ = {}

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("204 No Content", [])
        return []

    server = serve(app)
    client = connect(server)
    assert client.send(POST).answer(bodiless=True).status == 204
    del seen["wsgi.input"], seen["wsgi.errors"]
    assert seen == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/p",
        "QUERY_STRING": "q=1",
        "REQUEST_URI": "/p?q=1",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "a",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(server.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": str(client.socket.getsockname()[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "mock_osigu.departs": True,
        "mock_osigu.headers": {"CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "3", "HTTP_HOST": "a"},
        "body": b"abc",
    }


def test_app_may_change_its_environ_without_the_next_request_seeing_it(
    serve: Serve, connect: Connect
) -> None:
    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        environ["SERVER_NAME"] += "!"
        return [environ["SERVER_NAME"].encode()]

    client = connect(serve(app)).send(GET + GET)
    assert [client.answer().body for _ in range(2)] == [b"127.0.0.1!"] * 2


@pytest.mark.parametrize(
    "packet, bodiless",
    [(GET, False), (POST, False), (HEAD, True), (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", False)],
)
def test_app_under_the_validator_runs_clean(
    serve: Serve, connect: Connect, packet: bytes, *, bodiless: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", PLAIN)
        # The validator holds that HEAD has no body.
        return iter([] if environ["REQUEST_METHOD"] == "HEAD" else [b"<", body, b">"])

    client = connect(serve(validator(app)))
    for _ in range(2):
        assert client.send(packet).answer(bodiless=bodiless).status == 200
    assert caplog.records == []


class Stream:
    """An iterable with a `close`, as streaming apps give it."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    def close(self) -> None:
        self.closed += 1


class Broken:
    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("no more")


@pytest.mark.parametrize("chunks, status", [((b"a", b"", b"b"), 200), ((), 200), (Broken(), 500)])
def test_app_that_streams_is_buffered_and_its_iterable_closed(
    serve: Serve, connect: Connect, chunks: Iterable[bytes], status: int
) -> None:
    stream = Stream(chunks)

    def app(_: Environ, start_response: StartResponse) -> Stream:
        start_response("200 OK", PLAIN)
        return stream

    answer = connect(serve(app)).send(GET).answer()
    assert (answer.status, stream.closed) == (status, 1)
    assert status == 500 or answer.body == b"".join(chunks)


def test_app_may_be_a_generator_that_writes(serve: Serve, connect: Connect) -> None:
    def app(_: Environ, start_response: StartResponse) -> Iterator[bytes]:
        write = start_response("200 OK", PLAIN)
        write(b"written, ")
        yield b"yielded"

    assert connect(serve(app)).send(GET).answer().body == b"written, yielded"


def test_app_may_replace_what_it_said_by_an_error_page(serve: Serve, connect: Connect) -> None:
    def app(_: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("X-First", "1")])(b"half")
        try:
            int("none")
        except ValueError:
            start_response("503 Service Unavailable", PLAIN, sys.exc_info())
        return [b"sorry"]

    answer = connect(serve(app)).send(GET).answer()
    assert (answer.status, answer.body, "x-first" in answer.headers) == (503, b"sorry", False)


def test_app_keeps_its_headers_and_their_order(serve: Serve, connect: Connect) -> None:
    headers = [
        ("X-B", "\u00e9"),
        ("Set-Cookie", "a=1"),
        ("Content-Length", "2"),
        ("Set-Cookie", "b=2"),
        ("date", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("X-A", ""),
    ]

    def app(_: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("299 Own Words", [("Server", "x"), *headers, ("Transfer-Encoding", "chunked")])
        return [b"ok"]

    connection = connect(serve(app)).send(GET)
    lines = connection.socket.recv(10_000).decode("latin-1").split("\r\n")
    assert lines == [
        "HTTP/1.1 299 Own Words",
        *(f"{name}: {value}" for name, value in headers),
        "Server: mock-osigu",
        "",
        "ok",
    ]


def test_app_without_a_date_gets_the_present_one(serve: Serve, connect: Connect) -> None:
    def app(_: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        return [b""]

    date = connect(serve(app)).send(GET).answer().headers["date"]
    assert flask.Response(headers={"Date": date}).date is not None


def test_app_may_ask_for_the_connection_to_end(serve: Serve, connect: Connect) -> None:
    def app(_: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Connection", "close")])
        return [b""]

    client = connect(serve(app)).send(GET)
    assert client.answer().headers["connection"] == "close"
    assert client.is_over()


@pytest.mark.parametrize(
    "packet, status, body, length, told",
    [
        (GET, "204 No Content", b"", "0", None),
        (GET, "204 No Content", b"no", None, None),
        (GET, "304 Not Modified", b"no", None, None),
        (GET, "304 Not Modified", b"", "12", "12"),
        (HEAD, "200 OK", b"body", None, "4"),
        (HEAD, "200 OK", b"", "12", "12"),
        (HEAD, "200 OK", b"", None, None),
        (HEAD, "204 No Content", b"", None, None),
    ],
)
def test_app_answer_without_a_body_leaves_the_connection_in_step(
    serve: Serve,
    connect: Connect,
    packet: bytes,
    status: str,
    body: bytes,
    length: str | None,
    told: str | None,
) -> None:
    def app(_: Environ, start_response: StartResponse) -> list[bytes]:
        start_response(status, [("Content-Length", length)] if length else [])
        return [body]

    client = connect(serve(app)).send(packet + packet)
    for _ in range(2):
        answer = client.answer(bodiless=True)
        assert (f"{answer.status}", answer.headers.get("content-length")) == (status[:3], told)
    client.socket.settimeout(0.01)
    with pytest.raises(TimeoutError):
        client.socket.recv(1)


def test_app_may_be_flask(serve: Serve, connect: Connect) -> None:
    app = flask.Flask(__name__)

    @app.post("/p")
    def form() -> dict[str, Any]:
        return {"form": flask.request.form, "args": flask.request.args}

    client = connect(serve(app))
    client.send(
        b"POST /p?q=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    )
    assert client.answer().json() == {"form": {"a": "b"}, "args": {"q": "1"}}
