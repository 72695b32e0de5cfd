"""When which byte of a dripped body leaves, on a loop whose time passes only from timer to timer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.server.drip import Drip
from mock_osigu.server.timers import EARLY_SECONDS

STEP_SECONDS = 0.05
ROUNDING_SECONDS = 1e-3


@dataclass
class Playing:
    """The loop and the transport of one drip; `late` seconds pass between a timer's time and its call."""

    late: float = 0.0
    now: float = 100.0
    unsent: int = 0
    timers: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    drops: list[tuple[float, int]] = field(default_factory=list)
    is_done: bool = False

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, then: Callable[[], None]) -> None:
        self.timers.append((self.now + seconds, then))

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write(self, data: bytes) -> None:
        self.drops.append((self.now - 100.0, len(data)))

    def done(self) -> None:
        self.is_done = True

    def play(self, size: int, rate: float) -> list[tuple[float, int]]:
        """The drops of a body: seconds from the beginning, and bytes."""
        this = cast("Any", self)
        Drip(this, cast("asyncio.Transport", this), bytes(size), rate, self.done).begin()
        while self.timers:
            due, then = timer = min(self.timers, key=lambda each: each[0])
            self.timers.remove(timer)
            self.now = max(self.now, due + self.late)
            then()
        assert self.is_done
        return self.drops


SIZES = st.integers(1, 400)
RATES = st.floats(0.5, 1e6)


def test_bytes_that_would_be_too_quick_share_a_drop() -> None:
    assert [count for _, count in Playing().play(30, 100)] == [5, 5, 5, 5, 5, 5]


def test_slow_bytes_come_one_by_one() -> None:
    drops = Playing().play(3, 2)
    assert [(round(at, 1), count) for at, count in drops] == [(0.5, 1), (1.0, 1), (1.5, 1)]


def test_what_is_late_is_made_up_for() -> None:
    drops = Playing(late=0.1).play(30, 100)
    assert sum(count for _, count in drops) == 30
    assert drops[-1][0] <= 0.3 + 0.1 + STEP_SECONDS


def test_time_stands_still_while_the_client_does_not_read() -> None:
    playing = Playing(unsent=1_000_000)

    def read_at_last() -> None:
        playing.unsent = 0

    playing.call_later(10, read_at_last)
    drops = playing.play(30, 100)
    assert drops[0][0] >= 10
    assert [count for _, count in drops] == [5, 5, 5, 5, 5, 5]


@given(SIZES, RATES)
def test_drops_are_even_and_none_is_early(size: int, rate: float) -> None:
    drops = Playing().play(size, rate)
    sent = 0
    for at, count in drops:
        sent += count
        assert at + ROUNDING_SECONDS >= sent / rate
        assert count <= rate * (STEP_SECONDS + EARLY_SECONDS) + 1
    assert sent == size
    assert drops[-1][0] <= size / rate + STEP_SECONDS
