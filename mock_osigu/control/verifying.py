"""`/__admin/requests/verify`: whether the requests that were wanted have come, so often, or in that order."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from mock_osigu.control import entries
from mock_osigu.control.asking import operation_faults
from mock_osigu.control.bodies import read_whole
from mock_osigu.control.entries import EntrySummary
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.filters import Difference, EntryMatch, in_order
from mock_osigu.engine.journal import Entry
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.control import control, json_of
from mock_osigu.web.operation import Call, Reply

NEAR_MISSES: Final = 5
MAX_SEEN: Final = 20

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Order = Annotated[list[EntryMatch], Meta(min_length=1, max_length=100)]


class CountRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many there may be; a `max` of null is any number."""

    min: Count = 0
    max: Count | None = None

    def holds(self, number: int) -> bool:
        return self.min <= number and (self.max is None or number <= self.max)


class Verify(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`count` left out: at least one. A number means exactly so many.

    With `order`, instead of both: requests that match these have come one after the other, others between them
    or not.
    """

    match: EntryMatch | None = None
    count: CountRange | Count | None = None
    order: Order | None = None


class NearMiss(msgspec.Struct, frozen=True):
    """A request that did not match, and in what it differs from what was wanted."""

    request: EntrySummary
    differs: list[Difference]


class Verdict(msgspec.Struct, frozen=True):
    """`matched`: how many match, or how far the order was kept. Where it is not ok, what there was instead.

    `near_misses` are for what has not come, nearest first; `seen` are, oldest first, the requests that match, or
    for an order all that came.
    """

    matched: int
    ok: bool
    near_misses: list[NearMiss]
    seen: list[EntrySummary]


def verify_requests(call: Call) -> Reply:
    wanted = read_whole(json_of(call), Verify, lambda given: _meaning(call, given))
    if wanted.order is not None:
        return Reply(200, _verify_order(call, wanted.order))
    return Reply(200, _verify_count(call, wanted.match or EntryMatch(), _range(wanted.count)))


def _meaning(call: Call, given: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a question beside the form of its fields."""
    match, count, order = (given.get(name) for name in ("match", "count", "order"))
    yield from operation_faults(call, "match", match)
    least, most = (count.get("min", 0), count.get("max")) if isinstance(count, Mapping) else (0, None)
    if isinstance(least, int) and isinstance(most, int) and 0 <= most < least:
        yield Fault("count.max", f"must be at least the min of {least}")
    if order is not None and (match is not None or count is not None):
        yield Fault("order", "stands alone, without match and count")
    for at, step in enumerate(order if isinstance(order, list) else ()):
        yield from operation_faults(call, f"order[{at}]", step)


def _verify_count(call: Call, match: EntryMatch, count: CountRange) -> Verdict:
    every = call.sandbox.requests.newest_first()
    matching = [entry for entry in every if match.holds(entry)]
    if count.holds(len(matching)):
        return Verdict(len(matching), ok=True, near_misses=[], seen=[])
    missing = len(matching) < count.min
    near = near_misses(match, every, call.registry) if missing else []
    return Verdict(len(matching), ok=False, near_misses=near, seen=_seen(matching[::-1], call.registry))


def _verify_order(call: Call, order: list[EntryMatch]) -> Verdict:
    every = call.sandbox.requests.newest_first()
    found = in_order(order, every[::-1])
    if len(found) == len(order):
        return Verdict(len(found), ok=True, near_misses=[], seen=[])
    later = [entry for entry in every if not found or entry.seq > found[-1].seq]
    near = near_misses(order[len(found)], later, call.registry)
    return Verdict(len(found), ok=False, near_misses=near, seen=_seen(every[::-1], call.registry))


def near_misses(match: EntryMatch, newest_first: list[Entry], registry: Sandboxes) -> list[NearMiss]:
    """The requests that come nearest: those that differ in the fewest fields, newer ones first."""
    found = [(list(match.differences(entry)), entry) for entry in newest_first]
    ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: len(pair[0]))
    return [
        NearMiss(entries.summary(entry, registry), _hidden(differs, entries.hiding(entry, registry)))
        for differs, entry in ranked[:NEAR_MISSES]
    ]


def _hidden(differs: list[Difference], hide: entries.Hide) -> list[Difference]:
    """The same, without the secrets that a program put into a path or a query."""
    return [
        Difference(each.field, hide(each.wanted), None if each.seen is None else hide(each.seen))
        for each in differs
    ]


def _seen(oldest_first: list[Entry], registry: Sandboxes) -> list[EntrySummary]:
    return [entries.summary(entry, registry) for entry in oldest_first[-MAX_SEEN:]]


def _range(count: CountRange | int | None) -> CountRange:
    if count is None:
        return CountRange(min=1)
    return CountRange(count, count) if isinstance(count, int) else count


VERIFY: Final = control(
    "requests.verify",
    "Whether the requests that were wanted have come, and what came near",
    "POST",
    "/requests/verify",
    verify_requests,
    body=Verify,
    returns=Verdict,
    errors=(Unprocessable,),
)
