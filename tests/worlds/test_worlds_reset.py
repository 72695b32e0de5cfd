"""Reset: the sandbox as it was at start, whole or in parts, with options for this start alone."""

from typing import Any

import pytest

from support import CLIENT_ID, EXAMPLE_TOKEN, SECRET, START, Running, bearer
from worlds.invoicing import listed, register

PARTS = ["data", "tokens", "clock", "faults", "requests", "webhooks"]


def disturb(live: Running) -> tuple[str, str]:
    """Change everything there is; give a token and an invoice of the time before."""
    live.control("POST", "/clients", {"client_id": "mine", "client_secret": "s"}, expect=201)
    live.control("PATCH", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
    token = live.token()
    invoice = register(live, token)
    live.control("POST", "/faults", {"match": {}, "effect": {"status": 503}, "after": 10**6}, expect=201)
    return token, invoice


def seen(live: Running, token: str, invoice: str) -> dict[str, bool]:
    """Which parts are as `disturb` left them."""
    kept = live.invoices(token).status == 200
    fresh = live.control("POST", "/tokens", {"client_id": CLIENT_ID}, expect=201)["access_token"]
    return {
        "data": invoice in listed(live, fresh),
        "tokens": kept,
        "clock": live.control("GET", "/clock")["frozen"],
        "faults": live.control("GET", "/faults")["meta"]["total"] > 0,
        "clients": live.ask_token("mine", "s").status == 200,
    }


def test_everything(live: Running) -> None:
    token, invoice = disturb(live)
    assert set(seen(live, token, invoice).values()) == {True}
    assert live.control("POST", "/reset") == {"id": "default", "reset": PARTS}
    assert set(seen(live, token, invoice).values()) == {False}
    assert live.ask_token(CLIENT_ID, SECRET).status == 200


@pytest.mark.parametrize("part", ["data", "tokens", "faults"])
def test_one_part_leaves_the_others(live: Running, part: str) -> None:
    token, invoice = disturb(live)
    before = seen(live, token, invoice)
    assert live.control("POST", "/reset", {"only": [part]}) == {"id": "default", "reset": [part]}
    assert seen(live, token, invoice) == before | {part: False}


def test_the_clock_alone(live: Running) -> None:
    token, invoice = disturb(live)
    live.control("POST", "/reset", {"only": ["clock"]})
    assert live.control("GET", "/clock") == {
        "now": "2026-01-01T00:00:00Z",
        "frozen": False,
        "offset_seconds": 0,
    }
    answer = live.invoices(token)
    assert answer.json()["error_description"] == f"Invalid access token: {token}", "not yet issued"
    assert invoice in listed(live, EXAMPLE_TOKEN)


def test_parts_in_their_own_order_and_none(live: Running) -> None:
    disturb(live)
    body = {"only": ["tokens", "data", "data"]}
    assert live.control("POST", "/reset", body)["reset"] == ["data", "tokens"]
    assert live.control("POST", "/reset", {"only": []})["reset"] == []
    assert live.control("GET", "/clock")["frozen"] is True


def test_deleted_and_changed_clients_come_back(live: Running) -> None:
    live.control("DELETE", "/clients/token-short", expect=204)
    live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_secret": "x", "scenario": "token-expired"})
    live.control("POST", "/reset")
    assert live.ask_token("token-short", "sandbox").status == 200
    assert live.invoices(live.token()).status == 200


def total(live: Running, token: str) -> int:
    value: int = live.send("GET", "/v1/invoices", bearer(token)).json()["page"]["total_elements"]
    return value


def test_options_hold_for_this_start_alone(live: Running) -> None:
    usual = listed(live, live.token())
    options = {
        "token_ttl": 5,
        "seed": 7,
        "invoices": 3,
        "freeze": "2031-01-01T00:00:00Z",
        "scenario": "token-no-scope",
    }
    live.control("POST", "/reset", options)
    assert live.ask_token().json() | {"access_token": ""} == {
        "access_token": "",
        "token_type": "bearer",
        "expires_in": 5,
        "scope": "",
    }
    token = live.control("POST", "/tokens", expect=201)["access_token"]
    assert total(live, token) == 3
    assert not set(listed(live, token)) & set(usual), "another seed, other ids"
    assert live.control("GET", "/clock")["frozen"] is True
    live.time.pass_(days=1)
    live.control("POST", "/reset")
    answer = live.ask_token()
    assert answer.json()["expires_in"] == 86399
    assert listed(live, answer.json()["access_token"]) == usual
    assert live.control("GET", "/clock")["frozen"] is False


def test_options_of_making_hold_for_every_start(live: Running) -> None:
    made = live.new_sandbox(token_ttl=5, invoices=2, freeze="2031-01-01T00:00:00Z", scenario="token-short")
    for _ in range(2):
        answer = live.ask_token(made["client_id"], made["client_secret"])
        assert answer.json()["expires_in"] == 2
        assert total(live, answer.json()["access_token"]) == 2
        assert live.control("GET", "/clock", sandbox=made["id"])["now"] == "2031-01-01T00:00:00Z"
        live.control("POST", "/clock/advance", {"seconds": 3}, sandbox=made["id"])
        live.control("POST", "/reset", {"token_ttl": 9, "scenario": None}, sandbox=made["id"])
        assert live.ask_token(made["client_id"], made["client_secret"]).json()["expires_in"] == 9
        live.control("POST", "/reset", sandbox=made["id"])


@pytest.mark.parametrize(
    "body",
    [
        {"freeze": "0001-01-01T00:00:00Z"},
        {"freeze": "9999-12-31T23:59:59-23:59"},
        {"scenario": "nope"},
        {"only": ["everything"]},
        {"only": ["data"], "freeze": "1969-12-31T23:59:59Z"},
    ],
    ids=str,
)
def test_a_refused_reset_changes_nothing(live: Running, body: dict[str, Any]) -> None:
    token, invoice = disturb(live)
    before = live.control("GET", "/tokens")
    problem = live.control("POST", "/reset", body, expect=422)
    assert problem["errors"][0]["path"] in ("freeze", "scenario", "only[0]")
    assert live.control("GET", "/tokens") == before
    assert set(seen(live, token, invoice).values()) == {True}


@pytest.mark.parametrize(
    "path, good", [("/reset", {"only": ["data"]}), ("/reset", {}), ("/sandboxes", {})], ids=str
)
def test_all_that_is_wrong_with_a_start_is_told(live: Running, path: str, good: dict[str, Any]) -> None:
    bad = {**good, "seed": "x", "scenario": "nope", "freeze": "1969-12-31T23:59:59Z", "from": 1}
    problem = live.control("POST", path, bad, expect=422)
    assert sorted(error["path"] for error in problem["errors"]) == ["freeze", "from", "scenario", "seed"]


def test_a_start_knows_the_scenarios_that_there_will_be(live: Running) -> None:
    """Those of the snapshot, which the default sandbox need not have; a reset takes away what came later."""
    live.control("PUT", "/scenarios/mine", {}, expect=201)
    live.control("PUT", "/snapshots/with-mine", expect=201)
    assert live.control("POST", "/reset", {"only": ["data"], "scenario": "mine"})
    for body in ({"scenario": "mine", "seed": "x"}, {"scenario": "mine"}):
        errors = live.control("POST", "/reset", body, expect=422)["errors"]
        assert "scenario" in [error["path"] for error in errors]
    live.control("POST", "/reset")
    assert live.control("POST", "/sandboxes", {"scenario": "mine"}, expect=422)
    live.new_sandbox(scenario="mine", from_snapshot="with-mine")
    misspelt = live.control("POST", "/sandboxes", {"scenario": "mine", "from_snapshot": "with"}, expect=404)
    assert misspelt["detail"] == "there is no snapshot 'with'; there are: with-mine"


def test_the_start_is_the_machines_present(live: Running) -> None:
    live.time.pass_(days=2)
    live.control("POST", "/reset")
    assert live.control("GET", "/clock")["now"] == "2026-01-03T00:00:00Z"
    assert START.year == 2026
