"""Receivers of webhooks on real sockets, that do what a test tells them to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from ssl import SSLContext
from threading import Thread
from typing import Any

WAIT_SECONDS = 10


@dataclass(frozen=True)
class Request:
    """A delivery as it came."""

    target: str
    headers: dict[str, str]
    body: bytes


def _nothing(_: Request) -> None:
    """What most receivers do meanwhile."""


@dataclass
class Receiver:
    """`requests` is all that came, in order; `statuses` what it answers, then 204; `meanwhile` runs before that."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    arrived: "Queue[Request]" = field(default_factory=Queue)
    meanwhile: Callable[[Request], None] = _nothing

    def next(self) -> Request:
        """The next that came and was not asked for yet; waits for it, with a deadline."""
        return self.arrived.get(timeout=WAIT_SECONDS)

    @property
    def bodies(self) -> list[bytes]:
        return [request.body for request in self.requests]

    def take(self, request: Request) -> int:
        self.requests.append(request)
        self.meanwhile(request)
        self.arrived.put(request)
        return self.statuses.pop(0) if self.statuses else 204


@contextmanager
def receiving(tls: SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver of http, or of https where it is given a context."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take(Request(self.path, dict(self.headers.items()), body))
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None: ...

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/hook"
        yield receiver
        server.shutdown()
        thread.join(WAIT_SECONDS)


@dataclass
class Silent:
    """Where connections are taken and nothing is answered; a test may answer on them itself."""

    url: str
    accepted: "Queue[socket.socket]"

    def next(self) -> socket.socket:
        return self.accepted.get(timeout=WAIT_SECONDS)


@contextmanager
def silent() -> Iterator[Silent]:
    accepted: Queue[socket.socket] = Queue()
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    peer.settimeout(WAIT_SECONDS)
                    kept.append(peer)
                    accepted.put(peer)

        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield Silent(f"http://127.0.0.1:{listener.getsockname()[1]}/hook", accepted)
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(WAIT_SECONDS)
        for peer in kept:
            peer.close()


def dead_url() -> str:
    """Where nothing listens: a port that was just given back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/hook"
