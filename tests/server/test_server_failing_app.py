"""Apps that break their agreement with the server."""

import logging
import sys
from collections.abc import Iterable
from typing import Any

import pytest

from server.conftest import Connect, Serve
from server.raw_client import Environ, StartResponse


def failing(kind: str) -> Any:
    """Apps that break the agreement, each in its way."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[Any] | None:
        if environ["PATH_INFO"] == "/good":
            start_response("200 OK", [])
            return [b"good"]
        if kind == "raises":
            raise RuntimeError("on purpose")
        if kind == "exits":
            sys.exit(3)
        if kind == "says nothing":
            return [b"x"]
        headers, status = {
            "line break": ([("X", "a\r\nSet-Cookie: b=1")], "200 OK"),
            "LF": ([("X", "a\nb")], "200 OK"),
            "CR": ([("X", "a\rb")], "200 OK"),
            "NUL": ([("X", "a\0b")], "200 OK"),
            "name": ([("X\r\nY", "a")], "200 OK"),
            "snowman": ([("X", "\u2603")], "200 OK"),
            "length": ([("Content-Length", "3")], "200 OK"),
            "status": ([], "OK"),
            "status line": ([], "200 OK\r\nX: y"),
            "interim": ([], "100 Continue"),
        }.get(kind, ([], "200 OK"))
        start_response(status, headers)
        if kind == "twice":
            start_response("200 OK", [])
        return {"None": None, "text": ["x"]}.get(kind, [b"x"])

    return app


@pytest.mark.parametrize(
    "kind",
    [
        "raises",
        "exits",
        "says nothing",
        "line break",
        "LF",
        "CR",
        "NUL",
        "name",
        "snowman",
        "length",
        "status",
        "status line",
        "interim",
        "twice",
        "None",
        "text",
    ],
)
def test_app_that_fails_is_answered_500_logged_once_and_called_again(
    serve: Serve, connect: Connect, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect(serve(failing(kind)))
    client.send(b"GET /bad?secret=1 HTTP/1.1\r\nHost: a\r\n\r\n")
    answer = client.answer()
    assert (answer.status, answer.body) == (500, b'{"status":500,"error":"Internal Server Error"}')
    assert answer.headers["content-type"] == "application/json"
    assert "x" not in answer.headers
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("mock_osigu.server", logging.ERROR)
    assert record.getMessage() == "The app failed at GET /bad"
    assert record.exc_info is not None
    assert client.send(b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n").answer().body == b"good"
