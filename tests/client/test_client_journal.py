"""What was asked of Osigu, as a program reads it."""

import re
from decimal import Decimal
from typing import Any

import pytest

from mock_osigu.client import ControlClient, JournalEntry, Message
from support import CLIENT_ID, SECRET, START, Running


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
