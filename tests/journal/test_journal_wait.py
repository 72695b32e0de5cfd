"""Long polls: until enough has come, or until nothing has for a while; also where waiting takes a thread."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from mock_osigu.app import create_app
from mock_osigu.sandboxes import Sandboxes
from support import EXAMPLE_TOKEN, FakeTime, Http, Running, bearer, running
from web.wsgi import waitress


@pytest.fixture(params=["own server", "waitress"])
def place(request: pytest.FixtureRequest) -> Iterator[Running]:
    if request.param == "own server":
        with running() as live:
            yield live
        return
    time = FakeTime()
    sandboxes = Sandboxes(time_source=time.now, monotonic=time.monotonic)
    with waitress(create_app(sandboxes), threads=8) as http:
        yield Running(sandboxes, time, http, f"http://127.0.0.1:{http.port}")


class Waiter:
    """A long poll in a thread of its own; `started` once the server has begun to watch."""

    def __init__(self, live: Running, question: dict[str, Any], pool: ThreadPoolExecutor) -> None:
        watching = threading.Event()
        requests = live.sandboxes.default.requests
        watch = requests.watch

        def watched(watcher: Any) -> Any:
            stop = watch(watcher)
            watching.set()
            return stop

        requests.watch = watched  # type: ignore[method-assign]
        self.answer: Future[Any] = pool.submit(self._ask, live, question)
        assert watching.wait(10)
        requests.watch = watch  # type: ignore[method-assign]

    @staticmethod
    def _ask(live: Running, question: dict[str, Any]) -> Any:
        http = Http(live.http.host, live.http.port)
        try:
            return Running(live.sandboxes, live.time, http, live.url).control(
                "POST", "/requests/wait", question
            )
        finally:
            http.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


def ask(live: Running, **question: Any) -> Any:
    return live.control("POST", "/requests/wait", question)


def test_what_has_come_already_is_there_at_once(place: Running) -> None:
    place.invoices(EXAMPLE_TOKEN)
    found = ask(place, match={"operation": "invoices.list"}, timeout_seconds=300)
    assert (found["ok"], found["matched"]) == (True, 1)
    assert found["items"][0]["response"]["body"]


def test_what_comes_ends_the_wait(place: Running, pool: ThreadPoolExecutor) -> None:
    waiter = Waiter(place, {"match": {"status": 200}, "count": 2, "timeout_seconds": 60}, pool)
    place.invoices(EXAMPLE_TOKEN)
    place.invoices("unknown")
    assert not waiter.answer.done()
    place.invoices(EXAMPLE_TOKEN)
    found = waiter.answer.result(10)
    assert (found["ok"], found["matched"]) == (True, 2)
    assert [item["status"] for item in found["items"]] == [200, 200]


def test_the_time_ends_the_wait(place: Running) -> None:
    place.invoices(EXAMPLE_TOKEN)
    assert ask(place, count=2, timeout_seconds=0.05)["ok"] is False
    assert ask(place, count=2, timeout_seconds=0) == ask(place, count=2, timeout_seconds=0.01)


def test_quiet(place: Running) -> None:
    place.invoices(EXAMPLE_TOKEN)
    found = ask(place, quiet_seconds=0.05)
    assert found == {"ok": True, "matched": 0, "items": []}


def test_quiet_that_is_broken_ends_at_once(place: Running, pool: ThreadPoolExecutor) -> None:
    place.invoices(EXAMPLE_TOKEN)
    waiter = Waiter(place, {"match": {"operation": "invoices.list"}, "quiet_seconds": 60}, pool)
    place.ask_token()
    place.invoices(EXAMPLE_TOKEN)
    found = waiter.answer.result(10)
    assert (found["ok"], found["matched"]) == (False, 1)


def test_an_open_exchange_has_come(live: Running, pool: ThreadPoolExecutor) -> None:
    live.control("POST", "/faults", {"effect": {"connection": "hang"}}, expect=201)
    waiter = Waiter(live, {"match": {"outcome": "open"}, "timeout_seconds": 60}, pool)
    with Impatient(live) as impatient, pytest.raises(TimeoutError):
        impatient.invoices(EXAMPLE_TOKEN)
    found = waiter.answer.result(10)
    assert (found["ok"], found["items"][0]["status"]) == (True, None)


class Impatient(Running):
    """A client of the server that gives up soon."""

    def __init__(self, live: Running) -> None:
        super().__init__(live.sandboxes, live.time, Http(live.http.host, live.http.port), live.url)
        self.http._connection.timeout = 0.05


@pytest.mark.parametrize(
    "question, path",
    [
        ({"count": 0}, "count"),
        ({"timeout_seconds": 301}, "timeout_seconds"),
        ({"timeout_seconds": -1}, "timeout_seconds"),
        ({"quiet_seconds": "1"}, "quiet_seconds"),
        ({"match": {"operation": "x"}}, "match.operation"),
        ({"until": 1}, "until"),
    ],
)
def test_a_question_that_is_none(live: Running, question: dict[str, Any], path: str) -> None:
    problem = live.control("POST", "/requests/wait", question, expect=422)
    assert [error["path"] for error in problem["errors"]] == [path]


def test_all_that_is_wrong_with_a_question_is_named_at_once(live: Running) -> None:
    question = {"match": {"operation": "x", "status": "y"}, "count": 0}
    problem = live.control("POST", "/requests/wait", question, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["match.status", "count", "match.operation"]


def test_waiting_leaves_no_watcher(live: Running) -> None:
    ask(live, timeout_seconds=0.01)
    ask(live, quiet_seconds=0.01)
    live.send("GET", "/v1/invoices", bearer(EXAMPLE_TOKEN))
    assert live.sandboxes.default.requests._watchers == set()
