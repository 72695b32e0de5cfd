"""The same app under other WSGI hosts: waitress on a socket, and Flask's test client without one."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from mock_osigu.app import create_app
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.server import Server
from mock_osigu.settings import Settings
from mock_osigu.wsgi import Operations
from support import Answer, FakeTime, Headers, Http

JOIN_SECONDS = 10


class Host(Protocol):
    """Anything that takes a request."""

    def send(
        self, method: str, target: str, *headers: tuple[str, str | bytes], body: bytes = b""
    ) -> Answer: ...


class FlaskClient:
    """Flask's test client, which sends what it is given."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def send(self, method: str, target: str, *headers: tuple[str, str | bytes], body: bytes = b"") -> Answer:
        parts = urlsplit(target)
        answer = self._client.open(
            unquote(parts.path), method=method, query_string=parts.query, headers=_text(headers), data=body
        )
        return Answer(answer.status_code, tuple(answer.headers.items()), answer.get_data())


def _text(headers: Headers) -> list[tuple[str, str]]:
    return [(name, value if isinstance(value, str) else value.decode("latin-1")) for name, value in headers]


@contextmanager
def waitress(app: Any, threads: int = 4) -> Iterator[Http]:
    """The app under waitress on a free port; its threads answer in parallel."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, ident=None)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=JOIN_SECONDS, map=server._map, count=1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    http = Http("127.0.0.1", int(server.effective_port))
    try:
        yield http
    finally:
        http.close()
        stopping.set()
        server.pull_trigger()
        thread.join(JOIN_SECONDS)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)
        assert not thread.is_alive()


@contextmanager
def hosts(settings: Settings | None = None) -> Iterator[dict[str, Host]]:
    """The three hosts, each with worlds of its own that stand at the same time."""

    def sandboxes() -> Sandboxes:
        time = FakeTime()
        return Sandboxes(settings, time_source=time.now, monotonic=time.monotonic)

    def app() -> Flask:
        return create_app(sandboxes())

    with Server(Operations(sandboxes())) as server, waitress(app()) as http:
        own = Http(server.host, server.port)
        yield {"own": own, "waitress": http, "flask": FlaskClient(app())}
        own.close()


_UNIQUE = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|\b([0-9a-f]{20})?[0-9a-f]{12}\b"
)
_HOST = re.compile(rb"http://(localhost|127\.0\.0\.1(:\d+)?)\b")


def comparable(answer: Answer) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, headers and body, without what is unique or the host's own."""
    body = _HOST.sub(b"http://HOST", _UNIQUE.sub(b"UNIQUE", answer.body))
    # Names have no case, and their order no meaning; waitress has its own ideas of both.
    headers = sorted((name.lower(), value) for name, value in answer.app_headers.items())
    length = answer.header("Content-Length")
    assert length is None or not answer.body or int(length) == len(answer.body)
    return answer.status, tuple(pair for pair in headers if pair[0] != "content-length"), body
