"""Questions: verify with near misses and orders."""

from typing import Any

import pytest

from support import EXAMPLE_TOKEN, Running


@pytest.fixture
def seen(live: Running) -> Running:
    live.token()
    live.invoices(EXAMPLE_TOKEN)
    live.invoices("unknown")
    return live


def verify(live: Running, **question: Any) -> dict[str, Any]:
    verdict: dict[str, Any] = live.control("POST", "/requests/verify", question)
    return verdict


@pytest.mark.parametrize(
    "match, count, matched, ok",
    [
        ({}, None, 3, True),
        ({"path": "/v1/invoices"}, None, 2, True),
        ({"path": "/v1/invoices"}, 2, 2, True),
        ({"path": "/v1/invoices"}, 1, 2, False),
        ({"path": "/v1/invoices", "status": 401}, 1, 1, True),
        ({"path": "/v1/cashouts"}, 0, 0, True),
        ({"path": "/v1/cashouts"}, None, 0, False),
        ({}, {"min": 1}, 3, True),
        ({}, {"max": 2}, 3, False),
        ({}, {"min": 3, "max": 3}, 3, True),
        ({}, {"min": 4, "max": None}, 3, False),
    ],
)
def test_a_count(seen: Running, match: dict[str, Any], count: Any, matched: int, *, ok: bool) -> None:
    verdict = verify(seen, match=match, count=count)
    assert (verdict["matched"], verdict["ok"]) == (matched, ok)


def test_near_misses_say_what_differs(seen: Running) -> None:
    wanted = {"method": "POST", "path": "/v1/invoices", "client_id": "cossen-osigu-service"}
    verdict = verify(seen, match=wanted)
    assert (verdict["ok"], verdict["matched"], verdict["seen"]) == (False, 0, [])
    nearest = verdict["near_misses"]
    assert [miss["request"]["path"] for miss in nearest] == [
        "/v1/invoices",
        "/v1/oauth/token",
        "/v1/invoices",
    ]
    assert nearest[0]["differs"] == [{"field": "method", "wanted": "POST", "seen": "GET"}]
    assert nearest[1]["differs"] == [{"field": "path", "wanted": "/v1/invoices", "seen": "/v1/oauth/token"}]
    assert nearest[2]["differs"] == [
        {"field": "method", "wanted": "POST", "seen": "GET"},
        {"field": "client_id", "wanted": "cossen-osigu-service", "seen": None},
    ]
    assert list(nearest[0]["request"]) == [
        *("id", "seq", "method", "path", "client_id", "operation", "status", "outcome")
    ]


def test_too_many_are_shown_instead_of_near_misses(seen: Running) -> None:
    verdict = verify(seen, match={"operation": "invoices.list"}, count=0)
    assert (verdict["ok"], verdict["near_misses"]) == (False, [])
    assert [request["status"] for request in verdict["seen"]] == [200, 401]


ISSUE, LIST, REFUSED = {"operation": "token.issue"}, {"operation": "invoices.list"}, {"status": 401}


@pytest.mark.parametrize(
    "order, matched",
    [
        ([ISSUE, LIST, REFUSED], 3),
        ([ISSUE, REFUSED], 2),
        ([LIST, LIST], 2),
        ([LIST, ISSUE], 1),
        ([REFUSED, LIST], 1),
        ([LIST, LIST, LIST], 2),
        ([{"status": 500}, LIST], 0),
    ],
)
def test_an_order(seen: Running, order: list[dict[str, Any]], matched: int) -> None:
    verdict = verify(seen, order=order)
    assert (verdict["matched"], verdict["ok"]) == (matched, matched == len(order))
    all_seen = ["token.issue", "invoices.list", "invoices.list"]
    assert [request["operation"] for request in verdict["seen"]] == ([] if verdict["ok"] else all_seen)


def test_what_came_instead_of_the_next_in_order(seen: Running) -> None:
    verdict = verify(seen, order=[LIST, {"operation": "invoices.list", "status": 200}])
    (miss,) = verdict["near_misses"]
    assert miss["request"]["status"] == 401
    assert miss["differs"] == [{"field": "status", "wanted": "200", "seen": "401"}]


@pytest.mark.parametrize(
    "question, path, said",
    [
        ({"match": {"operation": "x"}}, "match.operation", "valid are token.issue"),
        ({"order": [{}, {"operation": "x"}]}, "order[1].operation", "valid are token.issue"),
        ({"order": []}, "order", "at least 1"),
        ({"order": [{}], "count": 1}, "order", "stands alone"),
        ({"count": {"min": 2, "max": 1}}, "count.max", "at least the min of 2"),
        ({"count": -1}, "count", "expected integer >= 0"),
        ({"match": {"since": "x"}}, "match.since", "RFC 3339"),
        ({"times": 1}, "times", "valid are match, count, order"),
    ],
)
def test_a_question_that_is_none(live: Running, question: Any, path: str, said: str) -> None:
    problem = live.control("POST", "/requests/verify", question, expect=422)
    (error,) = problem["errors"]
    assert error["path"] == path
    assert said in error["message"], error


def test_all_that_is_wrong_with_a_question_is_named_at_once(live: Running) -> None:
    question = {
        "match": {"operation": "x", "status": "y"},
        "count": {"min": 2, "max": 1},
        "order": [{"operation": "z", "since": "soon"}, 7],
        "times": 1,
    }
    problem = live.control("POST", "/requests/verify", question, expect=422)
    form = ["match.status", "order[0].since", "order[1]", "times"]
    meaning = ["match.operation", "count.max", "order", "order[0].operation"]
    assert [error["path"] for error in problem["errors"]] == [*form, *meaning]


def test_types_are_named_in_jsons_words(live: Running) -> None:
    (error,) = live.control("POST", "/requests/verify", {"count": 1.5}, expect=422)["errors"]
    assert error["message"] == "expected integer | object | null, got number"


def test_what_has_a_wrong_form_is_not_judged_for_its_meaning_too(live: Running) -> None:
    question = {"match": {"operation": "x" * 2001}}
    (error,) = live.control("POST", "/requests/verify", question, expect=422)["errors"]
    assert "<= 2000" in error["message"]
    unread = {"count": {"min": True, "max": False}}
    errors = live.control("POST", "/requests/verify", unread, expect=422)["errors"]
    assert [error["path"] for error in errors] == ["count.min", "count.max"]
    (error,) = live.control("POST", "/requests/verify", {"count": {"least": 1}}, expect=422)["errors"]
    assert error == {"path": "count.least", "message": "is not a field; valid are min, max"}
