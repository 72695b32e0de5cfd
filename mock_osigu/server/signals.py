"""Signals through the loop, for a while."""

import signal
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


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
