"""What was asked of Osigu, as a program asks about it, and what it is told when that was something else."""

import re
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from mock_osigu.client import ControlClient, ControlError, JournalEntry, Message
from mock_osigu.client import requests as client_requests
from support import CLIENT_ID, SECRET, START, Running, bearer, running


@pytest.fixture
def live() -> Iterator[Running]:
    with running() as live:
        yield live


@pytest.fixture
def control(live: Running) -> Iterator[ControlClient]:
    with ControlClient(live.url) as control:
        yield control


@pytest.fixture
def used(live: Running, control: ControlClient) -> ControlClient:
    """A journal of three: a token, a list with it, and something that is refused."""
    token = live.token()
    live.send("GET", "/v1/invoices?size=1&page=0", bearer(token))
    live.send("POST", "/v1/invoices", bearer(token), body=b'{"invoices": [{"total_amount": 1500.10}]}')
    return control


def failing(call: Any, *arguments: Any, **keywords: Any) -> list[str]:
    """The lines that an assertion has to say, without what the clock puts in."""
    with pytest.raises(AssertionError) as caught:
        call(*arguments, **keywords)
    return re.sub(r" in \d+\.\d ms", "", str(caught.value)).splitlines()


def test_all_in_the_order_they_came(used: ControlClient) -> None:
    every = used.requests.all()
    assert [(entry.method, entry.path, entry.operation, entry.status) for entry in every] == [
        ("POST", "/v1/oauth/token", "token.issue", 200),
        ("GET", "/v1/invoices", "invoices.list", 200),
        ("POST", "/v1/invoices", "invoices.register", 422),
    ]
    assert [entry.seq for entry in every] == sorted(entry.seq for entry in every)
    assert used.requests.all(limit=2) == every[1:]
    assert used.requests.last() == used.requests.get(every[2].id) == every[2]


def test_an_entry_has_the_whole_exchange_without_secrets(used: ControlClient) -> None:
    entry = used.requests.last(operation="invoices.list")
    assert (entry.at, entry.client_id, entry.query) == (START, CLIENT_ID, "size=1&page=0")
    assert (entry.outcome, entry.fault, entry.truncated) == ("sent", None, False)
    assert re.fullmatch(r"Bearer \[masked [0-9a-f]{8}\]", entry.request.header("authorization") or "")
    assert entry.request.body is None
    assert entry.response.json()["page"]["size"] == 1
    assert used.requests.last().request.json() == {"invoices": [{"total_amount": Decimal("1500.10")}]}
    assert SECRET not in str(vars(used.requests.all(operation="token.issue")[0]))


def test_a_body_that_is_not_there() -> None:
    message = Message(headers={}, body=None)
    assert message.header("Accept") is None
    with pytest.raises(ValueError, match="there is no body"):
        message.json()


@pytest.mark.parametrize(
    "filters,number",
    [
        ({}, 3),
        ({"method": "post"}, 2),
        ({"path": "/v1/inv*"}, 2),
        ({"client_id": CLIENT_ID}, 3),
        ({"operation": "token.issue"}, 1),
        ({"status": 422}, 1),
        ({"outcome": "sent", "method": "GET"}, 1),
        ({"since": START}, 3),
        ({"since": "2026-01-01T00:00:01Z"}, 0),
    ],
)
def test_filters(used: ControlClient, filters: dict[str, Any], number: int) -> None:
    assert len(used.requests.all(**filters)) == used.requests.count(**filters) == number


def test_after_goes_on_from_one(used: ControlClient) -> None:
    first = used.requests.all()[0]
    assert used.requests.count(after=first.seq) == 2
    used.requests.clear(after=first.seq)
    assert used.requests.all() == [first]
    used.requests.clear()
    assert used.requests.count() == 0


def test_no_request_is_left_out_in_silence(live: Running, control: ControlClient) -> None:
    for _ in range(1001):
        live.send("GET", "/nothing")
    with pytest.raises(ValueError, match="there are 1001 requests, and at most 1000"):
        control.requests.all()
    assert control.requests.count() == 1001
    assert len(control.requests.all(limit=1000)) == 1000


def test_lines(live: Running, used: ControlClient) -> None:
    used.faults.fail_next(connection="reset")
    with pytest.raises(ConnectionError):
        live.send("GET", "/v1/invoices")
    lines = [re.sub(r"\d+\.\d ms", "1.0 ms", repr(entry)) for entry in used.requests.all()]
    assert lines == [
        "<#1 POST /v1/oauth/token?grant_type=client_credentials -> 200 in 1.0 ms>",
        "<#2 GET /v1/invoices?size=1&page=0 -> 200 in 1.0 ms>",
        "<#3 POST /v1/invoices -> 422 in 1.0 ms>",
        "<#4 GET /v1/invoices -> connection reset in 1.0 ms by fault-1>",
    ]


