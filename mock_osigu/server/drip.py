"""A body that comes in drops."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

# At higher rates than one byte in this time, several bytes share a drop.
_STEP_SECONDS = 0.05
_LONGEST_STEP_SECONDS = 24 * 3600.0
_MOST_UNSENT = 64 * 1024


class Drip:
    """Writes `body` evenly at `bytes_per_second`, the first drop after its time, and then calls `done`.

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
        self._step = min(max(_STEP_SECONDS, 1 / bytes_per_second), _LONGEST_STEP_SECONDS)
        self._done = done
        self._start = loop.time()
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
        left = self._start + len(self._body) / self._rate - self._loop.time()
        self._timer = self._loop.call_later(min(self._step, max(left, 0.0)), self._drop)

    def _drop(self) -> None:
        if self._transport.get_write_buffer_size() > _MOST_UNSENT:
            self._start += self._step
            self._timer = self._loop.call_later(self._step, self._drop)
            return
        # The loop's timers may come a breath early: what is due within it is due.
        due = int(self._rate * (self._loop.time() - self._start + 0.001))
        if due > self.sent:
            self._transport.write(self._body[self.sent : due])
            self.sent = min(due, len(self._body))
        if self.sent == len(self._body):
            self._done()
        else:
            self._wait()
