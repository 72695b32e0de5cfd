"""The time that everything in a sandbox follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mock_osigu.client.blocking import is_in_loop, refuse_in_loop
from mock_osigu.client.options import Moment
from mock_osigu.client.route import Route, given


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """The time in a sandbox; the offset is `now` minus the machine's time.

    `happened` is what fell due while the clock was advanced, in order.
    """

    now: datetime
    frozen: bool
    offset_seconds: float
    happened: tuple[Mapping[str, Any], ...] = ()


class Clock:
    """A sandbox's clock. Moving it moves the whole world: tokens, timestamps, the `Date` header."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def now(self) -> datetime:
        """What time it is there: aware, in UTC."""
        return self.read().now

    def read(self) -> ClockReading:
        return self._route.one(ClockReading, "GET", "/clock")

    def advance(
        self,
        by: timedelta | None = None,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> ClockReading:
        """Move forward, as `advance(hours=25)` or `advance(timedelta(days=1))`; a frozen clock stays frozen.

        What falls due on the way is delivered to webhooks first. So where there are some, it raises RuntimeError in a
        running event loop, which may be what receives: await `aio.clock.advance` there.
        """
        if by is not None and not isinstance(by, timedelta):
            raise TypeError(
                f"clock.advance({by!r}): valid is a timedelta, or a keyword, as seconds={by!r} or hours=25"
            )
        if is_in_loop() and self._route.call("GET", "/webhooks")["items"]:
            refuse_in_loop("clock.advance")
        whole = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        whole += by or timedelta()
        return self._route.one(ClockReading, "POST", "/clock/advance", {"seconds": whole.total_seconds()})

    def freeze(self, at: Moment | None = None) -> ClockReading:
        """Stand still, now or at another time."""
        return self._change({"frozen": True, **given(now=at)})

    def travel(self, to: Moment) -> ClockReading:
        """Go to a time, back or forth; a running clock goes on from there."""
        return self._change({"now": to})

    def resume(self) -> ClockReading:
        """Run on from where it stands."""
        return self._change({"frozen": False})

    def _change(self, change: dict[str, object]) -> ClockReading:
        return self._route.one(ClockReading, "PATCH", "/clock", change)