@pytest.mark.parametrize(
    "status,outcome,end",
    [
        (None, "open", "still open by f"),
        (200, "gave_up", "200, the client gave up in 1.0 ms by f"),
        (None, "closed", "connection closed in 1.0 ms by f"),
        (None, "sent", "no status in 1.0 ms by f"),
        (None, "new", "new in 1.0 ms by f"),
    ],
)
def test_lines_of_odd_ends(status: int | None, outcome: str, end: str) -> None:
    nothing = Message(headers={}, body=None)
    entry = JournalEntry(
        id="r",
        seq=7,
        at=START,
        client_id=None,
        operation=None,
        method="GET",
        path="/p",
        query="q" * 100,
        status=status,
        outcome=outcome,
        duration_ms=1.0,
        fault="f",
        request=nothing,
        response=nothing,
    )
    assert entry.line == f"#7 GET /p?{'q' * 80}… -> {end}"


def test_why_it_was_answered_so(live: Running, control: ControlClient) -> None:
    token = live.token()
    control.clock.advance(hours=25)
    live.invoices(token)
    explanation = control.requests.explain(control.requests.last())
    assert explanation == control.requests.explain(explanation.id)
    assert (explanation.status, explanation.sandbox) == (401, "default")
    assert "expired" in explanation.because[0]
    assert explanation.instead
    assert str(explanation).startswith(explanation.because[0])
    assert str(explanation).endswith(f"A good request would be: {explanation.instead}")


def test_what_holds_raises_nothing(used: ControlClient) -> None:
    used.requests.assert_requested(method="GET")
    used.requests.assert_requested(count=3)
    used.requests.assert_requested(path="/v1/*", at_least=3, at_most=3)
    used.requests.assert_requested(method="DELETE", at_most=3)
    used.requests.assert_none(status=500)
    assert used.requests.verify(method="GET").ok


def test_what_did_not_come(used: ControlClient) -> None:
    lines = failing(used.requests.assert_requested, method="POST", path="/v1/account-receivables", count=1)
    assert lines == [
        "expected exactly 1 request: POST /v1/account-receivables",
        "none came",
        "nearest to it:",
        "  #3 POST /v1/invoices -> 422",
        "      path is /v1/invoices, expected /v1/account-receivables",
        "  #1 POST /v1/oauth/token -> 200",
        "      path is /v1/oauth/token, expected /v1/account-receivables",
        "  #2 GET /v1/invoices -> 200",
        "      method is GET, expected POST",
        "      path is /v1/invoices, expected /v1/account-receivables",
    ]


@pytest.mark.parametrize(
    "wanted,amount",
    [
        ({"count": 2}, "exactly 2 requests"),
        ({"at_least": 2}, "at least 2 requests"),
        ({"at_most": 0}, "at most 0 requests"),
        ({"at_least": 2, "at_most": 3}, "from 2 to 3 requests"),
    ],
)
def test_what_came_too_often_or_not_often_enough(
    used: ControlClient, wanted: dict[str, int], amount: str
) -> None:
    lines = failing(used.requests.assert_requested, operation="invoices.list", **wanted)
    assert lines[:3] == [
        f"expected {amount}: any with operation invoices.list",
        "1 came:",
        "  #2 GET /v1/invoices?size=1&page=0 -> 200",
    ]


def test_what_must_not_have_come(used: ControlClient) -> None:
    lines = failing(used.requests.assert_none, path="/v1/inv*")
    assert lines == [
        "expected no request: /v1/inv*",
        "2 came:",
        "  #2 GET /v1/invoices?size=1&page=0 -> 200",
        "  #3 POST /v1/invoices -> 422",
    ]


def test_a_long_list_is_cut(live: Running, control: ControlClient) -> None:
    for _ in range(12):
        live.send("GET", "/nothing")
    lines = failing(control.requests.assert_none)
    assert lines[1] == "12 came, the last 10 of them:"
    assert lines[2].startswith("  #3 GET /nothing")


def test_an_empty_journal_asks_where_the_program_points(live: Running, control: ControlClient) -> None:
    hint = f"no request came here at all; is your program pointed at {live.url}?"
    assert failing(control.requests.assert_requested) == [
        "expected at least 1 request: any",
        "none came",
        hint,
    ]
    assert failing(control.requests.last, path="/p") == ["no request has come: /p", hint]
    inner = control.in_sandbox(live.new_sandbox()["id"])
    assert failing(inner.requests.last)[1].endswith(f"pointed at {live.url}/__sandbox/{inner.sandbox}?")


