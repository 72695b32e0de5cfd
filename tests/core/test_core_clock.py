"""The clock as a value in a store: exact, undone with its transaction, restored with its snapshot."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.core.clock import EARLIEST, LATEST, Clock, system_monotonic, system_now
from mock_osigu.core.errors import Unprocessable
from mock_osigu.core.store import Store

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Ticking:
    """A machine on which a microsecond passes with every look."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(Store(), Ticking())


def test_it_starts_as_the_machines() -> None:
    clock = Clock(Store(), lambda: NOON)
    assert (clock.now(), clock.frozen, clock.offset) == (NOON, False, timedelta(0))


def test_the_machines_own() -> None:
    assert system_now().tzinfo is UTC
    assert system_monotonic() <= system_monotonic()


@given(steps=st.lists(st.timedeltas(timedelta(0), timedelta(days=1000)), max_size=5))
def test_advances_add_up_exactly_though_time_passes(steps: list[timedelta]) -> None:
    clock = Clock(Store(), Ticking())
    for step in steps:
        clock.advance(step)
    assert clock.offset == sum(steps, timedelta(0))


def test_resuming_a_running_clock_is_nothing(clock: Clock) -> None:
    clock.advance(timedelta(hours=1))
    before = clock.offset
    for _ in range(10):
        clock.resume()
    assert clock.offset == before


def test_it_never_goes_back_by_itself(clock: Clock) -> None:
    seen = [clock.now()]
    for change in (clock.freeze, clock.resume, clock.freeze, clock.resume):
        change()
        seen.append(clock.now())
    assert seen == sorted(seen)


def test_frozen_at_a_time_of_choice(clock: Clock) -> None:
    clock.freeze(NOON + timedelta(days=1))
    assert [clock.now() for _ in range(3)] == [NOON + timedelta(days=1)] * 3
    assert clock.frozen
    assert clock.offset < timedelta(days=1), "the machine has gone on"
    clock.travel(NOON)
    assert (clock.now(), clock.frozen) == (NOON, True)


def test_what_comes_out_is_utc(clock: Clock) -> None:
    bogota = timezone(timedelta(hours=-5))
    clock.freeze(datetime(2026, 1, 1, 7, tzinfo=bogota))
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    "to",
    [EARLIEST - timedelta(microseconds=1), LATEST + timedelta(microseconds=1), NOON.replace(tzinfo=None)],
)
def test_out_of_range(clock: Clock, to: datetime) -> None:
    for change in (clock.travel, clock.freeze):
        with pytest.raises(Unprocessable, match="the time is out of range") as caught:
            change(to)
        assert [fault.path for fault in caught.value.faults] == ["now"]
    assert not clock.frozen


@pytest.mark.parametrize("by", [timedelta.max, LATEST - NOON + timedelta(seconds=1)])
def test_advancing_out_of_range(clock: Clock, by: timedelta) -> None:
    with pytest.raises(Unprocessable) as caught:
        clock.advance(by)
    assert [fault.path for fault in caught.value.faults] == ["seconds"]
    assert clock.offset == timedelta(0)


def test_it_is_state_like_any_other() -> None:
    store = Store()
    clock = Clock(store, lambda: NOON)
    before = store.snapshot()
    with suppress(LookupError), store.transaction():
        clock.advance(timedelta(days=1))
        raise LookupError
    assert clock.now() == NOON
    clock.freeze(NOON + timedelta(days=2))
    store.restore(before)
    assert (clock.now(), clock.frozen) == (NOON, False)
