"""Filters: each on its own, together, and what is refused."""

from typing import Any

import pytest

from support import EXAMPLE_TOKEN, Running


@pytest.fixture
def seen(live: Running) -> Running:
    """Five requests, ten seconds apart: two tokens, an invoice list, an unknown token, an unknown path."""
    for send in (
        live.token,
        lambda: live.token("token-short", "sandbox"),
        lambda: live.invoices(EXAMPLE_TOKEN),
        lambda: live.invoices("unknown"),
        lambda: live.send("GET", "/nothing"),
    ):
        send()
        live.time.pass_(seconds=10)
    return live


def found(live: Running, query: str) -> list[tuple[str, int]]:
    items = live.control("GET", f"/requests?{query}")["items"]
    return [(entry["path"].rpartition("/")[2], entry["status"]) for entry in items]


TOKEN, LIST, UNKNOWN, NOTHING = ("token", 200), ("invoices", 200), ("invoices", 401), ("nothing", 404)


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", [NOTHING, UNKNOWN, LIST, TOKEN, TOKEN]),
        ("method=POST", [TOKEN, TOKEN]),
        ("method=post", [TOKEN, TOKEN]),
        ("path=/v1/invoices", [UNKNOWN, LIST]),
        ("path=/v1/*", [UNKNOWN, LIST, TOKEN, TOKEN]),
        ("client_id=token-short", [TOKEN]),
        ("operation=invoices.list", [UNKNOWN, LIST]),
        ("status=401", [UNKNOWN]),
        ("outcome=sent&status=200&method=GET", [LIST]),
        ("outcome=reset", []),
        ("since=2026-01-01T00:00:20Z", [NOTHING, UNKNOWN, LIST]),
        ("since=2026-01-01T00:00:20.000001Z", [NOTHING, UNKNOWN]),
        ("since=2026-01-01T05:00:40%2B05:00", [NOTHING]),
        ("since=2026-01-01T05:00:40+05:00", [NOTHING]),
        ("since=2025-12-31T20:00:40-04:00", [NOTHING]),
        ("limit=2", [NOTHING, UNKNOWN]),
        ("limit=0", []),
        ("limit=1000&status=404", [NOTHING]),
    ],
)
def test_a_filter(seen: Running, query: str, expected: list[tuple[str, int]]) -> None:
    assert found(seen, query) == expected


def test_after_goes_on_from_an_entry(seen: Running) -> None:
    items = seen.control("GET", "/requests")["items"]
    assert [item["seq"] for item in items] == sorted((item["seq"] for item in items), reverse=True)
    assert found(seen, f"after={items[2]['seq']}") == [NOTHING, UNKNOWN]
    assert found(seen, f"after={items[0]['seq']}") == []


def test_the_total_counts_what_is_not_shown(seen: Running) -> None:
    assert seen.control("GET", "/requests?limit=1&method=GET")["meta"] == {"total": 3, "truncated": False}


@pytest.mark.parametrize(
    "query, path, said",
    [
        ("limit=1001", "limit", "from 0 to 1000"),
        ("limit=-1", "limit", "from 0 to 1000"),
        ("limit=ten", "limit", "from 0 to 1000"),
        ("since=2026-01-01T00:00:00", "since", "time zone"),
        ("since=today", "since", "RFC 3339"),
        ("after=-1", "after", "whole number"),
        ("status=5xx", "status", "from 100 to 999"),
        ("status=99", "status", "from 100 to 999"),
        ("operation=invoices.lst", "operation", "valid are token.issue"),
        ("outcome=lost", "outcome", "must be one of open, sent, reset, closed, gave_up"),
        ("path=", "path", "length >= 1"),
        ("verb=GET", "verb", "is not a parameter; valid are method, path"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_filter_that_is_none(live: Running, method: str, query: str, path: str, said: str) -> None:
    problem = live.control(method, f"/requests?{query}", expect=400)
    (error,) = problem["errors"]
    assert error["path"] == path
    if method == "GET" or path != "limit":
        assert said in error["message"], error


def test_every_bad_one_is_named(live: Running) -> None:
    query = "limit=x&after=w&status=y&verb=z&operation=o"
    problem: dict[str, Any] = live.control("GET", f"/requests?{query}", expect=400)
    assert [error["path"] for error in problem["errors"]] == ["verb", "limit", "status", "after", "operation"]
