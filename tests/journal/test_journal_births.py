"""A bad token is explained by who made it so: the rule or the scenario at its birth, even when that is gone."""

from typing import Any

import pytest

from support import CLIENT_ID, Answer, Running

AT_ISSUE = {"operation": "token.issue"}


def explain(live: Running, answer: Answer) -> dict[str, Any]:
    request_id = answer.header("X-Mock-Osigu-Request-Id")
    explained: dict[str, Any] = live.control("GET", f"/requests/{request_id}/explain")
    return explained


@pytest.mark.parametrize(
    "effect, said",
    [
        ("expired", "It was born expired by fault rule 'fault-1'."),
        ("revoked", "It was born revoked by fault rule 'fault-1'."),
        ("no_scope", "Its life or its scopes are those of fault rule 'fault-1'."),
    ],
)
def test_a_rule_is_named(live: Running, effect: str, said: str) -> None:
    rule = {"match": AT_ISSUE, "effect": {"token": effect}, "times": 1}
    live.control("POST", "/faults", rule, expect=201)
    answer = live.invoices(live.token())
    explained = explain(live, answer)
    assert said in explained["because"]
    assert [rule["id"] for rule in explained["faults"]] == ["fault-1"]
    assert (explained["token"]["rule"], explained["token"]["scenario"]) == ("fault-1", None)


def test_a_rule_that_is_gone_is_still_named(live: Running) -> None:
    live.control("POST", "/faults", {"match": AT_ISSUE, "effect": {"token": "expired"}}, expect=201)
    answer = live.invoices(live.token())
    live.control("DELETE", "/faults", expect=204)
    explained = explain(live, answer)
    assert "It was born expired by fault rule 'fault-1'." in explained["because"]
    assert explained["faults"] == []


def test_the_first_rule_about_the_token_is_the_one(live: Running) -> None:
    for effect in ({"delay_seconds": 0.001}, {"token": "revoked"}, {"token": "expired"}):
        live.control("POST", "/faults", {"match": AT_ISSUE, "effect": effect}, expect=201)
    assert explain(live, live.invoices(live.token()))["token"]["rule"] == "fault-2"


@pytest.mark.parametrize(
    "scenario, said",
    [
        ("token-expired", "It was born expired by scenario 'token-expired'."),
        ("token-expires-once", "It was born expired by scenario 'token-expires-once'."),
        ("token-revoked", "It was born revoked by scenario 'token-revoked'."),
        ("token-no-scope", "Its life or its scopes are those of scenario 'token-no-scope'."),
    ],
)
def test_a_scenario_is_named_also_when_it_is_unbound(live: Running, scenario: str, said: str) -> None:
    live.control("PUT", f"/clients/{CLIENT_ID}/scenario", {"scenario": scenario})
    answer = live.invoices(live.token())
    live.control("PUT", f"/clients/{CLIENT_ID}/scenario", {"scenario": None})
    explained = explain(live, answer)
    assert said in explained["because"]
    assert (explained["token"]["rule"], explained["token"]["scenario"]) == (None, scenario)


def test_a_rule_of_a_scenario_is_named_with_its_number(live: Running) -> None:
    fault = {"match": AT_ISSUE, "effect": {"token": "expired"}}
    live.control("PUT", "/scenarios/stale", {"faults": [fault]}, expect=201)
    live.control("PUT", f"/clients/{CLIENT_ID}/scenario", {"scenario": "stale"})
    explained = explain(live, live.invoices(live.token()))
    assert "It was born expired by fault rule 'stale.1'." in explained["because"]
    assert [rule["id"] for rule in explained["faults"]] == ["stale.1"]


def test_a_short_life_is_its_scenarios(live: Running) -> None:
    token = live.token("token-short", "sandbox")
    live.time.pass_(seconds=5)
    because = explain(live, live.invoices(token))["because"]
    assert because[0].endswith("expired 3 s before this request, by this sandbox's clock.")
    assert because[1] == "Its life or its scopes are those of scenario 'token-short'."


def test_a_good_token_has_nothing_special(live: Running) -> None:
    live.token("token-expires-once", "sandbox")
    second = explain(live, live.invoices(live.token("token-expires-once", "sandbox")))
    assert (second["token"]["rule"], second["token"]["scenario"]) == (None, None)
    granted = live.control("POST", "/tokens", {"client_id": "token-expired"}, expect=201)["access_token"]
    assert explain(live, live.invoices(granted))["token"]["scenario"] is None


def test_a_token_that_was_revoked_after_its_birth_says_both(live: Running) -> None:
    token = live.token("token-expired", "sandbox")
    live.control("POST", "/tokens/revoke")
    because = explain(live, live.invoices(token))["because"]
    assert because[0].endswith("is revoked.")
    assert because[1] == "It was born expired by scenario 'token-expired'."
