"""`/__admin/tokens`: issue past every scenario, look at, expire, revoke."""

import pytest

from mock_osigu.settings import Settings
from support import CLIENT_ID, EXAMPLE_TOKEN, Running, running


def issue(live: Running, **order: object) -> str:
    value: str = live.control("POST", "/tokens", order, expect=201)["access_token"]
    return value


def test_issue_gives_the_token_response(live: Running) -> None:
    answer = live.try_control("POST", "/tokens")
    token = answer.json()["access_token"]
    assert (answer.status, answer.text) == (
        201,
        f'{{"access_token":"{token}","token_type":"bearer","expires_in":86399,"scope":"read write"}}',
    )
    assert live.invoices(token).status == 200


def test_issue_takes_client_life_and_scopes(live: Running) -> None:
    order = {"client_id": "token-short", "expires_in": 30, "scopes": ["read"]}
    answer = live.control("POST", "/tokens", order, expect=201)
    assert (answer["expires_in"], answer["scope"]) == (30, "read")
    live.time.pass_(seconds=29)
    assert live.invoices(answer["access_token"]).status == 200
    live.time.pass_(seconds=1)
    assert live.invoices(answer["access_token"]).status == 401


@pytest.mark.parametrize(
    "client_id", ["token-expired", "token-expires-once", "token-short", "token-revoked", "token-no-scope"]
)
def test_issued_tokens_escape_scenarios_and_use_none_up(live: Running, client_id: str) -> None:
    answer = live.control("POST", "/tokens", {"client_id": client_id}, expect=201)
    assert (answer["expires_in"], answer["scope"]) == (86399, "read write")
    assert live.invoices(answer["access_token"]).status == 200
    if client_id == "token-expires-once":
        assert live.invoices(live.token(client_id, "sandbox")).status == 401, "still its first one"


def test_the_list_tells_what_each_is_worth(live: Running) -> None:
    good = issue(live)
    gone = issue(live, expires_in=10)
    revoked = issue(live, client_id="token-short")
    live.control("POST", "/tokens/revoke", {"access_token": revoked})
    live.time.pass_(seconds=10)
    listed = live.control("GET", "/tokens")
    states = {item["access_token"]: item["state"] for item in listed["items"]}
    assert states == {EXAMPLE_TOKEN: "valid", good: "valid", gone: "expired", revoked: "revoked"}
    assert listed["meta"] == {"total": 4}
    assert listed["items"][1] == {
        "access_token": good,
        "client_id": CLIENT_ID,
        "provider": CLIENT_ID,
        "scope": "read write",
        "issued_at": "2026-01-01T00:00:00Z",
        "expires_at": "2026-01-01T23:59:59Z",
        "state": "valid",
    }
    live.control("PATCH", "/clock", {"now": "2025-12-31T23:59:59Z"})
    assert live.control("GET", "/tokens")["items"][1]["state"] == "not yet valid"
    one = live.control("GET", "/tokens?client_id=token-short")
    assert [item["access_token"] for item in one["items"]] == [revoked]


@pytest.mark.parametrize(
    "how, description", [("expire", "Access token expired"), ("revoke", "Invalid access token")]
)
def test_ending_all_of_a_client_or_one(live: Running, how: str, description: str) -> None:
    mine, other = issue(live), issue(live, client_id="token-short")

    def end(**which: str) -> int:
        count: int = live.control("POST", f"/tokens/{how}", which)["count"]
        return count

    assert end(access_token=mine) == 1
    assert end(access_token=mine) == 0, "it is over already"
    assert live.invoices(mine).json()["error_description"] == f"{description}: {mine}"
    assert live.invoices(other).status == 200
    assert end(client_id="token-short") == 1
    assert live.invoices(other).status == 401
    assert live.invoices(EXAMPLE_TOKEN).status == 200
    assert end() == 1
    assert live.invoices(EXAMPLE_TOKEN).status == 401
    assert end(access_token="unknown") == 0
    assert end(access_token=mine, client_id="token-short") == 0, "both must be right"
    assert live.invoices(live.token()).status == 200, "only those there were"


def test_an_expired_token_stays_so_when_the_clock_is_set_back(live: Running) -> None:
    token = issue(live)
    live.time.pass_(seconds=100)
    live.control("POST", "/tokens/expire")
    live.control("PATCH", "/clock", {"now": "2026-01-01T00:00:50Z"})
    assert live.invoices(token).status == 401
    live.control("PATCH", "/clock", {"now": "2025-12-31T00:00:00Z"})
    assert live.invoices(token).status == 401


def test_a_revoked_token_cannot_expire(live: Running) -> None:
    token = issue(live)
    assert live.control("POST", "/tokens/revoke", {"access_token": token}) == {"count": 1}
    assert live.control("POST", "/tokens/expire", {"access_token": token}) == {"count": 0}
    assert live.control("POST", "/tokens/revoke", {"access_token": token}) == {"count": 0}


@pytest.mark.parametrize("path", ["/tokens", "/tokens/expire", "/tokens/revoke"])
def test_a_client_that_is_not_there(live: Running, path: str) -> None:
    made = live.new_sandbox()
    for client_id, where in [("nobody", ""), (made["client_id"], f"; it belongs to sandbox '{made['id']}'")]:
        problem = live.control("POST", path, {"client_id": client_id}, expect=422)
        message = f"there is no client '{client_id}' in sandbox 'default'{where}"
        (error,) = problem["errors"]
        assert (problem["detail"], error["path"]) == (message, "client_id")
        assert error["message"].startswith(f"{message}; valid are cossen-osigu-service, ")
    for client in live.control("GET", "/clients")["items"]:
        live.control("DELETE", f"/clients/{client['client_id']}", expect=204)
    problem = live.control("POST", path, {"client_id": "nobody"}, expect=422)
    assert problem["errors"][0]["message"].endswith("; valid are none")


def test_a_token_in_a_sandbox_is_for_its_own_client(live: Running) -> None:
    made = live.new_sandbox()
    answer = live.control("POST", "/tokens", sandbox=made["id"], expect=201)
    (listed,) = live.control("GET", "/tokens", sandbox=made["id"])["items"]
    assert (listed["client_id"], listed["access_token"]) == (made["client_id"], answer["access_token"])
    assert live.control("POST", "/tokens/revoke") == {"count": 1}, "the example token alone"
    assert live.invoices(answer["access_token"]).status == 200


def test_the_clients_own_life_and_slug() -> None:
    client = {"client_id": "c", "client_secret": "s", "token_ttl": 9, "provider_slug": "br-gamma"}
    with running(Settings(clients=[client])) as live:
        answer = live.control("POST", "/tokens", expect=201)
        assert (answer["expires_in"], answer["extensions"]) == (9, {"provider_slug": "br-gamma"})
