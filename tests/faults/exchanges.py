"""One exchange on a connection of its own, byte for byte: what came, and how it ended."""

import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from mock_osigu.engine.journal import Entry
from support import EXAMPLE_TOKEN, TIMEOUT_SECONDS, Running

PATH = "/v1/invoices?size=1"


@dataclass(frozen=True)
class Seen:
    """`end` is "closed", "reset", or "silent" for a server that says nothing more in the time given."""

    received: bytes
    end: str
    seconds: float

    @property
    def status(self) -> int | None:
        return int(self.received[9:12]) if self.received else None

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]

    def header(self, name: str) -> str | None:
        head = self.received.partition(b"\r\n\r\n")[0].decode("latin-1")
        pairs = (line.split(": ", 1) for line in head.split("\r\n")[1:])
        return next((value for key, value in pairs if key.lower() == name.lower()), None)


def request(path: str = PATH, *lines: str, token: str = EXAMPLE_TOKEN) -> bytes:
    head = (f"GET {path} HTTP/1.1", "Host: a", f"Authorization: Bearer {token}", "Connection: close", *lines)
    return "\r\n".join((*head, "", "")).encode()


def connect(live: Running) -> socket.socket:
    return socket.create_connection((live.http.host, live.http.port), timeout=TIMEOUT_SECONDS)


def exchange(live: Running, sent: bytes | None = None, patience: float = TIMEOUT_SECONDS) -> Seen:
    """Send a request, and read until the end or for `patience` seconds without a byte."""
    began, received, end = time.perf_counter(), b"", "closed"
    with connect(live) as connection:
        connection.sendall(sent or request())
        connection.settimeout(patience)
        try:
            while part := connection.recv(65536):
                received += part
        except ConnectionResetError:
            end = "reset"
        except TimeoutError:
            end = "silent"
    return Seen(received, end, time.perf_counter() - began)


def ended(live: Running, count: int = 1) -> list[Entry]:
    """The newest entries of the journal, oldest first, once none of them is open any more."""
    requests = live.sandboxes.default.requests
    changed = threading.Event()
    stop = requests.watch(changed.set)
    try:
        while True:
            changed.clear()
            entries = list(requests.entries)[-count:]
            if len(entries) == count and all(entry.outcome != "open" for entry in entries):
                return entries
            assert changed.wait(TIMEOUT_SECONDS), entries
    finally:
        stop()


def fault(live: Running, **effect: Any) -> None:
    """One rule, for whatever is asked of Osigu's API."""
    live.control("POST", "/faults", {"effect": effect}, expect=201)
