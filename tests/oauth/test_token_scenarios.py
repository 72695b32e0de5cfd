"""The scenario clients of the default world: what goes wrong can be chosen by credentials alone."""

import pytest

from mock_osigu.engine.scenarios import BUILT_IN
from mock_osigu.settings import Settings
from support import Running, running


def statuses(live: Running, client_id: str, times: int, secret: str = "sandbox") -> list[int]:
    return [live.invoices(live.token(client_id, secret)).status for _ in range(times)]


def test_expired(live: Running) -> None:
    answer = live.ask_token("token-expired", "sandbox")
    token = answer.json()["access_token"]
    assert answer.json()["expires_in"] == 86399, "the answer looks healthy"
    refused = live.invoices(token)
    assert refused.json()["error_description"] == f"Access token expired: {token}"
    assert statuses(live, "token-expired", 3) == [401] * 3


def test_expires_once(live: Running) -> None:
    assert statuses(live, "token-expires-once", 6) == [401, 200] * 3
    assert statuses(live, "token-expires-once", 1) == [401]
    for body in ({}, {"only": ["tokens"]}):
        live.control("POST", "/reset", body)
        assert statuses(live, "token-expires-once", 3) == [401, 200, 401], "counts anew after a reset"


def test_expires_once_goes_on_where_a_snapshot_stood(live: Running) -> None:
    statuses(live, "token-expires-once", 1)
    live.control("PUT", "/snapshots/s", expect=201)
    statuses(live, "token-expires-once", 2)
    live.control("POST", "/snapshots/s/restore")
    assert statuses(live, "token-expires-once", 2) == [200, 401]


def test_expires_once_counts_each_client_apart() -> None:
    clients = [{"client_id": f"c{n}", "client_secret": "s", "scenario": "token-expires-once"} for n in (1, 2)]
    with running(Settings(clients=clients)) as live:
        assert statuses(live, "c1", 1, "s") == [401]
        assert statuses(live, "c2", 2, "s") == [401, 200]
        assert statuses(live, "c1", 2, "s") == [200, 401]


def test_short(live: Running) -> None:
    answer = live.ask_token("token-short", "sandbox").json()
    assert answer["expires_in"] == 2
    live.time.pass_(milliseconds=1999)
    assert live.invoices(answer["access_token"]).status == 200
    live.time.pass_(milliseconds=1)
    assert live.invoices(answer["access_token"]).status == 401


def test_revoked(live: Running) -> None:
    token = live.token("token-revoked", "sandbox")
    answer = live.invoices(token)
    assert (answer.status, answer.json()["error_description"]) == (401, f"Invalid access token: {token}")
    assert statuses(live, "token-revoked", 2) == [401] * 2


def test_no_scope(live: Running) -> None:
    assert live.ask_token("token-no-scope", "sandbox").json()["scope"] == ""
    answer = live.invoices(live.token("token-no-scope", "sandbox"))
    assert (answer.status, answer.json()["error"]) == (403, "insufficient_scope")


def test_they_work_the_same_after_a_reset(live: Running) -> None:
    live.control("DELETE", "/clients/token-no-scope", expect=204)
    live.control("POST", "/reset")
    assert statuses(live, "token-no-scope", 1) == [403]
    assert statuses(live, "token-revoked", 1) == [401]
    assert statuses(live, "token-expired", 1) == [401]


def test_they_live_in_the_default_sandbox(live: Running) -> None:
    made = live.new_sandbox()
    (own,) = live.control("GET", "/clients", sandbox=made["id"])["items"]
    assert own["client_id"] == made["client_id"]
    names = {item["client_id"] for item in live.control("GET", "/clients")["items"]}
    assert {scenario.name for scenario in BUILT_IN} < names


@pytest.mark.parametrize("scenario", ["token-expired", "token-revoked"])
def test_bound_to_a_client_and_unbound(live: Running, scenario: str) -> None:
    path = "/clients/cossen-osigu-service/scenario"
    assert live.control("PUT", path, {"scenario": scenario})["scenario"] == scenario
    assert live.invoices(live.token()).status == 401
    assert live.control("PUT", path, {"scenario": None})["scenario"] is None
    assert live.invoices(live.token()).status == 200


def test_a_scenario_of_ones_own() -> None:
    rule = {"token": {"born": "revoked", "every": 3, "ttl": 9}}
    client = {"client_id": "c", "client_secret": "s", "scenario": "thirds"}
    with running(Settings(scenarios={"thirds": rule}, clients=[client])) as live:
        assert live.ask_token("c", "s").json()["expires_in"] == 9
        assert statuses(live, "c", 5, "s") == [200, 200, 401, 200, 200]


def test_reuse_gives_no_dead_token_again() -> None:
    with running(Settings(token_reuse=True)) as live:
        first, second = (
            live.token("token-expires-once", "sandbox"),
            live.token("token-expires-once", "sandbox"),
        )
        assert first != second
        assert [live.invoices(token).status for token in (first, second)] == [401, 200]
