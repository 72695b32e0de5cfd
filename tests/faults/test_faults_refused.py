"""Rules that can match nothing, or do nothing, are refused: every fault at once, with the valid choices."""

from typing import Any

import pytest

from mock_osigu.control.overlap import overlap
from support import Running

NOTHING = {"status": 503}


def faults_of(live: Running, rule: Any) -> dict[str, str]:
    problem = live.control("POST", "/faults", rule, expect=422)
    return {error["path"]: error["message"] for error in problem["errors"]}


@pytest.mark.parametrize(
    "rule, path, said",
    [
        ({}, "effect", "is required"),
        ({"effect": {}}, "effect", "does nothing; give one of status, body, headers, delay_seconds"),
        ({"effect": {"sound": 1}}, "effect.sound", "is not a field; valid are status"),
        ({"effect": NOTHING, "often": 1}, "often", "is not a field; valid are match, effect, after"),
        ({"effect": {"status": 99}}, "effect.status", "expected integer >= 200 and <= 599"),
        ({"effect": {"status": 600}}, "effect.status", "expected integer >= 200 and <= 599"),
        ({"effect": {"status": "503"}}, "effect.status", "integer"),
        ({"effect": {"delay_seconds": -1}}, "effect.delay_seconds", ">= 0"),
        ({"effect": {"delay_seconds": 1e9}}, "effect.delay_seconds", "expected number >= 0 and <= 86400"),
        (
            {"effect": {"delay_seconds": 0}},
            "effect.delay_seconds",
            "of 0 does nothing; valid is more than 0, up to 86400",
        ),
        ({"effect": {"jitter_seconds": 0}}, "effect.jitter_seconds", "of 0 does nothing"),
        (
            {"effect": {"drip_bytes_per_second": 0}},
            "effect.drip_bytes_per_second",
            "expected number > 0 and <= 1000000000",
        ),
        ({"effect": {"connection": "cut"}}, "effect.connection", "must be one of reset, close, hang"),
        (
            {"effect": {"damage": "big"}},
            "effect.damage",
            "must be one of truncated, malformed, empty, html, content_type",
        ),
        ({"effect": {"token": "old"}}, "effect.token", "must be one of expired, revoked, no_scope"),
        ({"effect": {"body": "x"}}, "effect.body", "needs a status"),
        ({"effect": {"status": 204, "body": "x"}}, "effect.body", "no body"),
        ({"effect": {"status": 503, "connection": "reset"}}, "effect.status", "connection that is reset"),
        ({"effect": {"damage": "html", "connection": "hang"}}, "effect.damage", "left hanging"),
        ({"effect": {"status": 503, "headers": {"a b": "c"}}}, "effect.headers.a b", "not a header's name"),
        ({"effect": {"status": 503, "headers": {"A": "b\r\nC: d"}}}, "effect.headers.A", "printable ASCII"),
        (
            {"effect": {"status": 503, "headers": {"Content-Length": "1"}}},
            "effect.headers.Content-Length",
            "own",
        ),
        ({"effect": NOTHING, "after": -1}, "after", ">= 0"),
        ({"effect": NOTHING, "times": 0}, "times", "expected integer >= 1 and <= 1000000000"),
        ({"effect": NOTHING, "times": 1.5}, "times", "integer"),
        ({"effect": NOTHING, "probability": 1.1}, "probability", "<= 1"),
        ({"effect": NOTHING, "probability": -0.1}, "probability", ">= 0"),
        ({"effect": NOTHING, "until": "2027-01-01T00:00:00"}, "until", "time zone"),
        ({"effect": NOTHING, "until": "soon"}, "until", "RFC 3339"),
        ({"effect": NOTHING, "until": 5}, "until", "RFC 3339"),
        (
            {"effect": NOTHING, "until": "2026-01-01T00:00:00Z"},
            "until",
            "is over: the sandbox's clock says 2026",
        ),
        ({"effect": NOTHING, "per": "client"}, "per", "must be one of token"),
        (
            {"effect": NOTHING, "match": {"operation": "invoices.lst"}},
            "match.operation",
            "valid are token.issue",
        ),
        ({"effect": NOTHING, "match": {"operation": ""}}, "match.operation", "length >= 1"),
        ({"effect": NOTHING, "match": {"method": "FETCH"}}, "match.method", "must be one of DELETE, GET"),
        ({"effect": NOTHING, "match": {"method": "OPTIONS"}}, "match.method", "valid are DELETE, GET, HEAD"),
        ({"effect": NOTHING, "match": {"path": "/v2/*"}}, "match.path", "valid are /v1/oauth/token"),
        ({"effect": NOTHING, "match": {"path": "/__admin/*"}}, "match.path", "no operation answers"),
        ({"effect": NOTHING, "match": {"path": "/v1/invoices?size=1"}}, "match.path", "no operation answers"),
        (
            {"effect": NOTHING, "match": {"path": "/v1/invoices", "method": "DELETE"}},
            "match.method",
            "no operation there takes DELETE; valid are GET, HEAD, POST",
        ),
        (
            {"effect": NOTHING, "match": {"operation": "token.issue", "method": "GET"}},
            "match.method",
            "valid are POST",
        ),
        (
            {"effect": NOTHING, "match": {"operation": "token.issue", "path": "/v1/invoices"}},
            "match.path",
            "valid are /v1/oauth/token",
        ),
        (
            {"effect": {"token": "expired"}, "match": {"operation": "token.keys"}},
            "effect.token",
            "token.issue, api",
        ),
        ({"effect": NOTHING, "match": {"client": "x"}}, "match.client", "valid are operation, method, path"),
        ({"effect": NOTHING, "match": {"header": {"X": 1}}}, "match.header.X", "string"),
        ({"effect": NOTHING, "match": {"header": {"a b": "*"}}}, "match.header.a b", "not a header's name"),
    ],
)
def test_a_rule_that_is_none(live: Running, rule: dict[str, Any], path: str, said: str) -> None:
    faults = faults_of(live, rule)
    assert list(faults) == [path], faults
    assert said in faults[path], faults
    assert live.control("GET", "/faults")["items"] == []


