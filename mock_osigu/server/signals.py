"""Signals through the loop, for a while; and an alarm for a loop that does not get its turn."""

import signal
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType


@contextmanager
def handled(loop: AbstractEventLoop, handlers: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    """Have the loop call the handlers; afterwards the signals mean what they meant before. Main thread only.

    As process 1 of a container a signal without a handler is ignored, so none may be left to its default.
    """
    before = {number: signal.getsignal(number) for number in handlers}
    try:
        for number, handler in handlers.items():
            loop.add_signal_handler(number, handler)
        yield
    finally:
        for number, previous in before.items():
            loop.remove_signal_handler(number)
            if previous is not None:
                signal.signal(number, previous)


@contextmanager
def alarmed(
    numbers: tuple[signal.Signals, ...], seconds: float, again_seconds: float, stuck: Callable[[], None]
) -> Iterator[None]:
    """Call `stuck`, in the midst of what runs, so long after the first of these signals, or after another SIGINT.

    Inside `handled`: the loop hears of a signal by its number alone, so the handler that Python calls is free for
    this. Takes SIGALRM meanwhile; `stuck` is not to return.
    """

    def heard(number: int, _frame: FrameType | None) -> None:
        if signal.getitimer(signal.ITIMER_REAL)[0] == 0:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        elif number == signal.SIGINT:
            signal.setitimer(signal.ITIMER_REAL, again_seconds)

    loops = {number: signal.getsignal(number) for number in numbers}
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: stuck())
    try:
        for number in numbers:
            signal.signal(number, heard)
            signal.siginterrupt(number, False)  # noqa: FBT003 - it has no keyword
        yield
    finally:
        for number, handler in loops.items():
            signal.signal(number, handler)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if before is None else before)
