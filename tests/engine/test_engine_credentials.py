"""Clients, tokens and the directory as plain values: what they hide, find and forget."""

from datetime import UTC, datetime, timedelta

import pytest

from mock_osigu.core.clock import Clock
from mock_osigu.core.errors import Conflict, NotFound
from mock_osigu.core.ids import UniqueIds
from mock_osigu.core.store import Store
from mock_osigu.engine.clients import Client, Clients
from mock_osigu.engine.directory import Directory
from mock_osigu.engine.scenarios import BUILT_IN, TokenRule, scenarios
from mock_osigu.engine.tokens import Grant, Token, Tokens
from mock_osigu.engine.world import World, WorldChange

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TOKEN = Token("0123456789", Grant("c", "p", ("read",)), NOON, SECOND)
CLIENT = Client(client_id="c", client_secret="top-secret", provider="p")


@pytest.mark.parametrize(
    "now, state",
    [
        (NOON - timedelta(microseconds=1), "not yet valid"),
        (NOON, "valid"),
        (NOON + SECOND - timedelta(microseconds=1), "valid"),
        (NOON + SECOND, "expired"),
    ],
)
def test_a_life_is_half_open(now: datetime, state: str) -> None:
    assert TOKEN.state(now) == state


def test_secrets_show_in_no_repr() -> None:
    assert "top-secret" not in repr(CLIENT)
    assert "0123456789" not in repr(TOKEN)
    assert repr(TOKEN).startswith("Token(0123…")


@pytest.fixture
def clients() -> Clients:
    made = Clients(Store())
    made.add(CLIENT)
    return made


def test_authenticate_takes_any_good_reading(clients: Clients) -> None:
    good, bad = ("c", "top-secret"), ("c", "wrong")
    assert clients.authenticate([good]) == CLIENT
    assert clients.authenticate([bad, good]) == CLIENT
    assert clients.authenticate([bad]) is None
    assert clients.authenticate([("nobody", "top-secret")]) is None
    assert clients.authenticate([]) is None


def test_the_first_good_reading_wins(clients: Clients) -> None:
    other = clients.add(Client(client_id="d", client_secret="s", provider="p"))
    assert clients.authenticate([("d", "s"), ("c", "top-secret")]) == other


def test_a_client_that_is_there_or_not(clients: Clients) -> None:
    with pytest.raises(Conflict, match="client id 'c' is taken"):
        clients.add(CLIENT)
    with pytest.raises(NotFound, match="no client 'x'"):
        clients.get("x")
    with pytest.raises(NotFound, match="no client 'x'"):
        clients.remove("x")
    clients.remove("c")
    assert clients.all() == []


def test_the_directory() -> None:
    directory = Directory(UniqueIds())
    directory.claim_client("c", "one")
    directory.claim_client("c", "one")
    directory.claim_client("d", "two")
    directory.note_token("t", "one")
    with pytest.raises(Conflict, match="client id 'c' belongs to sandbox 'one'"):
        directory.claim_client("c", "two")
    assert (directory.of_client("c"), directory.of_token("t")) == ("one", "one")
    directory.forget("one")
    assert (directory.of_client("c"), directory.of_token("t")) == (None, None)
    assert directory.of_client("d") == "two"
    directory.claim_client("c", "two")


def test_a_token_as_its_client_and_as_the_api_see_it() -> None:
    store = Store()
    values = iter("abcdef")
    tokens = Tokens(store, Clock(store, lambda: NOON), lambda _: next(values))
    issued = tokens.issue(
        CLIENT, ("read",), ttl_seconds=60, rule=TokenRule(born="expired", every=2), reuse=False
    )
    assert (issued.expires_in, issued.token.state(NOON)) == (60, "expired")
    issued = tokens.issue(
        CLIENT, ("read",), ttl_seconds=60, rule=TokenRule(born="expired", every=2), reuse=False
    )
    assert (issued.expires_in, issued.token.state(NOON)) == (60, "valid")
    issued = tokens.issue(CLIENT, ("read",), ttl_seconds=60, rule=TokenRule(ttl=5, scopes=()), reuse=False)
    assert (issued.expires_in, issued.token.scopes) == (5, ())
    assert [token.value for token in tokens.all()] == ["a", "b", "c"]


def test_scenarios_of_ones_own_come_over_the_built_in() -> None:
    table = scenarios({"token-short": {"token": {"ttl": 9}}, "mine": {}})
    assert table["token-short"].token == TokenRule(ttl=9)
    assert table["mine"].token == TokenRule()
    assert {scenario.name for scenario in BUILT_IN} < set(table)


def test_a_change_of_a_world_keeps_what_it_leaves_out() -> None:
    world = World(token_ttl=1, token_format="uuid", token_reuse=False, seed=2, locale="es_CO", invoices=3)
    assert WorldChange().applied(world) == world
    changed = WorldChange(seed=7).applied(world)
    assert (changed.token_ttl, changed.seed, changed.invoices) == (1, 7, 3)
