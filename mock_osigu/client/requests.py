"""The journal: what was asked of Osigu's API, and questions about it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Self, Unpack

from mock_osigu.client import telling
from mock_osigu.client.amounts import amount_of
from mock_osigu.client.answers import read
from mock_osigu.client.blocking import refuse_in_loop
from mock_osigu.client.filters import RequestFilters, Step, as_filters
from mock_osigu.client.journal import Explanation, JournalEntry, RequestSummary, Verdict, Waited
from mock_osigu.client.route import Route, query_text, segment
from mock_osigu.client.wire import moment

MOST: Final = 1000
"""How many requests the control API gives at a time."""
TURN_SECONDS: Final = 1.0
"""How long one call of a wait takes at most, so that a wait can be given up."""


class Requests:
    """The requests to Osigu's API in a sandbox, its token endpoint included; control calls are not among them.

    All methods take filters as keyword arguments: `method`, `path`, `client_id`, `operation`, `status`, `outcome`,
    `since`, `after`. Assertions raise AssertionError with what came instead.
    """

    def __init__(self, route: Route, url: str, given_up: Callable[[], bool] = lambda: False) -> None:
        self._route = route
        self._url = url
        self._given_up = given_up

    def until(self, given_up: Callable[[], bool]) -> Self:
        """The same requests; their waits end early, within a second, once `given_up()` is true."""
        return type(self)(self._route, self._url, given_up)

    def all(self, *, limit: int | None = None, **filters: Unpack[RequestFilters]) -> list[JournalEntry]:
        """Those that fit, in the order they came; with `limit`, the newest of them.

        Raises ValueError when there are more than `MOST`, rather than to leave some out in silence.
        """
        answer = self._list(MOST if limit is None else limit, filters)
        total = answer["meta"]["total"]
        if limit is None and total > len(answer["items"]):
            raise ValueError(
                f"there are {total} requests, and at most {MOST} are given at a time; "
                "ask for fewer with limit=, after=, path= or another filter"
            )
        return [read(JournalEntry, item) for item in reversed(answer["items"])]

    def last(self, **filters: Unpack[RequestFilters]) -> JournalEntry:
        """The newest that fits. Raises AssertionError when there is none."""
        __tracebackhide__ = True
        found = self._list(1, filters)["items"]
        if not found:
            raise AssertionError(telling.missing(filters, self.verify(**filters), self._url))
        return read(JournalEntry, found[0])

    def count(self, **filters: Unpack[RequestFilters]) -> int:
        """How many fit."""
        total: int = self._list(0, filters)["meta"]["total"]
        return total

    def get(self, request_id: str) -> JournalEntry:
        """One of them, by the answer's header `X-Mock-Osigu-Request-Id`."""
        return self._route.one(JournalEntry, "GET", f"/requests/{segment(request_id)}")

    def explain(self, request: RequestSummary | str) -> Explanation:
        """Why it was answered so: which client, token, clock, rule; and what a good request would be."""
        request_id = request if isinstance(request, str) else request.id
        return self._route.one(Explanation, "GET", f"/requests/{segment(request_id)}/explain")

    def clear(self, **filters: Unpack[RequestFilters]) -> None:
        """Forget those that fit."""
        self._route.call("DELETE", f"/requests{query_text(_sendable(filters))}")

    def wait(
        self, *, count: int = 1, timeout: float = 5, **filters: Unpack[RequestFilters]
    ) -> list[JournalEntry]:
        """Until `count` that fit have come, those included that are there already; the newest 100 of them.

        `timeout` is in real seconds; then it raises AssertionError. Inside an event loop it raises RuntimeError:
        await `aio.requests.wait` there.
        """
        __tracebackhide__ = True
        refuse_in_loop("requests.wait")
        waited = self._wait(filters, count, timeout)
        if not waited.ok:
            verdict = self.verify(count=count, **filters)
            raise AssertionError(telling.not_in_time(filters, count, timeout, verdict, self._url))
        return list(waited.items)

    def quiet(self, seconds: float, **filters: Unpack[RequestFilters]) -> None:
        """For so many real seconds from now on, none that fits may come.

        Raises AssertionError as soon as one does. Inside an event loop it raises RuntimeError: await
        `aio.requests.quiet` there.
        """
        __tracebackhide__ = True
        refuse_in_loop("requests.quiet")
        newest = self._list(1, {})["items"]
        after = max(filters.get("after", 0), newest[0]["seq"] if newest else 0)
        waited = self._wait({**filters, "after": after}, 1, seconds)
        if waited.ok:
            raise AssertionError(telling.not_quiet(filters, seconds, waited.items))

    def verify(
        self,
        *,
        count: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        **filters: Unpack[RequestFilters],
    ) -> Verdict:
        """Whether so many that fit have come, and if not, what came near. `count` is exact; without any, one.

        Raises ValueError for `count` beside a bound, and for bounds that no number keeps.
        """
        body = {"match": filters, **amount_of(count, at_least, at_most)}
        return self._route.one(Verdict, "POST", "/requests/verify", body)

    def assert_requested(
        self,
        *,
        count: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        **filters: Unpack[RequestFilters],
    ) -> None:
        """At least one that fits must have come; with `count`, exactly so many.

        Raises ValueError, before anything is asked, for `count` beside a bound and for bounds that no number keeps.
        """
        __tracebackhide__ = True
        verdict = self.verify(count=count, at_least=at_least, at_most=at_most, **filters)
        if not verdict.ok:
            wanted = telling.amount(count, at_least, at_most)
            raise AssertionError(self._wrong_number(filters, wanted, verdict))

    def assert_none(self, **filters: Unpack[RequestFilters]) -> None:
        """None that fits may have come."""
        __tracebackhide__ = True
        verdict = self.verify(count=0, **filters)
        if not verdict.ok:
            raise AssertionError(self._wrong_number(filters, telling.amount(0, None, None), verdict))

    def assert_order(self, steps: Iterable[Step]) -> None:
        """These must have come one after the other, others between them or not.

        A step is a mapping of filters, or in short `"GET /v1/invoices"`, `"/v1/invoices"` or `"invoices.list"`.
        """
        __tracebackhide__ = True
        if isinstance(steps, str):
            raise TypeError(f"assert_order({steps!r}): valid is a list of steps, as [{steps!r}]")
        order = [as_filters(step) for step in steps]
        verdict = self._route.one(Verdict, "POST", "/requests/verify", {"order": order})
        if not verdict.ok:
            raise AssertionError(telling.out_of_order(order, verdict, self._url))

    def _wrong_number(self, filters: Mapping[str, Any], wanted: str, verdict: Verdict) -> str:
        seen = self.all(limit=telling.SHOWN, **filters) if verdict.matched else []
        return telling.wrong_number(filters, wanted, verdict, seen, self._url)

    def _list(self, limit: int, filters: Mapping[str, Any]) -> Any:
        return self._route.call("GET", f"/requests{query_text({**_sendable(filters), 'limit': limit})}")

    def _wait(self, match: Mapping[str, Any], count: int, seconds: float) -> Waited:
        while True:
            turn = min(seconds, TURN_SECONDS)
            order = {"match": match, "count": count, "timeout_seconds": turn}
            waited = self._route.one(Waited, "POST", "/requests/wait", order, silence_seconds=turn)
            # Every call in vain took its whole turn, so no clock is needed here.
            seconds -= turn
            if waited.ok or seconds <= 0 or self._given_up():
                return waited


def _sendable(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as a query has them."""
    since = {"since": moment(filters["since"])} if "since" in filters else {}
    return {**filters, **since}
