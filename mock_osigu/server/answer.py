"""Calls the app and turns what it returned into the bytes of an answer."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from types import TracebackType
from typing import Any, NamedTuple

from mock_osigu.server.message import Refusal, Request

Headers = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]
WsgiApp = Callable[[dict[str, Any], Callable[..., Callable[[bytes], object]]], Iterable[bytes]]

# PEP 3333 leaves the connection's own headers to the server; whose server this is, too.
_OURS = frozenset({"connection", "keep-alive", "server", "transfer-encoding"})
_BODILESS = (204, 304)
_log = logging.getLogger("mock_osigu.server")


class Answer(NamedTuple):
    """What is to leave, before anything decides how: `close` says that the connection ends with it."""

    status: int
    head: bytes
    body: bytes
    close: bool


class Reply:
    """What the app said; itself the `start_response` of PEP 3333."""

    __slots__ = ("headers", "status", "written")

    def __init__(self, status: str = "", headers: Headers | None = None) -> None:
        self.status = status
        self.headers = [] if headers is None else headers
        self.written: list[bytes] = []

    def __call__(
        self, status: str, headers: Headers, exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        if exc_info is None and self.status:
            raise AssertionError("start_response was called twice without exc_info")
        # Nothing has left yet, so an error page replaces all that was said before.
        self.status, self.headers = status, headers
        self.written.clear()
        return self.written.append


class DateStamp:
    """The `Date` of answers whose app gave none, made once a second of the loop's time."""

    def __init__(self) -> None:
        self._until = -1.0
        self._text = ""

    def at(self, loop_time: float) -> str:
        if loop_time >= self._until:
            self._until = loop_time + 1
            self._text = formatdate(usegmt=True)
        return self._text


def answer_request(app: WsgiApp, environ: dict[str, Any], request: Request, date: str) -> Answer:
    """Call the app for its answer; 500 in JSON if the app, or what it returned, is broken."""
    try:
        reply, body = _call(app, environ)
        return encode(reply, body, request, date)
    except (Exception, SystemExit):  # noqa: BLE001 - logged, and the server lives on
        return _failed(request, date)


def answer_later(make: Callable[[], tuple[str, Headers, bytes]], request: Request) -> Answer:
    """Ask for an answer that was awaited; 500 as above."""
    date = formatdate(usegmt=True)
    try:
        status, headers, body = make()
        return encode(Reply(status, headers), body, request, date)
    except (Exception, SystemExit):  # noqa: BLE001 - as above
        return _failed(request, date)


def answer_refusal(refusal: Refusal, date: str) -> Answer:
    """Make the server's own answer, `{"status", "error", "message"}`; it closes the connection."""
    status = refusal.status
    members = {"status": status.value, "error": status.phrase, "message": refusal.message}
    closing = Request("-", "-", "1.1", {})
    closing.close = True
    return encode(*_own_reply(status, members), closing, date)


def _failed(request: Request, date: str) -> Answer:
    """The answer for the exception being handled."""
    _log.exception("The app failed at %s %s", request.method, request.path)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return encode(*_own_reply(status, {"status": status.value, "error": status.phrase}), request, date)


def _own_reply(status: HTTPStatus, members: Mapping[str, object]) -> tuple[Reply, bytes]:
    body = json.dumps(members, separators=(",", ":")).encode()
    return Reply(f"{status.value} {status.phrase}", [("Content-Type", "application/json")]), body


def _call(app: WsgiApp, environ: dict[str, Any]) -> tuple[Reply, bytes]:
    reply = Reply()
    chunks = app(environ, reply)
    try:
        # `write` is called before the first chunk is taken, or while it is made.
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if not reply.status:
        raise AssertionError("the app returned without calling start_response")
    return reply, b"".join(reply.written) + body if reply.written else body


def encode(reply: Reply, body: bytes, request: Request, date: str) -> Answer:
    """Frame an answer: the app's headers in its order, then ours.

    Raises ValueError for a status or header that is none, or a Content-Length that is not the body's.
    """
    status = _status_code(reply.status)
    given = {name.lower(): value for name, value in reply.headers}
    headers = reply.headers
    if status == 204 or not _OURS.isdisjoint(given):
        unwanted = _OURS | {"content-length"} if status == 204 else _OURS
        headers = [pair for pair in headers if pair[0].lower() not in unwanted]
    lines = [f"HTTP/1.1 {reply.status}", *[f"{name}: {value}" for name, value in headers]]
    may_have_body = status not in _BODILESS
    has_body = may_have_body and request.method != "HEAD"
    length = given.get("content-length")
    if length is None:
        if has_body or (body and may_have_body):
            lines.append(f"Content-Length: {len(body)}")
    elif has_body and length != str(len(body)):
        raise ValueError(f"the app said Content-Length {length}, but gave {len(body)} bytes")
    if "date" not in given:
        lines.append(f"Date: {date}")
    lines.append("Server: mock-osigu")
    close = request.close or ("connection" in given and "close" in given["connection"].lower())
    if close:
        lines.append("Connection: close")
    elif request.version == "1.0":
        lines.append("Connection: keep-alive")
    return Answer(status, _head(lines), body if has_body else b"", close)


@lru_cache(maxsize=64)
def _status_code(status: str) -> int:
    code = int(status[:3])
    if code < 200 or code > 999 or status[3:4] != " ":
        raise ValueError(f"no final HTTP status: {status!r}")
    return code


def _head(lines: list[str]) -> bytes:
    lines += ("", "")
    head = "\r\n".join(lines)
    breaks = len(lines) - 1
    if head.count("\n") != breaks or head.count("\r") != breaks or "\0" in head:
        raise ValueError("a status or header holds a line break or NUL")
    return head.encode("latin-1")
