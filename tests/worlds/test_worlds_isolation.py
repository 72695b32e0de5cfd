"""Two providers, two sandboxes, two servers: none sees what another has."""

from collections.abc import Iterator

import pytest

from support import CLIENT_ID, Running, bearer, running
from worlds.invoicing import listed, register


def client(live: Running, client_id: str, **more: str) -> str:
    """Make a client; give a token of it."""
    live.control("POST", "/clients", {"client_id": client_id, "client_secret": "s", **more}, expect=201)
    return live.token(client_id, "s")


def test_a_token_sees_its_provider_alone(live: Running) -> None:
    one, two = client(live, "one"), client(live, "two")
    invoice = register(live, one)
    assert not set(listed(live, one)) & set(listed(live, two))
    assert invoice in listed(live, one)
    for method in ("GET", "PATCH", "DELETE"):
        answer = live.send(method, f"/v1/invoices/{invoice}", bearer(two), body=b"{}")
        assert (answer.status, answer.json()["code"]) == (404, "INVOICE_NOT_FOUND")
    assert register(live, two), "the same number is another provider's affair"


def test_clients_of_one_provider_share_its_data(live: Running) -> None:
    one = client(live, "one", provider_slug="br-gamma")
    two = client(live, "two", provider_slug="br-gamma")
    invoice = register(live, one)
    assert invoice in listed(live, two)
    assert listed(live, one) == listed(live, two)


def test_without_a_slug_a_client_is_a_provider_named_as_itself(live: Running) -> None:
    one = client(live, "one")
    two = client(live, "two", provider_slug="one")
    assert listed(live, one) == listed(live, two)


def test_sandboxes_start_alike_and_go_apart(live: Running) -> None:
    made = live.new_sandbox()
    here, there = live.token(), live.token(made["client_id"], made["client_secret"])
    assert listed(live, here) == listed(live, there)
    invoice = register(live, here)
    assert invoice in listed(live, here)
    assert invoice not in listed(live, there)
    assert register(live, there) == invoice, "ids follow from seed, provider and place"


def test_what_is_done_to_one_sandbox(live: Running) -> None:
    made = live.new_sandbox()
    there = live.token(made["client_id"], made["client_secret"])
    before = [live.control("GET", path, sandbox=made["id"]) for path in ("/clock", "/clients", "/tokens")]
    live.control("POST", "/tokens/revoke")
    live.control("PATCH", "/clock", {"now": "2050-01-01T00:00:00Z", "frozen": True})
    live.control("DELETE", f"/clients/{CLIENT_ID}", expect=204)
    live.control("POST", "/reset", {"seed": 99})
    after = [live.control("GET", path, sandbox=made["id"]) for path in ("/clock", "/clients", "/tokens")]
    assert before == after
    assert live.invoices(there).status == 200


@pytest.fixture
def another() -> Iterator[Running]:
    with running() as served:
        yield served


def test_two_servers_in_one_process(live: Running, another: Running) -> None:
    token = live.token()
    assert another.invoices(token).status == 401
    client(live, "mine")
    client(another, "mine")
    live.control("PUT", "/snapshots/s", expect=201)
    live.control("PATCH", "/clock", {"frozen": True})
    made = live.new_sandbox()
    another.control("GET", "/clock", sandbox=made["id"], expect=404)
    assert another.control("GET", "/snapshots")["items"] == []
    assert another.control("GET", "/clock")["frozen"] is False
    another.control("POST", "/reset")
    assert live.invoices(token).status == 200
