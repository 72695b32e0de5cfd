"""TLS between the loop's transport and a protocol that knows nothing of it.

Not asyncio's own: that has no half-closed connections, hides what the operating system has not taken yet, and
turns away who speaks plain HTTP without a word; uvloop's differs in details. Here both loops do the same.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Protocol, cast

from mock_osigu.server.answer import DateStamp, answer_refusal
from mock_osigu.server.message import Refusal

_RECORD = 64 * 1024
_log = logging.getLogger("mock_osigu.server")


class Tls(Protocol):
    """Where a server gets the context of each new connection from.

    `on_change` takes what to call, from any thread, when `context` gives another one than before.
    """

    def context(self) -> ssl.SSLContext: ...

    def on_change(self, call: Callable[[], None]) -> None: ...


class Channel(asyncio.Transport):
    """The transport that the inner protocol sees: what it writes leaves encrypted."""

    def __init__(self, raw: asyncio.Transport, context: ssl.SSLContext) -> None:
        super().__init__()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.raw = raw
        self.finished = False

    def flush(self) -> None:
        if self.outgoing.pending:
            self.raw.write(self.outgoing.read())

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.finished:
            return
        rest = memoryview(data)
        while rest:
            rest = rest[self.tls.write(rest) :]
        self.flush()

    def write_eof(self) -> None:
        self._finish()
        self.raw.write_eof()

    def can_write_eof(self) -> bool:
        return True

    def close(self) -> None:
        self._finish()
        self.raw.close()

    def abort(self) -> None:
        self.finished = True
        self.raw.abort()

    def _finish(self) -> None:
        """Say that nothing more comes (close_notify); what the client says to it is of no interest."""
        if not self.finished:
            self.finished = True
            with suppress(ssl.SSLError):
                self.tls.unwrap()
            self.flush()

    def is_closing(self) -> bool:
        return self.raw.is_closing()

    def pause_reading(self) -> None:
        self.raw.pause_reading()

    def resume_reading(self) -> None:
        self.raw.resume_reading()

    def get_write_buffer_size(self) -> int:
        return self.raw.get_write_buffer_size()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.raw.set_write_buffer_limits(high, low)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.tls if name == "ssl_object" else self.raw.get_extra_info(name, default)


class Secured(asyncio.Protocol):
    """Has `inner` served over TLS; a handshake that takes over `handshake_seconds` ends the connection."""

    def __init__(
        self,
        inner: asyncio.Protocol,
        context: ssl.SSLContext,
        loop: asyncio.AbstractEventLoop,
        handshake_seconds: float,
    ) -> None:
        self._inner = inner
        self._context = context
        self._loop = loop
        self._seconds = handshake_seconds
        self._channel: Channel
        self._deadline: asyncio.TimerHandle | None = None
        self._has_ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._channel = Channel(cast("asyncio.Transport", transport), self._context)
        self._deadline = self._loop.call_later(self._seconds, self._channel.abort)
        self._inner.connection_made(self._channel)

    def data_received(self, data: bytes) -> None:
        channel = self._channel
        if channel.finished:
            # Not deciphered any more, but the inner protocol counts on hearing that something still comes.
            self._inner.data_received(b"")
            return
        if self._has_ended:
            return
        channel.incoming.write(data)
        try:
            plain, self._has_ended = self._read()
        except ssl.SSLError as error:
            self._fail(error)
            return
        channel.flush()
        if plain:
            self._inner.data_received(plain)
        if self._has_ended:
            self._end()

    def eof_received(self) -> bool:
        if self._deadline is not None:
            return False
        if self._has_ended:
            return not self._channel.finished
        self._has_ended = True
        return bool(self._inner.eof_received())

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._channel.finished = True
        self._stop_waiting()
        self._inner.connection_lost(exc)

    def _read(self) -> tuple[bytes, bool]:
        """What can be deciphered now, and whether the client said that nothing more comes (close_notify)."""
        tls, parts = self._channel.tls, list[bytes]()
        try:
            if self._deadline is not None:
                tls.do_handshake()
                self._stop_waiting()
            while part := tls.read(_RECORD):
                parts.append(part)
        except ssl.SSLWantReadError:
            return b"".join(parts), False
        return b"".join(parts), True

    def _end(self) -> None:
        """The client's close_notify is to the inner protocol what a closed half is without TLS."""
        if not self._channel.finished and not self._inner.eof_received():
            self._channel.close()

    def _fail(self, error: ssl.SSLError) -> None:
        channel = self._channel
        channel.finished = True
        if error.reason == "HTTP_REQUEST":
            refusal = Refusal(HTTPStatus.BAD_REQUEST, "This server speaks https: ask with https://.")
            answer = answer_refusal(refusal, DateStamp().at(self._loop.time()))
            channel.raw.write(answer.head + answer.body)
        else:
            # Most often a client that does not trust the certificate: here is its reason.
            _log.warning("A client's TLS connection failed: %s", error.reason or error)
            channel.flush()
        channel.raw.close()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
