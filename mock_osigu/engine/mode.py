"""Deliveries that go wrong on purpose: duplicates and wrong order are the bugs that people ship."""

from datetime import timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

ModeName = Literal["normal", "duplicate", "reorder", "late", "bad_signature", "old_timestamp", "drop"]
Seconds = Annotated[float, Meta(ge=0, le=31_536_000)]
Times = Annotated[int, Meta(ge=1, le=1_000_000)]

USUAL_SECONDS: Final[dict[str, float]] = {"reorder": 86_400, "late": 3_600, "old_timestamp": 600}


class Mode(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How events are delivered: as they should be, or wrongly on purpose.

    `duplicate`: twice. `reorder`: the first of two waits for the second and follows it, or for `seconds` if there is
    none. `late`: after `seconds`. `bad_signature`: made with another secret. `old_timestamp`: `seconds` old. `drop`:
    never. It holds for the next `times` events, then all is normal again; without, for all. Seconds are the sandbox's.
    """

    mode: ModeName
    seconds: Seconds | None = None
    times: Times | None = None

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=USUAL_SECONDS.get(self.mode, 0) if self.seconds is None else self.seconds)

    def after_one(self) -> "Mode":
        """The mode for the event after the next."""
        if self.times is None:
            return self
        return msgspec.structs.replace(self, times=self.times - 1) if self.times > 1 else NORMAL


NORMAL: Final = Mode(mode="normal")
