"""Named points to come back to, and worlds that start from one."""

from typing import Any
from urllib.parse import quote

import pytest

from support import CLIENT_ID, Running, bearer
from worlds.invoicing import listed, register


def take(live: Running, name: str = "s", sandbox: str | None = None, expect: int = 201) -> Any:
    return live.control("PUT", f"/snapshots/{name}", sandbox=sandbox, expect=expect)


def restore(live: Running, name: str = "s") -> None:
    live.control("POST", f"/snapshots/{name}/restore")


def test_names(live: Running) -> None:
    made = live.new_sandbox()
    assert take(live, "b") == {"name": "b", "sandbox_id": "default"}
    assert take(live, "a", made["id"]) == {"name": "a", "sandbox_id": made["id"]}
    assert take(live, "b", expect=200) == {"name": "b", "sandbox_id": "default"}
    live.control("POST", "/reset")
    for sandbox in (None, made["id"]):
        names = live.control("GET", "/snapshots", sandbox=sandbox)
        assert [item["name"] for item in names["items"]] == ["b", "a"]
        assert names["meta"] == {"total": 2}
    live.control("DELETE", "/snapshots/b", expect=204)
    for method, path in [("DELETE", "/snapshots/b"), ("POST", "/snapshots/b/restore")]:
        problem = live.control(method, path, expect=404)
        assert problem["detail"] == "there is no snapshot 'b'; there are: a"


def test_restore_brings_everything_back(live: Running) -> None:
    live.control("PATCH", "/clock", {"now": "2027-01-01T00:00:00Z", "frozen": True})
    live.control("POST", "/clients", {"client_id": "mine", "client_secret": "s"}, expect=201)
    token, mine = live.token(), live.token("mine", "s")
    invoice = register(live, token)
    take(live)
    live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_secret": "new"})
    live.control("DELETE", "/clients/mine", expect=204)
    live.control("POST", "/tokens/revoke")
    live.control("PATCH", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": False})
    later = live.token(CLIENT_ID, "new")
    live.send("DELETE", f"/v1/invoices/{invoice}", bearer(later))
    for _ in range(2):
        restore(live)
        clock = live.control("GET", "/clock")
        assert (clock["now"], clock["frozen"]) == ("2027-01-01T00:00:00Z", True)
        assert invoice in listed(live, token)
        assert live.invoices(mine).status == 200
        assert live.ask_token().status == 200
        assert live.invoices(later).status == 401, "a token of the other future"
        live.control("POST", "/reset")
        assert live.invoices(token).status == 401


def test_ids_go_on_as_they_did(live: Running) -> None:
    take(live)
    token = live.token()
    first = [register(live, token), register(live, token, "ISO-2")]
    restore(live)
    token = live.token()
    assert [register(live, token), register(live, token, "ISO-2")] == first


def test_a_snapshot_goes_back_to_its_own_sandbox_alone(live: Running) -> None:
    made = live.new_sandbox()
    take(live, "s", made["id"])
    problem = live.control("POST", "/snapshots/s/restore", expect=409)
    assert problem["detail"] == (
        f"snapshot 's' is of sandbox '{made['id']}'; "
        "to have its state elsewhere, make a sandbox with from_snapshot"
    )
    live.control("POST", "/snapshots/s/restore", sandbox=made["id"])


def test_a_fork(live: Running) -> None:
    live.control("PATCH", "/clock", {"now": "2027-01-01T00:00:00Z", "frozen": True})
    live.control("POST", "/clients", {"client_id": "mine", "client_secret": "s"}, expect=201)
    token = live.token()
    invoice = register(live, token)
    take(live)
    fork = live.new_sandbox(from_snapshot="s")
    assert fork["client_id"] not in (CLIENT_ID, "mine")
    clients = live.control("GET", "/clients", sandbox=fork["id"])["items"]
    assert [one["client_id"] for one in clients] == [fork["client_id"]]
    assert live.control("GET", "/tokens", sandbox=fork["id"])["items"] == []
    assert live.control("GET", "/clock", sandbox=fork["id"])["now"] == "2027-01-01T00:00:00Z"
    there = live.token(fork["client_id"], fork["client_secret"])
    assert listed(live, there) == listed(live, token)
    assert invoice in listed(live, there)
    following = register(live, token, "ISO-2")
    assert following not in listed(live, there)
    assert register(live, there, "ISO-2") == following, "its ids go on the same way"
    assert live.invoices(token).status == 200


def test_a_fork_goes_back_to_where_it_started(live: Running) -> None:
    token = live.token()
    invoice = register(live, token)
    take(live)
    fork = live.new_sandbox(from_snapshot="s")
    there = live.token(fork["client_id"], fork["client_secret"])
    live.send("DELETE", f"/v1/invoices/{invoice}", bearer(there))
    live.control("POST", "/reset", sandbox=fork["id"])
    there = live.token(fork["client_id"], fork["client_secret"])
    assert invoice in listed(live, there)


def test_a_fork_takes_options(live: Running) -> None:
    take(live)
    fork = live.new_sandbox(
        from_snapshot="s", token_ttl=7, freeze="2033-01-01T00:00:00Z", scenario="token-revoked"
    )
    answer = live.ask_token(fork["client_id"], fork["client_secret"])
    assert answer.json()["expires_in"] == 7
    assert answer.header("Date") == "Sat, 01 Jan 2033 00:00:00 GMT"
    assert live.invoices(answer.json()["access_token"]).status == 401


def test_a_fork_of_a_fork_and_of_what_is_gone(live: Running) -> None:
    fork = live.new_sandbox()
    there = live.token(fork["client_id"], fork["client_secret"])
    invoice = register(live, there)
    take(live, "s", fork["id"])
    live.control("DELETE", f"/sandboxes/{fork['id']}", expect=204)
    again = live.new_sandbox(from_snapshot="s")
    assert invoice in listed(live, live.token(again["client_id"], again["client_secret"]))


@pytest.mark.parametrize("name", ["with space", "ñ", "a.b:c", "%2e"])
def test_names_may_be_awkward(live: Running, name: str) -> None:
    assert take(live, quote(name))["name"] == name
    restore(live, quote(name))
    fork = live.new_sandbox(from_snapshot=name)
    assert fork["id"]
    live.control("DELETE", f"/snapshots/{quote(name)}", expect=204)


def test_a_snapshot_that_is_not_there(live: Running) -> None:
    problem = live.control("POST", "/sandboxes", {"from_snapshot": "x"}, expect=404)
    assert problem["detail"] == "there is no snapshot 'x'; there are: none"
