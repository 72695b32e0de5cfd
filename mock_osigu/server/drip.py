"""A body that comes in drops."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

from mock_osigu.server.timers import EARLY_SECONDS

# At higher rates than one byte in this time, several bytes share a drop.
_STEP_SECONDS = 0.05
_LONGEST_WAIT = 24 * 3600.0
_MOST_UNSENT = 64 * 1024
_ROUNDED_SECONDS = 0.0005


class Drip:
    """Writes `body` evenly at `bytes_per_second`, no byte before its time, and then calls `done`.

    Time stands still while the client does not read what it was given.
    """

    __slots__ = ("_body", "_done", "_loop", "_rate", "_start", "_step", "_timer", "_transport", "sent")

    def __init__(
        self,
        loop: AbstractEventLoop,
        transport: Transport,
        body: bytes,
        bytes_per_second: float,
        done: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._body = body
        self._rate = bytes_per_second
        self._step = max(_STEP_SECONDS, 1 / bytes_per_second)
        self._done = done
        self._start = loop.time() + EARLY_SECONDS
        self._timer: TimerHandle | None = None
        self.sent = 0

    def begin(self) -> None:
        if self._body:
            self._wait()
        else:
            self._done()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        """Until the next drop is due, or the last one if that is sooner."""
        due = self._start + min(self.sent / self._rate + self._step, len(self._body) / self._rate)
        self._timer = self._loop.call_later(min(max(due - self._loop.time(), 0.0), _LONGEST_WAIT), self._drop)

    def _drop(self) -> None:
        if self._transport.get_write_buffer_size() > _MOST_UNSENT:
            self._start += self._step
            self._wait()
            return
        # What was waited for is there, though a timer rounds; the start is late enough that nothing is early.
        due = int(self._rate * (self._loop.time() - self._start + _ROUNDED_SECONDS))
        if due > self.sent:
            self._transport.write(self._body[self.sent : due])
            self.sent = min(due, len(self._body))
        if self.sent == len(self._body):
            self._done()
        else:
            self._wait()
