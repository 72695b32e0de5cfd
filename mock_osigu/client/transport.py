"""HTTP to one server, over connections that are kept alive.

The trap is a kept connection that the server has closed meanwhile: sending on it may or may not be read. So each
is looked at before it is used again, and where the end comes in that very moment, only what is safe to do twice
(RFC 9110 section 9.2.2) is sent anew.
"""

import json
import os
import re
import selectors
import ssl
import weakref
from collections import deque
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from mock_osigu.client.errors import ControlError, ControlUnreachable, FieldError
from mock_osigu.client.wire import encode

TIMEOUT_SECONDS: Final = 30.0
PROBLEM_TYPE: Final = "application/problem+json"
REPEATABLE: Final = frozenset({"GET", "PUT"})  # and DELETE, but its second answer is another one
SHOWN: Final = 200
_LOOPBACK: Final = re.compile(r"localhost|127\.[0-9.]+|::1")

Idle: TypeAlias = deque[tuple[int, HTTPConnection]]


class Answer(NamedTuple):
    status: int
    content_type: str
    body: bytes


class Transport:
    """Requests and answers in JSON; any thread may use it, each call takes a connection of its own.

    `timeout_seconds` is the longest silence of the server that is borne.
    """

    def __init__(
        self,
        url: str,
        control_token: str | None = None,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        ca_file: str | None = None,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the server's URL must be as http://127.0.0.1:6744, not {url!r}")
        self.url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._tls = _context(parts.hostname, ca_file) if parts.scheme == "https" else None
        self._address = (parts.hostname, parts.port)
        self._timeout = timeout_seconds
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if control_token is not None:
            self._headers["Authorization"] = f"Bearer {control_token}"
        self._idle: Idle = deque()
        self._closed = weakref.finalize(self, _close_all, self._idle)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        parse_float: Callable[[str], Any] = float,
        silence_seconds: float = 0,
    ) -> Any:
        """The JSON that the server answers, None for no content. Raises ControlError, ControlUnreachable.

        `silence_seconds` are what the call itself makes the server wait, and are borne on top.
        """
        request = f"{method} {path.partition('?')[0]}"
        sent = b"" if body is None else encode(body).encode()
        answer = self._exchange(method, path, sent, request, self._timeout + silence_seconds)
        if answer.status >= 400:
            raise self._refusal(answer, request)
        if not answer.body:
            return None
        try:
            return json.loads(answer.body, parse_float=parse_float)
        except ValueError:
            raise ControlError(answer.status, self._stranger(answer), request=request) from None

    def close(self) -> None:
        """Close the idle connections; the next call opens a new one."""
        _close_all(self._idle)

    def _exchange(self, method: str, path: str, body: bytes, request: str, timeout: float) -> Answer:
        while True:
            connection, is_reused = self._take(timeout)
            try:
                answer = _send(connection, method, path, body, self._headers)
            except BaseException as error:
                connection.close()
                if isinstance(error, ConnectionError) and is_reused and method in REPEATABLE:
                    continue
                if isinstance(error, OSError | HTTPException):
                    raise ControlUnreachable(self.url, _reason(error, request, timeout)) from None
                raise
            if connection.sock is not None:
                self._idle.append((os.getpid(), connection))
            return answer

    def _take(self, timeout: float) -> tuple[HTTPConnection, bool]:
        while self._idle:
            try:
                process_id, connection = self._idle.pop()
            except IndexError:
                break
            if process_id == os.getpid() and not _is_stale(connection):
                connection.sock.settimeout(timeout)
                return connection, True
            connection.close()
        host, port = self._address
        if self._tls is None:
            return HTTPConnection(host, port, timeout=timeout), False
        return HTTPSConnection(host, port, timeout=timeout, context=self._tls), False

    def _refusal(self, answer: Answer, request: str) -> ControlError:
        """The problem as an error; whatever else came is quoted, since it is not from a control API."""
        if answer.content_type != PROBLEM_TYPE:
            return ControlError(answer.status, self._stranger(answer), request=request)
        problem = json.loads(answer.body)
        errors = [FieldError(each["path"], each["message"]) for each in problem.get("errors", ())]
        return ControlError(answer.status, problem["detail"], errors, request)

    def _stranger(self, answer: Answer) -> str:
        said = ascii(answer.body[:SHOWN].decode("latin-1"))
        return (
            f"{self.url} has no control API: it is another server, or was started without one; it said {said}"
        )


def _context(host: str, ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file)
    if ca_file is None and _LOOPBACK.fullmatch(host):
        # Its authority is new at each start, and the certificate may be a bad one on purpose.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _reason(error: OSError | HTTPException, request: str, timeout: float) -> str:
    if isinstance(error, TimeoutError):
        return f"{request} was not answered within {timeout:g} seconds"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused, so nothing listens there"
    if isinstance(error, ConnectionError):
        return f"the connection ended before {request} was answered, so it may have been done or not"
    if isinstance(error, HTTPException):
        return f"what answered {request} does not speak HTTP ({type(error).__name__})"
    return error.strerror or str(error)


def _send(connection: HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    return Answer(response.status, response.headers.get_content_type(), response.read())


def _is_stale(connection: HTTPConnection) -> bool:
    """Whether something came on an idle connection: nothing is due, so it is its end."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.sock, selectors.EVENT_READ)
        return bool(selector.select(0))


def _close_all(idle: Idle) -> None:
    while idle:
        idle.pop()[1].close()
