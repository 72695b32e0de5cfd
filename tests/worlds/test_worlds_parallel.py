"""Two hundred sandboxes, used from sixteen threads at once, stay apart: data, clocks, faults, limits, journals."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mock_osigu.app import create_app
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from support import FakeTime, Http, Running, bearer, running
from web.wsgi import waitress
from worlds.invoicing import listed, register

SANDBOXES, THREADS = 200, 16
SETTINGS = Settings(invoices=0)


@pytest.fixture(params=["own server", "waitress"])
def place(request: pytest.FixtureRequest) -> Iterator[Running]:
    if request.param == "own server":
        with running(SETTINGS) as live:
            yield live
        return
    time = FakeTime()
    sandboxes = Sandboxes(SETTINGS, time_source=time.now, monotonic=time.monotonic)
    with waitress(create_app(sandboxes), threads=THREADS) as http:
        yield Running(sandboxes, time, http, f"http://127.0.0.1:{http.port}")


def live_in(live: Running, number: int) -> dict[str, Any]:
    """Make a sandbox, do in it what `number` says, and tell what it looks like in the end."""
    made = live.new_sandbox()
    sandbox = made["id"]
    live.control("PATCH", "/clock", {"now": f"20{30 + number % 50}-01-01T00:00:00Z"}, sandbox=sandbox)
    rule = {"match": {"operation": "invoices.read"}, "effect": {"status": 400 + number}, "times": 1}
    live.control("POST", "/faults", rule, sandbox=sandbox, expect=201)
    token = live.token(made["client_id"], made["client_secret"])
    ids = [register(live, token, f"N-{number}-{count}") for count in range(number % 3)]
    statuses = [live.send("GET", "/v1/invoices/none", bearer(token)).status for _ in range(2)]
    journal = live.control("GET", "/requests", sandbox=sandbox)["items"]
    return {
        "statuses": statuses,
        "mine": sorted(listed(live, token)) == sorted(ids),
        "date": live.invoices(token).header("Date"),
        "operations": [entry["operation"] for entry in journal],
        "clients": {entry["client_id"] for entry in journal} == {made["client_id"]},
        "rules": [rule["hits"] for rule in live.control("GET", "/faults", sandbox=sandbox)["items"]],
    }


def expected(number: int) -> dict[str, Any]:
    registered = ["invoices.register"] * (number % 3)
    return {
        "statuses": [400 + number, 404],
        "mine": True,
        "operations": ["invoices.read", "invoices.read", *registered, "token.issue"],
        "clients": True,
        "rules": [1],
    }


def test_they_stay_apart(place: Running) -> None:
    def work(number: int) -> dict[str, Any]:
        http = Http(place.http.host, place.http.port)
        try:
            return live_in(Running(place.sandboxes, place.time, http, place.url), number)
        finally:
            http.close()

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(work, range(199), timeout=60))
    dates = [seen.pop("date") for seen in found]
    assert found == [expected(number) for number in range(199)]
    assert all(f" 20{30 + number % 50} 00:00:00 GMT" in str(date) for number, date in enumerate(dates))
    assert place.control("GET", "/sandboxes")["meta"]["total"] == SANDBOXES
    assert place.control("GET", "/requests")["items"] == []
