"""How an answer leaves that does not just leave: later, slowly, in part, or not at all."""

import logging
import socket
import struct
from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable
from contextlib import suppress

from mock_osigu.server.answer import Answer, answer_later
from mock_osigu.server.departure import Departure, Later
from mock_osigu.server.drip import Drip
from mock_osigu.server.message import Request
from mock_osigu.server.timers import EARLY_SECONDS

_LONGEST_WAIT = 365 * 24 * 3600.0
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_log = logging.getLogger("mock_osigu.server")


class Delivery:
    """One answer on its way, as its departure wishes; of the loop's thread but for what says otherwise.

    `done` is called once when the connection may go on, or is to be closed (`close`): within `begin`, or
    later; never after `lost` and `cut`. Until then no other answer leaves on the connection. `sent` counts
    the bytes of the body that left, `outcome` is what `ended` is told.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        transport: Transport,
        request: Request,
        answer: Answer,
        departure: Departure,
        done: Callable[[], None],
    ) -> None:
        self.request = request
        self.answer = answer
        self.outcome = ""
        self.close = answer.close or departure.body_bytes is not None or departure.ending == "close"
        self._loop = loop
        self._transport = transport
        self._departure: Departure | None = departure
        self._done = done
        self._timer: TimerHandle | None = None
        self._later: Later | None = None
        self._drip: Drip | None = None
        self._when_flushed: Callable[[], None] | None = None
        self._draining = False
        self._begun = False
        self._sent = 0

    @property
    def sent(self) -> int:
        return self._drip.sent if self._drip is not None else self._sent

    @property
    def status(self) -> int | None:
        """That of the answer; None while nothing of it has left."""
        return self.answer.status if self._begun else None

    def begin(self) -> None:
        departure = self._wishes()
        departure.cut = self.cut_from_any_thread
        self._wait(departure.wait_seconds, self._waited)

    # What breaks it off.

    def cut_from_any_thread(self) -> None:
        # A RuntimeError says that the loop is closed, and with it every connection.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.cut)

    def cut(self) -> None:
        """Abort the connection, unless the answer has left before."""
        if not self.outcome:
            self._end("closed")
            self._transport.abort()

    def lost(self) -> None:
        """The connection is no more."""
        self._end("gave_up")

    def drain(self) -> None:
        """The server wants to stop: what would never leave is cut, what is awaited answers with what it has."""
        self._draining = True
        departure = self._departure
        if departure is not None and departure.ending == "hang":
            self.cut()
        elif self._later is not None:
            self._answer_later()

    def flushed(self) -> None:
        """The operating system has all that was written."""
        then, self._when_flushed = self._when_flushed, None
        if then is not None:
            self._transport.set_write_buffer_limits()
            then()

    # From the first wait to the last byte.

    def _waited(self) -> None:
        departure = self._wishes()
        if departure.later is not None:
            self._await(departure.later)
        elif departure.ending == "sent":
            self._send()
        elif departure.ending == "reset":
            self._after_flush(self._reset)
        elif departure.ending == "close":
            self._finish("closed")

    def _await(self, later: Later) -> None:
        self._later = later
        try:
            later.begin(self._ready_from_any_thread)
        except Exception:  # noqa: BLE001 - logged, and the server lives on
            _log.exception("A pending answer failed to begin: %s %s", self.request.method, self.request.path)
            self._answer_later()
            return
        self._wait(0.0 if self._draining else later.timeout_seconds, self._answer_later)

    def _ready_from_any_thread(self) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._answer_later)

    def _answer_later(self) -> None:
        later, self._later = self._later, None
        if later is None:
            return
        self._cancel()
        self.request.close = self.request.close or self._draining
        self.answer = answer_later(later.answer, self.request)
        self.close = self.close or self.answer.close
        self._send()

    def _send(self) -> None:
        departure, answer = self._wishes(), self.answer
        self._begun = True
        body = answer.body if departure.body_bytes is None else answer.body[: departure.body_bytes]
        if departure.bytes_per_second is not None:
            self._transport.write(answer.head)
            self._drip = Drip(
                self._loop, self._transport, body, departure.bytes_per_second, self._all_written
            )
            self._drip.begin()
        else:
            self._transport.write(answer.head + body)
            self._sent = len(body)
            self._all_written()

    def _all_written(self) -> None:
        self._after_flush(lambda: self._finish("sent"))

    def _reset(self) -> None:
        self._end("reset")
        # Without time to linger, closing is a reset (RFC 9293 3.10.4).
        peer = self._transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    def _finish(self, outcome: str) -> None:
        self._end(outcome)
        self._done()

    def _end(self, outcome: str) -> None:
        """Tell what became of it, the first time."""
        if self.outcome:
            return
        self.outcome = outcome
        self._cancel()
        departure, later = self._wishes(), self._later
        # Without this, departure and delivery would keep each other alive.
        self._departure = self._later = self._when_flushed = None
        try:
            if later is not None:
                later.abandon()
            if departure.ended is not None:
                departure.ended(outcome)
        except Exception:  # noqa: BLE001 - logged, and the server lives on
            _log.exception("The app failed at the end of %s %s", self.request.method, self.request.path)

    def _wishes(self) -> Departure:
        assert self._departure is not None
        return self._departure

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        """Call `then` once that time is over, never before: clients measure it."""
        if seconds > 0:
            self._timer = self._loop.call_later(min(seconds, _LONGEST_WAIT) + EARLY_SECONDS, then)
        else:
            then()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._drip is not None:
            self._drip.cancel()

    def _after_flush(self, then: Callable[[], None]) -> None:
        if self._transport.is_closing():
            return  # writing has failed, and what was not written is dropped already: `lost` comes next
        if self._transport.get_write_buffer_size():
            self._when_flushed = then
            # The transport tells of an empty buffer only if it was over this.
            self._transport.set_write_buffer_limits(0)
        else:
            then()
