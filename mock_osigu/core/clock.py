"""The sandbox's clock, and the one place that reads the machine's.

The clock's whole state is one value in the sandbox's store, so a reset, a snapshot or a fork moves it with
the rest. Everything that depends on time asks this clock: advancing it by a day moves the world by a day.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from mock_osigu.core.collection import Collection
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.core.store import Store

TimeSource = Callable[[], datetime]

EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)  # leaves room for any ttl before datetime's own end


def system_now() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


def system_monotonic() -> float:
    """Seconds that never go back, for real waiting and idling; unrelated to any sandbox's time."""
    return time.monotonic()


class ClockState(NamedTuple):
    """Either `frozen_at` says what time it is, or the machine's time plus `offset` does."""

    offset: timedelta = timedelta(0)
    frozen_at: datetime | None = None


def _the_only(_: ClockState) -> str:
    return "clock"


CLOCK: Final = Collection("clock", ClockState, key=_the_only, part="clock")


_UNTOUCHED: Final = ClockState()


class Clock:
    """The time of one sandbox: now, freeze, travel, advance, resume."""

    def __init__(self, store: Store, source: TimeSource) -> None:
        self._store = store
        self._source = source

    @property
    def _state(self) -> ClockState:
        return self._store.get(CLOCK, "clock") or _UNTOUCHED

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        state = self._state
        return state.frozen_at or self._source() + state.offset

    @property
    def frozen(self) -> bool:
        return self._state.frozen_at is not None

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        state = self._state
        return state.offset if state.frozen_at is None else state.frozen_at - self._source()

    def travel(self, to: datetime) -> None:
        """Set the time: a frozen clock stands there, a running one goes on from there.

        Raises Unprocessable outside 1970 to 9000.
        """
        self._set(to, frozen=self.frozen)

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, now or at another time. Raises Unprocessable as `travel`."""
        self._set(at or self.now(), frozen=True)

    def resume(self) -> None:
        """Go on from where it stood."""
        if self.frozen:
            self._set(self.now(), frozen=False)

    def advance(self, by: timedelta) -> None:
        """Move forward; a frozen clock stays frozen. Raises Unprocessable where that leads past 9000."""
        with self._store.transaction() as tx:
            state = self._state
            # A running clock's offset grows by exactly `by`, however long this takes.
            machine = self._source()
            to = self._reach(machine, by)
            tx.put(CLOCK, _state(to, machine, frozen=state.frozen_at is not None))

    def check_reach(self, by: timedelta) -> None:
        """Raises Unprocessable as `advance`, and moves nothing."""
        self._reach(self._source(), by)

    @contextmanager
    def standing(self, at: datetime) -> Iterator[timedelta]:
        """Stand at a time ahead during the block, which is one transaction; a running clock then goes on from there.

        Gives how far that moved it: nowhere, when the time has passed.
        """
        with self._store.transaction() as tx:
            state, machine = self._state, self._source()
            now = state.frozen_at or machine + state.offset
            at = max(at, now)
            tx.put(CLOCK, ClockState(frozen_at=at))
            yield at - now
            tx.put(CLOCK, _state(at, machine, frozen=state.frozen_at is not None))

    def _reach(self, machine: datetime, by: timedelta) -> datetime:
        state = self._state
        try:
            to = (state.frozen_at or machine + state.offset) + by
        except OverflowError:
            to = datetime.max.replace(tzinfo=UTC)
        return checked(to, "seconds")

    def _set(self, to: datetime, *, frozen: bool) -> None:
        to = checked(to, "now")
        with self._store.transaction() as tx:
            tx.put(CLOCK, _state(to, self._source(), frozen=frozen))


def checked(moment: datetime, name: str) -> datetime:
    """The moment in UTC. Raises Unprocessable, naming the field `name`, outside 1970 to 9000 or without a zone."""
    if moment.tzinfo is None or not EARLIEST <= moment <= LATEST:
        span = f"between {EARLIEST:%Y-%m-%d} and {LATEST:%Y-%m-%d}"
        fault = Fault(name, f"the time must be {span}, with a time zone")
        raise Unprocessable("the time is out of range", (fault,))
    return moment.astimezone(UTC)


def _state(to: datetime, machine: datetime, *, frozen: bool) -> ClockState:
    return ClockState(frozen_at=to) if frozen else ClockState(offset=to - machine)
