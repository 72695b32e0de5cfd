"""`/__admin/requests`: what was asked of Osigu's API, and questions about it."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from mock_osigu.control import entries
from mock_osigu.control.entries import EntryView
from mock_osigu.control.explain import Explanation, explain
from mock_osigu.control.waiting import WAIT
from mock_osigu.core.errors import BadRequest, Fault, NotFound, Unprocessable
from mock_osigu.engine.filters import EntryMatch
from mock_osigu.engine.journal import Entry
from mock_osigu.web.check import check
from mock_osigu.web.control import body_of, control
from mock_osigu.web.operation import Call, Param, Reply

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
NEAR_MISSES: Final = 5

Count = Annotated[int, Meta(ge=0, le=1_000_000)]


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


class JournalMeta(msgspec.Struct, frozen=True):
    """How many match, also beyond what is shown; whether older entries had to go for want of room."""

    total: int
    truncated: bool


class JournalPage(msgspec.Struct, frozen=True):
    items: list[EntryView]
    meta: JournalMeta


def list_requests(call: Call) -> Reply:
    match, limit = _filters(call)
    requests = call.sandbox.requests
    found = [entry for entry in requests.newest_first() if match.holds(entry)]
    shown = [entries.view(entry) for entry in found[:limit]]
    return Reply(200, JournalPage(shown, JournalMeta(len(found), requests.truncated)))


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


FILTERS: Final = (
    Param("method", "Only this method.", {"type": "string"}),
    Param("path", "Only this path; `*` stands for anything.", {"type": "string"}),
    Param("client_id", "Only this client's.", {"type": "string"}),
    Param("operation", "Only this operation's.", {"type": "string"}),
    Param("status", "Only answers with this status.", {"type": "string"}),
    Param("outcome", "Only exchanges that ended so: open, sent, reset, closed, gave_up.", {"type": "string"}),
    Param("since", "Only from this time on, in RFC 3339.", {"type": "string"}),
    Param("after", "Only after this `seq`.", {"type": "string"}),
    Param("limit", f"At most so many, up to {MAX_LIMIT}; {DEFAULT_LIMIT} when left out.", {"type": "string"}),
)

OPERATIONS: Final = (
    control(
        "requests.list",
        "The journal, newest first",
        "GET",
        "/requests",
        list_requests,
        query=FILTERS,
        returns=JournalPage,
        errors=(BadRequest,),
    ),
    control(
        "requests.remove",
        "Empty the journal, or drop what the filters name",
        "DELETE",
        "/requests",
        remove_requests,
        status=204,
        query=FILTERS,
        errors=(BadRequest,),
    ),
    WAIT,
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