def test_waiting_for_what_comes_later(live: Running, control: ControlClient) -> None:
    found: list[JournalEntry] = []
    ready = threading.Event()

    def wait() -> None:
        ready.set()
        found.extend(control.requests.wait(count=2, timeout=10, path="/later"))

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert ready.wait(10)
    live.send("GET", "/later")
    live.send("POST", "/later")
    waiting.join(10)
    assert [entry.method for entry in found] == ["GET", "POST"]


def test_waiting_in_vain(used: ControlClient) -> None:
    lines = failing(used.requests.wait, count=2, timeout=0.05, operation="invoices.list", status=200)
    assert lines[:2] == [
        "waited 0.05 s for 2 requests: any with operation invoices.list, status 200",
        "1 came",
    ]
    assert "nearest to it:" in lines


def test_quiet(used: ControlClient, live: Running) -> None:
    used.requests.quiet(0.05)
    over = threading.Event()

    def make_noise() -> None:
        while not over.wait(0.01):
            live.send("GET", "/noise")

    noise = threading.Thread(target=make_noise)
    noise.start()
    try:
        lines = failing(used.requests.quiet, 10, path="/noise")
    finally:
        over.set()
        noise.join(10)
    assert lines[:2] == ["expected 10 s without a request: /noise", "but this came:"]
    assert " GET /noise -> " in lines[2]


def test_a_wait_may_be_longer_than_the_silence_that_is_borne(live: Running) -> None:
    with ControlClient(live.url, timeout_seconds=0.2) as impatient:
        impatient.requests.count()
        impatient.requests.quiet(0.5)


def test_order(used: ControlClient) -> None:
    used.requests.assert_order(["POST /v1/oauth/token", "invoices.list", {"status": 422}])
    used.requests.assert_order(["/v1/oauth/token", "*/invoices"])
    used.requests.assert_order(["POST  /v1/invoices"])


def test_what_came_in_another_order(used: ControlClient) -> None:
    lines = failing(used.requests.assert_order, ["GET /v1/invoices", {"operation": "token.issue"}])
    assert lines == [
        "expected in this order:",
        "  1. GET /v1/invoices",
        "  2. any with operation token.issue",
        "step 2 did not come where it should",
        "what came:",
        "  #1 POST /v1/oauth/token -> 200",
        "  #2 GET /v1/invoices -> 200",
        "  #3 POST /v1/invoices -> 422",
        "nearest to it:",
        "  #3 POST /v1/invoices -> 422",
        "      operation is invoices.register, expected token.issue",
    ]


def test_an_order_of_nothing_that_came(control: ControlClient) -> None:
    assert failing(control.requests.assert_order, ["/v1/invoices"])[-1].startswith(
        "no request came here at all"
    )
    with pytest.raises(ValueError, match="an empty text names no request; write it as 'GET /v1/invoices'"):
        control.requests.assert_order([" "])


@pytest.mark.parametrize("filters", [{"operation": "invoice.list"}, {"methid": "GET"}, {"status": 1000}])
def test_a_question_that_has_no_answer_is_refused(used: ControlClient, filters: dict[str, Any]) -> None:
    for ask in (used.requests.count, used.requests.assert_none, used.requests.wait, used.requests.last):
        with pytest.raises(ControlError) as caught:
            ask(**filters)
        assert next(iter(filters)) in str(caught.value)


def test_what_comes_between_two_turns_of_a_wait_is_seen(
    live: Running, used: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiet that lasts longer than one call must not look away between two."""
    monkeypatch.setattr(client_requests, "TURN_SECONDS", 0.01)
    turns = iter(range(3))

    def make_noise_once() -> bool:
        if next(turns) == 1:
            live.send("GET", "/between")
        return False

    assert failing(used.requests.until(make_noise_once).quiet, 30)[1:] == [
        "but this came:",
        "  #4 GET /between -> 404",
    ]


def test_quiet_takes_the_later_of_two_beginnings(used: ControlClient, live: Running) -> None:
    over = threading.Event()

    def make_noise() -> None:
        while not over.wait(0.01):
            live.send("GET", "/noise")

    noise = threading.Thread(target=make_noise)
    noise.start()
    try:
        used.requests.quiet(0.1, after=1_000_000)
    finally:
        over.set()
        noise.join(10)
