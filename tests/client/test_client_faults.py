"""Failures on request, limits and scenarios, as a program asks for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_osigu import Settings
from mock_osigu.client import ControlClient, ControlError, FaultRule, Limit, RateLimits
from support import CLIENT_ID, START, Running, bearer, running


def statuses(live: Running, control: ControlClient, number: int) -> list[int]:
    token = control.tokens.issue().access_token
    return [live.invoices(token).status for _ in range(number)]


def test_a_rule_in_one_row(live: Running, control: ControlClient) -> None:
    rule = control.faults.add(
        operation="invoices.list",
        method="get",
        path="/v1/inv*",
        client_id=CLIENT_ID,
        query={"size": "1"},
        status=418,
        body={"teapot": True},
        headers={"X-Pot": "tea"},
        after=1,
        times=1,
        until=START + timedelta(hours=1),
    )
    token = control.tokens.issue().access_token
    answers = [live.send("GET", "/v1/invoices?size=1", bearer(token)) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 418, 200]
    assert answers[1].json() == {"teapot": True}
    assert answers[1].header("X-Pot") == "tea"
    counted = control.faults.get(rule.id)
    assert (counted.matched, counted.hits, counted.until) == (3, 1, datetime(2026, 1, 1, 1, tzinfo=UTC))


def test_a_rule_in_the_apis_own_parts(live: Running, control: ControlClient) -> None:
    control.faults.add({"operation": "invoices.list"}, {"status": 503}, times=1)
    assert statuses(live, control, 2) == [503, 200]


def test_a_rule_in_parts_and_in_a_row(control: ControlClient) -> None:
    rule = control.faults.add(match={"operation": "api"}, status=503, method="GET")
    assert (rule.match, rule.effect) == ({"operation": "api", "method": "GET"}, {"status": 503})


@pytest.mark.parametrize(
    "said,effect",
    [
        ({}, {"status": 503}),
        ({"status": 500}, {"status": 500}),
        ({"body": "down"}, {"status": 503, "body": "down"}),
        ({"headers": {"Retry-After": "1"}}, {"status": 503, "headers": {"Retry-After": "1"}}),
        ({"delay_seconds": 0.5}, {"delay_seconds": 0.5}),
        ({"connection": "reset"}, {"connection": "reset"}),
        ({"damage": "html"}, {"damage": "html"}),
        ({"token": "expired"}, {"token": "expired"}),
        ({"drip_bytes_per_second": 10}, {"drip_bytes_per_second": 10}),
        ({"status": 502, "delay_seconds": 0.5}, {"status": 502, "delay_seconds": 0.5}),
    ],
)
def test_the_next_one_fails_with_503_if_nothing_else_is_said(
    control: ControlClient, said: dict[str, Any], effect: dict[str, Any]
) -> None:
    rule = control.faults.fail_next(path="/v1/invoices", **said)
    assert (rule.match, rule.effect, rule.times) == ({"path": "/v1/invoices"}, effect, 1)


def test_the_next_ones_fail(live: Running, control: ControlClient) -> None:
    control.faults.fail_next()
    assert statuses(live, control, 2) == [503, 200]
    control.faults.fail_next(status=500, times=2)
    assert statuses(live, control, 3) == [500, 500, 200]


def test_rules_that_hit_nothing(live: Running, control: ControlClient) -> None:
    used = control.faults.add(operation="invoices.list", status=503)
    unused = control.faults.add(operation="invoices.read", status=503)
    statuses(live, control, 1)
    assert [rule.id for rule in control.faults.all()] == [used.id, unused.id]
    assert control.faults.unused() == [unused]
    control.faults.remove(used)
    control.faults.remove(unused.id)
    assert control.faults.all() == []
    control.faults.fail_next()
    control.faults.clear()
    assert statuses(live, control, 1) == [200]


@pytest.mark.parametrize(
    "wrong,message",
    [
        ({"staus": 503}, "fail_next() does not know staus=; did you mean status= ?"),
        (
            {"zz": 1},
            "fail_next() does not know zz=; it takes operation=, method=, path=, client_id=, header=",
        ),
    ],
)
def test_a_keyword_that_is_none(control: ControlClient, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        control.faults.fail_next(**wrong)
    assert message in str(caught.value)


def test_a_rule_that_can_do_nothing(control: ControlClient) -> None:
    with pytest.raises(ControlError) as caught:
        control.faults.add(operation="invoice.list", status=503)
    (error,) = caught.value.errors
    assert error.path == "match.operation"
    assert "there is no operation 'invoice.list'; valid are token.issue, " in error.message


def test_a_rule_reads_as_a_line(control: ControlClient) -> None:
    rule = control.faults.add(operation="api", status=503, after=2, times=1, probability=0.5)
    assert repr(rule) == (
        f"<{rule.id}: status 503 for operation api; after 2, times 1, probability 0.5; matched 0, hit 0>"
    )
    every = control.faults.add(delay_seconds=1.5, headers={"A": "b"}, status=200)
    assert every.line.startswith(f"{every.id}: ")
    assert every.line.endswith(" for every operation")
    assert 'headers {"A":"b"}' in every.line


def test_limits(live: Running, control: ControlClient) -> None:
    assert control.limits.get() == RateLimits(oauth=Limit(), payments=Limit())
    ours = RateLimits(oauth=Limit(), payments=Limit(per_minute=2))
    assert control.limits.set(payments=Limit(per_minute=2)) == ours
    assert statuses(live, control, 3) == [200, 200, 429]
    assert control.limits.get() == ours
    control.limits.clear()
    assert statuses(live, control, 1) == [200]


@pytest.mark.parametrize("value", [5, "5", {"per_minute": 5}, True])
def test_what_is_no_limit_is_named(control: ControlClient, value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        control.limits.set(payments=value)
    example = 5 if value == 5 else 60
    assert str(caught.value) == (
        f"limits.set(payments={value!r}): valid is a Limit, as Limit(per_minute={example}) or "
        f"Limit(per_second={example}), or None for no limit"
    )
    assert control.limits.get() == RateLimits(oauth=Limit(), payments=Limit())


def test_osigus_own_limits() -> None:
    with running(Settings(enforce_limits=True)) as live, ControlClient(live.url) as control:
        assert control.limits.get().oauth == Limit(per_minute=10)


def test_scenarios_are_known_by_name(control: ControlClient) -> None:
    assert control.scenarios.get("api-unavailable").faults[0]["effect"] == {"status": 503}
    assert control.scenarios.get("token-short").token["ttl"] == 2
    with pytest.raises(LookupError, match="there is no scenario 'api-gone'; valid are token-expired, "):
        control.scenarios.get("api-gone")


def test_scenarios_of_ones_own(live: Running, control: ControlClient) -> None:
    made = control.scenarios.add(
        "flaky",
        faults=[{"match": {"operation": "api"}, "effect": {"status": 503}, "times": 1}],
        token={"ttl": 60},
        summary="the first call fails",
    )
    assert (made.name, made.origin, made.summary) == ("flaky", "control", "the first call fails")
    assert control.scenarios.get("flaky") == made
    control.clients.bind_scenario(CLIENT_ID, "flaky")
    assert statuses(live, control, 2) == [503, 200]
    with pytest.raises(ControlError, match="is bound to"):
        control.scenarios.remove("flaky")
    control.clients.bind_scenario(CLIENT_ID, None)
    control.scenarios.remove("flaky")
    assert "flaky" not in [scenario.name for scenario in control.scenarios.all()]


def test_a_rules_type_is_for_annotations(control: ControlClient) -> None:
    rule: FaultRule = control.faults.fail_next()
    assert rule.per is None