def test_every_fault_is_named_at_once(live: Running) -> None:
    rule = {
        "match": {"operation": "nothing", "path": "/nowhere", "header": {"": "x"}},
        "effect": {"body": 1, "connection": "reset", "damage": "html"},
        "until": "2025-01-01T00:00:00Z",
    }
    named = ["match.operation", "match.path", "match.header.", "effect.body", "effect.damage", "until"]
    assert list(faults_of(live, rule)) == named


def test_what_can_be_read_is_judged_beside_what_cannot(live: Running) -> None:
    rule = {
        "match": {"operation": "nothing", "method": "FETCH", "where": "here"},
        "effect": {"status": "often"},
        "until": "2025-01-01T00:00:00Z",
        "times": 0,
        "x": 1,
    }
    named = ["match.method", "match.where", "effect.status", "times", "x", "match.operation", "until"]
    assert list(faults_of(live, rule)) == named
    assert list(faults_of(live, {"match": [], "effect": []})) == ["match", "effect"]
    assert list(faults_of(live, [])) == [""]


def test_a_wait_of_nothing_is_only_refused_where_nothing_else_happens(live: Running) -> None:
    faults = faults_of(live, {"effect": {"delay_seconds": 0, "jitter_seconds": 0.0}})
    assert list(faults) == ["effect.delay_seconds", "effect.jitter_seconds"]
    for other in ({"jitter_seconds": 1}, {"status": 503}, {"token": "expired"}, {"damage": "html"}):
        live.control("POST", "/faults", {"effect": {"delay_seconds": 0, **other}}, expect=201)


def test_until_is_measured_by_the_sandboxs_clock(live: Running) -> None:
    live.control("PATCH", "/clock", {"now": "2030-01-01T00:00:00Z"})
    rule = {"effect": NOTHING, "until": "2029-01-01T00:00:00Z"}
    assert "2030-01-01T00:00:00" in faults_of(live, rule)["until"]
    live.control("POST", "/faults", rule | {"until": "2030-01-01T00:00:01Z"}, expect=201)


def test_a_client_that_is_not_there_yet_is_fine(live: Running) -> None:
    live.control("POST", "/faults", {"effect": NOTHING, "match": {"client_id": "later"}}, expect=201)


def test_an_unknown_rule_is_named_with_those_there_are(live: Running) -> None:
    live.control("POST", "/faults", {"effect": NOTHING}, expect=201)
    for method in ("GET", "DELETE"):
        problem = live.control(method, "/faults/fault-9", expect=404)
        assert problem["detail"] == "there is no fault rule 'fault-9'; there are: fault-1"
    problem = live.control("GET", "/faults?unused=maybe", expect=400)
    assert [each["message"] for each in problem["errors"]] == ["unused is 'maybe'; valid are true and false"]


@pytest.mark.parametrize(
    "pattern, template, can",
    [
        ("/v1/invoices", "/v1/invoices", True),
        ("/v1/invoices/7", "/v1/invoices/{id}", True),
        ("/v1/invoices/", "/v1/invoices/{id}", False),
        ("/v1/invoices/7/files", "/v1/invoices/{id}", False),
        ("/v1/invoices/*", "/v1/invoices/{id}/files", True),
        ("*", "/v1/invoices/{id}", True),
        ("**", "/", True),
        ("*/files", "/v1/invoices/{id}/files", True),
        ("*/files", "/v1/invoices/{id}", True),
        ("/v1/*/files", "/v1/invoices/{id}", True),
        ("/v1/*s/x/files", "/v1/invoices/{id}", False),
        ("", "/", False),
        ("/v1/invoice", "/v1/invoices", False),
        ("*x", "/v1/invoices", False),
        ("/v1/invoices/*7*", "/v1/invoices/{id}", True),
    ],
)
def test_whether_a_pattern_can_match_an_operations_path(pattern: str, template: str, *, can: bool) -> None:
    assert overlap(pattern, template) is can


@pytest.mark.parametrize("path", ["/v1/invoices/{id}", "/v1/invoices?page=1", "/v1/invoices#top"])
def test_a_template_or_a_query_is_no_path(live: Running, path: str) -> None:
    rule = {"match": {"path": path}, "effect": {"status": 503}}
    problem = live.control("POST", "/faults", rule, expect=422)
    assert "/v1/invoices/*" in problem["errors"][0]["message"]
    assert "{" not in problem["errors"][0]["message"].partition("valid are")[2]
