"""How an answer's bytes leave: the one place that hands an answer to a transport."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

from mock_osigu.server.answer import Answer

_LONGEST_WAIT = 365 * 24 * 3600.0


class Delivery:
    """One answer on its way: whole, and at once unless it is to wait.

    `done` is called once when the answer needs its connection no longer: within `begin`, or later. Until
    then no other answer leaves on the connection; `cancel` ends it without `done`. What breaks answers on
    their way (a reset, fewer bytes, a slow drip) is another way to do the same.
    """

    __slots__ = ("_answer", "_done", "_timer", "_transport", "sent")

    def __init__(self, transport: Transport, answer: Answer, done: Callable[[], None]) -> None:
        self._transport = transport
        self._answer = answer
        self._done = done
        self._timer: TimerHandle | None = None
        self.sent = 0

    def begin(self, loop: AbstractEventLoop, wait: float) -> None:
        """`wait` in seconds, at most a year."""
        if wait > 0:
            self._timer = loop.call_later(min(wait, _LONGEST_WAIT), self._leave)
        else:
            self._leave()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _leave(self) -> None:
        answer = self._answer
        self._transport.write(answer.head + answer.body)
        self.sent = len(answer.body)
        self._done()
