"""A server that does on each connection what the test says, to see what a client makes of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

TIMEOUT_SECONDS = 10.0

Script: TypeAlias = "Callable[[Peer], None]"


@dataclass
class Peer:
    """One connection as the server sees it."""

    socket: socket.socket
    requests: list[str]

    def receive(self) -> None:
        """Read one request with its body, and note its first line."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                while len(body) < int(line.split(b":")[1]):
                    body += self._more()
        self.requests.append(head.split(b" HTTP/")[0].decode())

    def _more(self) -> bytes:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the client left")
        return data

    def send(self, body: bytes, *, status: str = "200 OK", content_type: str = "application/json") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)

    def wait_for_end(self) -> None:
        """Until the client closes its side."""
        while self.socket.recv(65536):
            pass


@dataclass
class Scripted:
    """`requests` are the first lines that came, in order; `closed` counts the connections that are done."""

    url: str
    requests: list[str] = field(default_factory=list)
    closed: "threading.Semaphore" = field(default_factory=lambda: threading.Semaphore(0))

    def await_close(self) -> None:
        """Wait until the script of one more connection has ended, and the server has closed it."""
        assert self.closed.acquire(timeout=TIMEOUT_SECONDS), "the server did not close a connection"


@contextmanager
def scripted(*scripts: Script) -> Iterator[Scripted]:
    """The first connection gets the first script, and so on; after the last, nobody accepts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        server = Scripted(f"http://127.0.0.1:{address[1]}")
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, scripts, server, over))
        thread.start()
        try:
            yield server
        finally:
            over.set()
            socket.create_connection(address, TIMEOUT_SECONDS).close()
            thread.join(TIMEOUT_SECONDS)
            assert not thread.is_alive()


def _serve(
    listener: socket.socket, scripts: tuple[Script, ...], server: Scripted, over: threading.Event
) -> None:
    for script in scripts:
        connection, _ = listener.accept()
        with connection:
            if over.is_set():
                return
            connection.settimeout(TIMEOUT_SECONDS)
            with suppress(OSError):
                script(Peer(connection, server.requests))
        server.closed.release()
