"""From a connection's bytes to its requests, by llhttp."""

from collections import deque
from enum import IntEnum
from http import HTTPStatus

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from mock_osigu.server.environ import head_environ, variables
from mock_osigu.server.limits import Limits
from mock_osigu.server.message import Refusal, Request, check
from mock_osigu.server.repeats import Repeats

_UPGRADE_HEADERS = (b"upgrade", b"http2-settings")


class Phase(IntEnum):
    """Where in a request the last byte was."""

    IDLE = 0
    HEAD = 1
    BODY = 2


# Python 3.11 makes a call of each member that is looked up through its class.
IDLE, HEAD, BODY = Phase


_NO_REQUEST = Request("", "", "", {})


class _EnoughReadError(Exception):
    """Leaves the parser early: no more of this connection's input matters."""


class Intake:
    """Reads requests from one connection and puts them, or one last refusal, on `ready` in their order.

    `steps` grows with each phase; `ended` says that no further request will be read, `unread` that the
    client sent, or may still send, bytes that nobody will look at; `continue_due` that it waits for a 100
    before its body.
    """

    def __init__(self, limits: Limits, repeats: Repeats) -> None:
        self.ready: deque[Request | Refusal] = deque()
        self.phase = IDLE
        self.steps = 0
        self.ended = False
        self.unread = False
        self.continue_due = False
        self._limits = limits
        self._repeats = repeats
        self._parser = HttpRequestParser(self)
        self._completed = 0
        self._fed = 0
        self._barren = 0
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._upgrading = False
        self._request = _NO_REQUEST
        self._chunks: list[bytes] = []
        self._body_size = 0

    def close(self) -> None:
        """Nothing more will come: let go of what came, and of the parser, with which this is a cycle.

        A collector that counts objects, not bytes, would find such cycles late, and bodies are large.
        """
        self.ended = True
        self.ready.clear()
        self._request, self._chunks = _NO_REQUEST, []
        del self._parser

    def feed(self, data: bytes) -> None:
        """Take what the network gave; never raises for what is in it."""
        if self.ended:
            self.unread = True
            return
        data = bytes(data)  # the loop of Windows gave bytearrays before Python 3.11.2
        if self.phase is IDLE and (request := self._repeats.find(data)):
            self.steps += 1
            self.ready.append(request)
            return
        phase, completed, body_size = self.phase, self._completed, self._body_size
        self._fed = len(data) if phase is IDLE else self._fed + len(data)
        try:
            self._parse(data)
            if self.phase is phase is IDLE:
                if self._completed == completed + 1 and not self.ended:
                    self._repeats.keep(data, self._request)
            elif self.phase is HEAD:
                self._bound_open_head(alone=completed == self._completed)
            elif self.phase is phase is BODY:
                self._bound_framing(len(data), barren=body_size == self._body_size)
        except Refusal as refusal:
            self._refuse(refusal)
        except HttpParserError as fault:
            self._fail(fault)

    def _parse(self, data: bytes) -> None:
        while data:
            try:
                self._parser.feed_data(data)
            except HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                if self.ended:
                    self.unread = bool(data)
                    return
                data = self._head_without_upgrade() + data
            else:
                return

    def _head_without_upgrade(self) -> bytes:
        """Rewrite the head just read as the same request without its wish for another protocol.

        llhttp takes such a message to end with its headers, so its body would be read as the next request.
        Java's HttpClient asks for h2c on each request until it is given it, with a body like any other.
        """
        method, version = self._parser.get_method(), self._parser.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (method, self._target, version)]
        for name, value in self._headers:
            if name.lower() == b"connection":
                kept = [o for o in value.split(b",") if o.strip().lower() not in _UPGRADE_HEADERS]
                if kept:
                    lines.append(b"%b: %b" % (name, b",".join(kept).strip()))
            elif name.lower() not in _UPGRADE_HEADERS:
                lines.append(b"%b: %b" % (name, value))
        self._upgrading = False
        self._parser = HttpRequestParser(self)
        return b"\r\n".join([*lines, b"", b""])

    def _fail(self, fault: HttpParserError) -> None:
        cause = fault.__context__
        if isinstance(cause, Refusal):
            self._refuse(cause)
        elif self.ended:
            # Bytes after a last request, or after a body that became too long.
            self.unread = True
        elif cause is not None:
            raise cause
        else:
            self._refuse(Refusal(HTTPStatus.BAD_REQUEST, f"{fault}."))

    def _refuse(self, refusal: Refusal) -> None:
        if self._target:
            refusal.method = self._parser.get_method().decode("latin-1")
            refusal.path = self._target.partition(b"?")[0].decode("latin-1")
        self.ready.append(refusal)
        self.ended = self.unread = True

    def _bound_open_head(self, *, alone: bool) -> None:
        """Bound a head that has not ended: the parser keeps an endless line to itself."""
        if not alone:
            # Its share of a packet with other requests is unknown, but for what the parser told.
            self._fed = self._head_size()
        if self._fed > self._limits.max_header:
            raise self._head_too_large()

    def _bound_framing(self, size: int, *, barren: bool) -> None:
        """Bound what brings bytes, but none of the body: a chunk header or trailer that never ends."""
        self._barren = self._barren + size if barren else 0
        if self._barren > self._limits.max_header:
            raise Refusal(HTTPStatus.BAD_REQUEST, "A chunk header or trailer is too long.")

    def _head_size(self) -> int:
        """Bytes of the head so far, without optional whitespace."""
        line = len(self._parser.get_method()) + len(self._target) + len("  HTTP/1.1\r\n")
        return (
            line + sum(len(name) + len(value) + len(": \r\n") for name, value in self._headers) + len("\r\n")
        )

    def _head_too_large(self) -> Refusal:
        return Refusal(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"The request line and headers are over {self._limits.max_header} bytes.",
        )

    # What llhttp calls, in this order.

    def on_message_begin(self) -> None:
        self.phase = HEAD
        self.steps += 1
        self._target = b""
        self._headers = []

    def on_url(self, part: bytes) -> None:
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.phase is HEAD:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        parser = self._parser
        if self._fed > self._limits.max_header and self._head_size() > self._limits.max_header:
            raise self._head_too_large()
        method = parser.get_method().decode("latin-1")
        if parser.should_upgrade() and method != "CONNECT":
            self._upgrading = True
            return
        target, version = self._target.decode("latin-1"), parser.get_http_version()
        headers = variables(self._headers)
        check(version, headers)
        environ = head_environ(method, target, version, headers)
        request = Request(method, target.partition("?")[0], version, environ)
        # After CONNECT the client speaks another protocol, or waits: either way no request follows.
        request.close = method == "CONNECT" or not parser.should_keep_alive()
        self._request = request
        self._expect_body(headers)

    def _expect_body(self, headers: dict[str, str]) -> None:
        self.phase = BODY
        self.steps += 1
        self._chunks = []
        self._body_size = self._barren = 0
        length = headers.get("CONTENT_LENGTH")
        if length is not None and int(length) > self._limits.max_body:
            self._stop_at_large_body()
        if "HTTP_EXPECT" in headers and self._request.version == "1.1":
            # llhttp completes a message without a body at once, which takes this back.
            self.continue_due = headers["HTTP_EXPECT"].lower() == "100-continue"

    def on_body(self, part: bytes) -> None:
        self.continue_due = False
        self._body_size += len(part)
        if self._body_size > self._limits.max_body:
            self._stop_at_large_body()
        self._chunks.append(part)

    def _stop_at_large_body(self) -> None:
        self._chunks = []
        self._request.too_large = self._request.close = True
        self.ready.append(self._request)
        self.ended = self.unread = True
        raise _EnoughReadError

    def on_message_complete(self) -> None:
        if self._upgrading:
            return
        self.continue_due = False
        self.phase = IDLE
        self._target = b""
        self.steps += 1
        self._completed += 1
        request, chunks = self._request, self._chunks
        if chunks:
            request.body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
            self._chunks = []
        self.ready.append(request)
        self.ended = request.close
