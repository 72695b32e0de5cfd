"""The methods that wait, as coroutines: they wait in a thread, so the event loop goes on."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any, TypeVar, Unpack

from mock_osigu.client.clock import Clock, ClockReading
from mock_osigu.client.filters import RequestFilters
from mock_osigu.client.journal import JournalEntry
from mock_osigu.client.requests import Requests
from mock_osigu.client.webhooks import Delivery, Webhooks

T = TypeVar("T")


async def in_thread(function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
    """Call a function in a thread, and await what it gives. For asyncio, and anyio on it."""
    import asyncio  # noqa: PLC0415 - who calls this has it loaded; nobody else should pay for it

    __tracebackhide__ = True
    try:
        return await asyncio.to_thread(function, *arguments, **keywords)
    except AssertionError as error:
        # It is about the caller's line; how it came through a thread tells nothing.
        raise error.with_traceback(None) from None


async def in_thread_until_cancelled(function: Callable[[Callable[[], bool]], T]) -> T:
    """As `in_thread`, for a function that looks whether it is still wanted.

    A loop does not close before its threads are done, so one that nobody awaits any more must end.
    """
    __tracebackhide__ = True
    over = Event()
    try:
        return await in_thread(function, over.is_set)
    finally:
        over.set()


class AioRequests:
    """`requests.wait` and `requests.quiet` for a running event loop."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def wait(
        self,
        *,
        count: int = 1,
        timeout: float = 5,  # noqa: ASYNC109 - the server keeps it, as for the synchronous one
        **filters: Unpack[RequestFilters],
    ) -> list[JournalEntry]:
        """Until `count` that fit have come. Raises AssertionError after `timeout` real seconds."""
        __tracebackhide__ = True
        return await in_thread_until_cancelled(
            lambda given_up: self._requests.until(given_up).wait(count=count, timeout=timeout, **filters)
        )

    async def quiet(self, seconds: float, **filters: Unpack[RequestFilters]) -> None:
        """For so many real seconds, none that fits may come. Raises AssertionError as soon as one does."""
        __tracebackhide__ = True
        await in_thread_until_cancelled(
            lambda given_up: self._requests.until(given_up).quiet(seconds, **filters)
        )


class AioClock:
    """`clock.advance` for a running event loop, where what falls due may call it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def advance(
        self,
        by: timedelta | None = None,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> ClockReading:
        """Move forward, as `advance(hours=25)`; what falls due on the way is done when it returns."""
        return await in_thread(
            self._clock.advance, by, weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
        )


class AioWebhooks:
    """`webhooks.flush` for a running event loop, which may be what receives."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    async def flush(self) -> list[Delivery]:
        """Try all that is pending now; give it as it is after that."""
        return await in_thread(self._webhooks.flush)


class Aio:
    """What waits, to be awaited."""

    def __init__(self, requests: Requests, clock: Clock, webhooks: Webhooks) -> None:
        self.webhooks = AioWebhooks(webhooks)
        self.requests = AioRequests(requests)
        self.clock = AioClock(clock)
