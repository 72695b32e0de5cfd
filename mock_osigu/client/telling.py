"""What a failed question about the journal says: what was expected, what came, and what came near."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from mock_osigu.client.filters import in_words
from mock_osigu.client.journal import NearMiss, RequestSummary, Verdict

SHOWN: Final = 10
"""How many requests a message lists."""


def amount(count: int | None, at_least: int | None, at_most: int | None) -> str:
    """How many were wanted: `exactly 1 request`, `from 1 to 3 requests`."""
    if count is not None:
        return f"exactly {_requests(count)}" if count else "no request"
    if at_most is None:
        return f"at least {_requests(1 if at_least is None else at_least)}"
    most = _requests(at_most)
    return f"at most {most}" if at_least is None else f"from {at_least} to {most}"


def missing(filters: Mapping[str, Any], verdict: Verdict, url: str) -> str:
    head = f"no request has come: {in_words(filters)}"
    return "\n".join((head, *_instead(verdict, url)))


def wrong_number(
    filters: Mapping[str, Any], wanted: str, verdict: Verdict, seen: Sequence[RequestSummary], url: str
) -> str:
    head = f"expected {wanted}: {in_words(filters)}\n{_came(verdict.matched)}"
    if not seen:
        return "\n".join((head, *_instead(verdict, url)))
    more = verdict.matched - len(seen)
    counted = f"{head}, the last {len(seen)} of them:" if more > 0 else f"{head}:"
    return "\n".join((counted, *_listed(seen), *_near(verdict.near_misses)))


def not_in_time(filters: Mapping[str, Any], count: int, seconds: float, verdict: Verdict, url: str) -> str:
    head = f"waited {seconds:g} s for {_requests(count)}: {in_words(filters)}\n{_came(verdict.matched)}"
    return "\n".join((head, *_instead(verdict, url)))


def not_quiet(filters: Mapping[str, Any], seconds: float, came: Iterable[RequestSummary]) -> str:
    return "\n".join(
        (f"expected {seconds:g} s without a request: {in_words(filters)}", "but this came:", *_listed(came))
    )


def out_of_order(order: Sequence[Mapping[str, Any]], verdict: Verdict, url: str) -> str:
    steps = (f"  {number}. {in_words(step)}" for number, step in enumerate(order, 1))
    head = ("expected in this order:", *steps, f"step {verdict.matched + 1} did not come where it should")
    if not verdict.seen:
        return "\n".join((*head, *_instead(verdict, url)))
    return "\n".join((*head, "what came:", *_listed(verdict.seen), *_near(verdict.near_misses)))


def _instead(verdict: Verdict, url: str) -> Iterable[str]:
    if verdict.near_misses:
        return _near(verdict.near_misses)
    if verdict.matched:
        return ()
    return (f"no request came here at all; is your program pointed at {url}?",)


def _came(number: int) -> str:
    return "none came" if not number else f"{number} came"


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number} requests"


def _listed(requests: Iterable[RequestSummary]) -> Iterator[str]:
    return (f"  {request.line}" for request in requests)


def _near(misses: Sequence[NearMiss]) -> Iterator[str]:
    if misses:
        yield "nearest to it:"
    for miss in misses:
        yield f"  {miss.request.line}"
        for differs in miss.differs:
            seen = "absent" if differs.seen is None else differs.seen
            yield f"      {differs.field} is {seen}, expected {differs.wanted}"
