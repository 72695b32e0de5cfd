"""`/__admin/requests/verify`: whether the requests that were wanted have come, so often, or in that order."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mock_osigu.control import entries
from mock_osigu.control.asking import check_operations
from mock_osigu.control.entries import EntrySummary
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.filters import Difference, EntryMatch, in_order
from mock_osigu.engine.journal import Entry
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.check import MESSAGE
from mock_osigu.web.control import body_of, control
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
    wanted = body_of(call, Verify)
    if wanted.order is not None:
        return Reply(200, _verify_order(call, wanted, wanted.order))
    return Reply(200, _verify_count(call, wanted.match or EntryMatch(), _range(wanted.count)))


def _verify_count(call: Call, match: EntryMatch, count: CountRange) -> Verdict:
    check_operations(call, {"match": match})
    if count.max is not None and count.max < count.min:
        raise Unprocessable(MESSAGE, (Fault("count.max", f"must be at least the min of {count.min}"),))
    every = call.sandbox.requests.newest_first()
    matching = [entry for entry in every if match.holds(entry)]
    if count.holds(len(matching)):
        return Verdict(len(matching), ok=True, near_misses=[], seen=[])
    missing = len(matching) < count.min
    near = near_misses(match, every, call.registry) if missing else []
    return Verdict(len(matching), ok=False, near_misses=near, seen=_seen(matching[::-1], call.registry))


def _verify_order(call: Call, wanted: Verify, order: list[EntryMatch]) -> Verdict:
    if wanted.match is not None or wanted.count is not None:
        raise Unprocessable(MESSAGE, (Fault("order", "stands alone, without match and count"),))
    check_operations(call, {f"order[{at}]": match for at, match in enumerate(order)})
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
    return [NearMiss(entries.summary(entry, registry), differs) for differs, entry in ranked[:NEAR_MISSES]]


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
