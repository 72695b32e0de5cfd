"""`/__admin/requests`: what was asked of Osigu's API, and questions about it."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from mock_osigu.control import entries
from mock_osigu.control.entries import EntryView
from mock_osigu.control.explain import Explanation, explain
from mock_osigu.core.errors import BadRequest, Fault, NotFound, Unprocessable
from mock_osigu.engine.filters import EntryMatch
from mock_osigu.engine.journal import Entry, Requests
from mock_osigu.web.check import check
from mock_osigu.web.control import body_of, control
from mock_osigu.web.operation import Call, Reply

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
MAX_WAIT_SECONDS: Final = 300.0
NEAR_MISSES: Final = 5

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
WaitSeconds = Annotated[float, Meta(ge=0, le=MAX_WAIT_SECONDS)]


class CountRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min: Count = 0
    max: Count | None = None

    def holds(self, number: int) -> bool:
        return self.min <= number and (self.max is None or number <= self.max)


class Verify(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`count` left out: at least one. A number means exactly so many."""

    match: EntryMatch = EntryMatch()
    count: CountRange | Count = CountRange(min=1)


class NearMiss(msgspec.Struct, frozen=True):
    """A request that did not match, and in what it differs from what was wanted."""

    request: dict[str, Any]
    differs: list[dict[str, str | None]]


class Verdict(msgspec.Struct, frozen=True):
    matched: int
    ok: bool
    near_misses: list[NearMiss]


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


def list_requests(call: Call) -> Reply:
    match, limit = _filters(call)
    requests = call.sandbox.requests
    found = [entry for entry in requests.newest_first() if match.holds(entry)]
    body: dict[str, Any] = {
        "items": [entries.view(entry) for entry in found[:limit]],
        "meta": {"total": len(found), "truncated": requests.truncated},
    }
    return Reply(200, body)


def remove_requests(call: Call) -> Reply:
    match, _ = _filters(call)
    if match == EntryMatch():
        call.sandbox.requests.clear()
    else:
        call.sandbox.requests.remove(match.holds)
    return Reply(204)


def read_request(call: Call) -> Reply:
    return Reply(200, entries.view(_find(call)))


def explain_request(call: Call) -> Reply:
    return Reply(200, explain(_find(call), call.sandbox, call.registry))


def verify_requests(call: Call) -> Reply:
    wanted = body_of(call, Verify)
    count = wanted.count if isinstance(wanted.count, CountRange) else CountRange(wanted.count, wanted.count)
    every = list(call.sandbox.requests.newest_first())
    matched = sum(wanted.match.holds(entry) for entry in every)
    ok = count.holds(matched)
    return Reply(200, Verdict(matched, ok, [] if ok else near_misses(wanted.match, every)))


def wait_for_requests(call: Call) -> Reply:
    wanted = body_of(call, Wait)
    return Reply(200, pending=_Waiting(call.sandbox.requests, wanted))


def near_misses(match: EntryMatch, every: list[Entry]) -> list[NearMiss]:
    """The requests that come nearest: those that differ in the fewest fields, newer ones first."""
    ranked = sorted(
        (
            (len(differences), position, entry, differences)
            for position, entry in enumerate(every)
            if (differences := list(match.differences(entry)))
        ),
        key=lambda found: found[:2],
    )
    return [
        NearMiss(entries.summary(entry), [difference._asdict() for difference in differences])
        for _, _, entry, differences in ranked[:NEAR_MISSES]
    ]


class _Waiting:
    """A long poll: over when enough has come, or, for quiet, when something has."""

    def __init__(self, requests: Requests, wanted: Wait) -> None:
        self._requests = requests
        self._wanted = wanted
        self._stop: Callable[[], None] = lambda: None
        last = requests.entries[-1].seq if requests.entries else 0
        self._after = last if wanted.quiet_seconds is not None else 0

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
        return Reply(200, Waited(ok, len(found), [entries.view(entry) for entry in found[:DEFAULT_LIMIT]]))

    def abandon(self) -> None:
        self._stop()

    @property
    def _enough(self) -> int:
        return self._wanted.count if self._wanted.quiet_seconds is None else 1

    def _found(self) -> list[Entry]:
        match, after = self._wanted.match, self._after
        return [entry for entry in self._requests.newest_first() if entry.seq > after and match.holds(entry)]


def _find(call: Call) -> Entry:
    request_id = call.path["request_id"]
    entry = call.sandbox.requests.find(request_id)
    if entry is None:
        raise NotFound(
            f"there is no request '{request_id[:100]}' in the journal of sandbox '{call.sandbox.id}'"
        )
    return entry


def _filters(call: Call) -> tuple[EntryMatch, int]:
    """The query as a match and a limit. Raises BadRequest with every parameter that is unknown or unreadable."""
    given: dict[str, Any] = dict(call.query)
    limit = given.pop("limit", str(DEFAULT_LIMIT))
    faults: list[Fault] = []
    if not (limit.isascii() and limit.isdigit() and len(limit) < 5 and int(limit) <= MAX_LIMIT):
        faults.append(Fault("limit", f"must be a whole number from 0 to {MAX_LIMIT}"))
    for name in ("status", "after"):
        text = given.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 16:
            given[name] = int(text)
    try:
        match = check(given, EntryMatch)
    except Unprocessable as error:
        faults += error.faults
    if faults:
        raise BadRequest("The query has invalid parameters", tuple(faults))
    return match, int(limit)


OPERATIONS: Final = (
    control("requests.list", "The journal, newest first", "GET", "/requests", list_requests),
    control(
        "requests.remove",
        "Empty the journal, or drop what the filters name",
        "DELETE",
        "/requests",
        remove_requests,
        status=204,
        errors=(BadRequest,),
    ),
    control(
        "requests.wait",
        "Wait until requests have come, or have stayed away",
        "POST",
        "/requests/wait",
        wait_for_requests,
        body=Wait,
        returns=Waited,
        errors=(Unprocessable,),
    ),
    control(
        "requests.verify",
        "Whether the requests that were wanted have come, and what came near",
        "POST",
        "/requests/verify",
        verify_requests,
        body=Verify,
        returns=Verdict,
        errors=(Unprocessable,),
    ),
    control(
        "requests.read",
        "One request and its answer",
        "GET",
        "/requests/{request_id}",
        read_request,
        returns=EntryView,
        errors=(NotFound,),
    ),
    control(
        "requests.explain",
        "Why it was answered so, and what the nearest good request would be",
        "GET",
        "/requests/{request_id}/explain",
        explain_request,
        returns=Explanation,
        errors=(NotFound,),
    ),
)
