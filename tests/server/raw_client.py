"""A client that says exactly which bytes go in which packet, and an app that tells what arrived."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from mock_osigu.server import Server
from mock_osigu.server.connection import Connection

SECONDS = 10.0
Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]


def echo(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answers in JSON: method, path, query, target, body, whether it was too large, and the HTTP variables."""
    seen = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": environ["QUERY_STRING"],
        "target": environ["REQUEST_URI"],
        "body": environ["wsgi.input"].read().decode("latin-1"),
        "too_large": environ.get("mock_osigu.body_too_large", False),
        "headers": {k: v for k, v in environ.items() if k.startswith(("HTTP_", "CONTENT_"))},
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(seen).encode()]


@dataclass(frozen=True)
class RawAnswer:
    status: int
    lines: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """By lower-case name; no name may come twice."""
        found = {name.lower(): value for name, value in self.lines}
        assert len(found) == len(self.lines), self.lines
        return found

    def json(self) -> Any:
        return json.loads(self.body)


class RawClient:
    """One connection. Everything that waits fails after `SECONDS`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.socket = socket.create_connection((server.host, server.port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self.socket.makefile("rb")

    def send(self, *packets: bytes) -> Self:
        """The server reads each packet before the next one leaves."""
        for packet in packets:
            self.socket.sendall(packet)
            let_server_read(self._server)
        return self

    def answer(self, *, bodiless: bool = False) -> RawAnswer:
        version, status, *_ = self._line().split(" ", 2)
        assert version == "HTTP/1.1"
        lines = []
        while line := self._line():
            name, _, value = line.partition(": ")
            lines.append((name, value))
        answer = RawAnswer(int(status), lines, b"")
        if bodiless:
            return answer
        length = int(answer.headers["content-length"])
        body = self._stream.read(length)
        assert len(body) == length
        return RawAnswer(int(status), lines, body)

    def interim(self) -> str:
        """The status line of a 1xx answer."""
        line = self._line()
        assert self._line() == ""
        return line

    def is_over(self) -> bool:
        """Whether the server closes without another byte."""
        return self._stream.read(1) == b""

    def read_to_end(self) -> bytes:
        return self._stream.read()

    def close(self) -> None:
        self._stream.close()
        self.socket.close()

    def _line(self) -> str:
        line = self._stream.readline()
        assert line.endswith(b"\r\n"), line
        return line[:-2].decode("latin-1")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def let_server_read(server: Server) -> None:
    """Return when the server has read whatever was sent before: three turns of its loop."""

    async def turn() -> None:
        for _ in range(3):
            await asyncio.sleep(0)

    site = server._site
    assert site is not None
    asyncio.run_coroutine_threadsafe(turn(), site.loop).result(SECONDS)


def notice_of_departure(server: Server) -> threading.Event:
    """Set when the server has let go of a connection."""
    site, gone = server._site, threading.Event()
    assert site is not None
    left = site._service.left

    def leave(connection: Connection) -> None:
        left(connection)
        gone.set()

    site._service.left = leave
    return gone
