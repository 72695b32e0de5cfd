"""`/__admin/requests/wait`: a long poll on the journal, and its contrary."""

from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mock_osigu.control import entries
from mock_osigu.control.asking import operation_faults
from mock_osigu.control.bodies import read_whole
from mock_osigu.control.entries import EntryView
from mock_osigu.core.errors import Unprocessable
from mock_osigu.engine.filters import EntryMatch
from mock_osigu.engine.journal import Entry, Requests
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.control import control, json_of
from mock_osigu.web.operation import Call, Reply

MAX_SHOWN: Final = 100
MAX_WAIT_SECONDS: Final = 300.0

WaitSeconds = Annotated[float, Meta(ge=0, le=MAX_WAIT_SECONDS)]


class Wait(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wait for `count` matching requests; or, with `quiet_seconds`, for so long without one. Real seconds."""

    match: EntryMatch = EntryMatch()
    count: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    timeout_seconds: WaitSeconds = 5.0
    quiet_seconds: WaitSeconds | None = None


class Waited(msgspec.Struct, frozen=True):
    """`ok`: it came (or stayed away) in time; the matching requests, newest first."""

    ok: bool
    matched: int
    items: list[EntryView]


def wait_for_requests(call: Call) -> Reply:
    wanted = read_whole(
        json_of(call), Wait, lambda given: operation_faults(call, "match", given.get("match"))
    )
    return Reply(200, pending=_Waiting(call.sandbox.requests, wanted, call.registry))


class _Waiting:
    """A long poll: over when enough has come, or, for quiet, when something has."""

    def __init__(self, requests: Requests, wanted: Wait, registry: Sandboxes) -> None:
        self._requests = requests
        self._wanted = wanted
        self._registry = registry
        self._stop: Callable[[], None] = lambda: None
        self._after = requests.last_seq if wanted.quiet_seconds is not None else 0

    @property
    def timeout_seconds(self) -> float:
        quiet = self._wanted.quiet_seconds
        return self._wanted.timeout_seconds if quiet is None else quiet

    def begin(self, ready: Callable[[], None]) -> None:
        def look() -> None:
            if len(self._found()) >= self._enough:
                ready()

        self._stop = self._requests.watch(look)
        look()

    def reply(self) -> Reply:
        self._stop()
        found = self._found()
        came = len(found) >= self._enough
        ok = came if self._wanted.quiet_seconds is None else not came
        shown = [entries.view(entry, self._registry) for entry in found[:MAX_SHOWN]]
        return Reply(200, Waited(ok, len(found), shown))

    def abandon(self) -> None:
        self._stop()

    @property
    def _enough(self) -> int:
        return self._wanted.count if self._wanted.quiet_seconds is None else 1

    def _found(self) -> list[Entry]:
        match, after = self._wanted.match, self._after
        return [entry for entry in self._requests.newest_first() if entry.seq > after and match.holds(entry)]


WAIT: Final = control(
    "requests.wait",
    "Wait until requests have come, or have stayed away",
    "POST",
    "/requests/wait",
    wait_for_requests,
    body=Wait,
    returns=Waited,
    errors=(Unprocessable,),
)
