"""One try of one delivery: an HTTP POST that ends within its time, whatever the receiver does."""

import logging
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mock_osigu.core.clock import system_monotonic
from mock_osigu.engine.deliveries import Outcome
from mock_osigu.engine.destination import Destination, DestinationRefused, Destinations, parse

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

MAX_READ: Final = 65_536
SHOWN: Final = 200

log = logging.getLogger("mock_osigu.webhooks")


class Posting(msgspec.Struct, frozen=True):
    """What is to be sent."""

    delivery_id: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Flight:
    """A posting under way, in a thread of its own; `landed` is called from there at its end.

    The deadline is kept by whoever holds the flight, with `expire`: the socket's own timeout counts each silence
    anew, and a name service has none.
    """

    def __init__(
        self, posting: Posting, destinations: Destinations, timeout_seconds: float, landed: Callable[[], None]
    ) -> None:
        self.posting = posting
        self.outcome: Outcome | None = None
        self._destinations = destinations
        self._timeout = timeout_seconds
        self._landed = landed
        self._began = system_monotonic()
        self.deadline = self._began + timeout_seconds
        self._status: int | None = None
        self._socket: Any = None
        self._is_cut = False

    def start(self) -> None:
        Thread(target=self._run, name="mock-osigu-delivery", daemon=True).start()

    def expire(self) -> Outcome:
        """Break off; what the time came to."""
        # Looked at before the cut, which to the thread may seem the end of an answer.
        outcome, status = self.outcome, self._status
        self.cut()
        return outcome or self._outcome(status, f"no answer within {self._timeout:g} seconds")

    def cut(self) -> None:
        """Break off; nobody is interested any more."""
        self._is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        try:
            self.outcome = self._post()
        except Exception as error:  # noqa: BLE001 - whatever a receiver does is a try that failed
            self.outcome = self._outcome(None, _reason(error, self._timeout))
        self._landed()

    def _post(self) -> Outcome:
        destination = parse(self.posting.url)
        connection = self._connected(destination)
        try:
            # urllib3's own Host would name the address.
            headers = {"Host": destination.authority, **self.posting.headers}
            connection.request("POST", destination.target, self.posting.body, headers, preload_content=False)
            response = connection.getresponse()
            self._status = response.status
            with suppress(Exception):  # the status has come, and that decides
                shown = response.read(MAX_READ, decode_content=False)[:SHOWN]
                return self._answered(response.status, shown)
            return self._answered(response.status, b"")
        finally:
            connection.close()

    def _connected(self, destination: Destination) -> "HTTPConnection":
        """A connection to the first address that takes one; each was checked, so no redirect of the name can follow."""
        problem: Exception = DestinationRefused(f"the host '{destination.host}' has no address")
        for address in self._destinations.addresses(destination):
            connection = _connection(destination, address, self._timeout)
            try:
                connection.connect()
            except Exception as error:  # noqa: BLE001 - the last address's problem is told
                connection.close()
                problem = error
                continue
            self._socket = connection.sock
            if self._is_cut:
                self.cut()
            return connection
        raise problem

    def _answered(self, status: int, shown: bytes) -> Outcome:
        if 200 <= status < 300:
            return self._outcome(status, None)
        said = f": {shown.decode('latin-1')!a}" if shown else ""
        moved = ", and redirects are not followed" if 300 <= status < 400 else ""
        return self._outcome(status, f"answered {status}{moved}{said}")

    def _outcome(self, status: int | None, error: str | None) -> Outcome:
        good = status is not None and 200 <= status < 300
        duration_ms = round((system_monotonic() - self._began) * 1000, 3)
        return Outcome(status=status, error=None if good else error, duration_ms=duration_ms)


def _connection(destination: Destination, address: str, timeout_seconds: float) -> "HTTPConnection":
    # Imported here: most servers deliver nothing, and it costs as much as the rest of a start.
    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415

    if destination.scheme == "http":
        return HTTPConnection(address, destination.port, timeout=timeout_seconds)
    # A receiver near by has a certificate that its developer made, if any authority's at all.
    return HTTPSConnection(
        address,
        destination.port,
        timeout=timeout_seconds,
        server_hostname=destination.host,
        cert_reqs="CERT_NONE",
        assert_hostname=False,
    )


def _reason(error: Exception, timeout_seconds: float) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(error, DestinationRefused):
        return str(error)
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout_seconds:g} seconds"
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused: nothing listens there"
    if isinstance(cause, ConnectionError):
        return "the receiver closed the connection without an answer"
    if isinstance(cause, HTTPException):
        return f"the receiver does not speak HTTP ({type(cause).__name__})"
    if isinstance(cause, OSError):
        return cause.strerror or str(cause)
    log.error("a delivery failed", exc_info=error)
    return f"{type(cause).__name__}: {str(cause)[:SHOWN]}"
