"""`/__admin/clock`: the time that everything in a sandbox follows."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mock_osigu.control.stepping import advance, stepwise
from mock_osigu.core.clock import Clock
from mock_osigu.core.errors import Unprocessable
from mock_osigu.engine.world import Moment
from mock_osigu.web.control import body_of, control
from mock_osigu.web.operation import Call, Reply

MAX_SECONDS: Final = 1e12


class ClockView(msgspec.Struct, frozen=True):
    """`offset_seconds` is `now` minus the machine's time."""

    now: datetime
    frozen: bool
    offset_seconds: float


class Advanced(ClockView, frozen=True):
    """The clock after moving, and what fell due on the way, in order: `at`, `what`, `id`, and what is its own."""

    happened: list[dict[str, Any]]


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    now: Moment | UnsetType = UNSET
    frozen: bool | UnsetType = UNSET


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: Annotated[float, Meta(ge=0, le=MAX_SECONDS)]


def view(clock: Clock) -> ClockView:
    return ClockView(clock.now(), clock.frozen, clock.offset.total_seconds())


def read_clock(call: Call) -> Reply:
    return Reply(200, view(call.sandbox.clock))


def change_clock(call: Call) -> Reply:
    change = body_of(call, ClockChange)
    clock = call.sandbox.clock
    with call.sandbox.store.transaction():
        if change.frozen is True:
            # In one step: a clock that travelled first would stand a little later than it was told to.
            clock.freeze(None if change.now is UNSET else change.now)
        elif change.now is not UNSET:
            clock.travel(change.now)
        if change.frozen is False:
            clock.resume()
    return Reply(200, view(clock))


def advance_clock(call: Call) -> Reply:
    sandbox = call.sandbox
    happened: list[dict[str, Any]] = []

    def arrived() -> Reply:
        clock = view(sandbox.clock)
        return Reply(200, Advanced(clock.now, clock.frozen, clock.offset_seconds, happened))

    by = timedelta(seconds=body_of(call, Advance).seconds)
    return stepwise(sandbox, advance(sandbox, by, happened), arrived)


OPERATIONS: Final = (
    control("clock.read", "What time it is in the sandbox", "GET", "/clock", read_clock, returns=ClockView),
    control(
        "clock.change",
        "Travel to a time, freeze, resume",
        "PATCH",
        "/clock",
        change_clock,
        body=ClockChange,
        returns=ClockView,
        errors=(Unprocessable,),
    ),
    control(
        "clock.advance",
        "Move the time forward",
        "POST",
        "/clock/advance",
        advance_clock,
        body=Advance,
        returns=Advanced,
        errors=(Unprocessable,),
    ),
)
