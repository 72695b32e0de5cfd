"""Sandboxes end: by request, or unused for their real time; what they held is free again."""

import pytest

from mock_osigu.settings import Settings
from support import EXAMPLE_TOKEN, Running, running

HOUR = 3600.0


def ids(live: Running) -> list[str]:
    return [sandbox["id"] for sandbox in live.control("GET", "/sandboxes")["items"]]


def test_removing(live: Running) -> None:
    made = live.new_sandbox()
    token = live.token(made["client_id"], made["client_secret"])
    live.control("POST", "/clients", {"client_id": "mine"}, sandbox=made["id"], expect=201)
    live.control("DELETE", f"/sandboxes/{made['id']}", expect=204)
    assert ids(live) == ["default"]
    refused = live.invoices(token)
    assert (refused.status, refused.json()["error_description"]) == (401, f"Invalid access token: {token}")
    assert live.ask_token(made["client_id"], made["client_secret"]).status == 401
    assert live.control("POST", "/clients", {"client_id": "mine"}, expect=201)["client_id"] == "mine"
    problem = live.control("DELETE", f"/sandboxes/{made['id']}", expect=404)
    assert problem["detail"] == f"there is no sandbox '{made['id']}'"


@pytest.mark.parametrize("method, path", [("GET", "/clock"), ("POST", "/reset"), ("GET", "/health")])
def test_control_of_one_that_is_not_there(live: Running, method: str, path: str) -> None:
    problem = live.control(method, path, sandbox="gone", expect=404)
    assert problem["detail"] == "there is no sandbox 'gone'"


def test_the_default_one_stays(live: Running) -> None:
    problem = live.control("DELETE", "/sandboxes/default", expect=409)
    assert problem["detail"] == "the default sandbox cannot be removed; reset it instead"
    live.time.pass_(days=365)
    assert live.send("GET", "/__sandbox/default/v1/invoices").status == 401
    assert ids(live) == ["default"]


def test_an_hour_unused(live: Running) -> None:
    made = live.new_sandbox()
    live.time.pass_(seconds=HOUR - 0.001)
    assert ids(live) == ["default", made["id"]], "to list it is not to use it"
    live.time.pass_(milliseconds=1)
    assert ids(live) == ["default"]
    live.control("GET", "/clock", sandbox=made["id"], expect=404)


@pytest.mark.parametrize("use", ["token", "call", "stale token", "path", "control"])
def test_every_use_counts(live: Running, use: str) -> None:
    made = live.new_sandbox()
    token = live.token(made["client_id"], made["client_secret"])
    for _ in range(3):
        live.time.pass_(seconds=HOUR - 1)
        match use:
            case "token":
                live.ask_token(made["client_id"], "wrong")
            case "call":
                live.invoices(token)
            case "stale token":
                live.control("POST", "/tokens/revoke", sandbox=made["id"])
                live.invoices(token)
            case "path":
                live.send("GET", f"/__sandbox/{made['id']}/nothing")
            case "control":
                live.control("GET", "/clock", sandbox=made["id"])
    assert made["id"] in ids(live)


def test_an_idle_one_is_gone_for_whoever_asks_first(live: Running) -> None:
    made = live.new_sandbox(idle_seconds=10, freeze="2040-01-01T00:00:00Z")
    token = live.token(made["client_id"], made["client_secret"])
    live.time.pass_(seconds=10)
    answer = live.invoices(token)
    assert answer.status == 401
    assert "2026" in (answer.header("Date") or ""), "the default one answers"
    assert live.ask_token(made["client_id"], made["client_secret"]).status == 401


def test_the_ids_of_an_idle_one_are_free(live: Running) -> None:
    made = live.new_sandbox(idle_seconds=10)
    live.control("POST", "/clients", {"client_id": "mine"}, sandbox=made["id"], expect=201)
    live.time.pass_(seconds=9.999)
    problem = live.control("POST", "/clients", {"client_id": "mine"}, expect=409)
    assert made["id"] in problem["detail"]
    live.time.pass_(milliseconds=1)
    live.control("POST", "/clients", {"client_id": "mine"}, expect=201)


def test_the_sandboxs_own_clock_does_not_make_it_idle(live: Running) -> None:
    made = live.new_sandbox(idle_seconds=10)
    live.control("POST", "/clock/advance", {"seconds": 1e6}, sandbox=made["id"])
    assert made["id"] in ids(live)


def test_the_default_one_is_not_touched_by_a_removal() -> None:
    with running(Settings(clients=["mine:s"])) as live:
        token = live.token("mine", "s")
        made = live.new_sandbox()
        live.control("DELETE", f"/sandboxes/{made['id']}", expect=204)
        assert live.invoices(token).status == 200
        assert live.ask_token("mine", "s").status == 200


def test_a_refused_sandbox_leaves_nothing(live: Running) -> None:
    before = dict(live.sandboxes._shared.directory._clients)
    for options in ({"scenario": "nope"}, {"freeze": "0001-01-01T00:00:00Z"}, {"from_snapshot": "nope"}):
        assert live.try_control("POST", "/sandboxes", options).status in (404, 422)
    assert dict(live.sandboxes._shared.directory._clients) == before
    assert ids(live) == ["default"]
    assert live.invoices(EXAMPLE_TOKEN).status == 200
