"""`--token-reuse`: the library's behaviour, a valid token given again with what is left of its life."""

from collections.abc import Iterator

import pytest

from mock_osigu.settings import Settings
from support import EXAMPLE_TOKEN, Running, running


@pytest.fixture
def live() -> Iterator[Running]:
    with running(Settings(token_reuse=True, token_ttl=100)) as server:
        yield server


def told(live: Running, **scope: str) -> tuple[str, int]:
    answer = live.ask_token(**scope).json()
    return answer["access_token"], answer["expires_in"]


def test_the_same_token_with_the_remaining_whole_seconds(live: Running) -> None:
    token, life = told(live)
    assert life == 100
    assert told(live) == (token, 100)
    live.time.pass_(milliseconds=1)
    assert told(live) == (token, 99)
    live.time.pass_(seconds=98, milliseconds=500)
    assert told(live) == (token, 1)
    live.time.pass_(milliseconds=500)
    assert told(live) == (token, 0)
    assert live.invoices(token).status == 200


def test_a_new_one_when_it_is_over(live: Running) -> None:
    token, _ = told(live)
    live.time.pass_(seconds=100)
    following, life = told(live)
    assert (following != token, life) == (True, 100)


@pytest.mark.parametrize("how", ["expire", "revoke"])
def test_a_new_one_when_it_is_no_longer_good(live: Running, how: str) -> None:
    token, _ = told(live)
    live.control("POST", f"/tokens/{how}")
    assert told(live)[0] != token


def test_never_the_example_token(live: Running) -> None:
    assert live.invoices(EXAMPLE_TOKEN).status == 200
    assert told(live)[0] != EXAMPLE_TOKEN


def test_one_for_each_scope_asked_for(live: Running) -> None:
    both, read = told(live)[0], told(live, scope="read")[0]
    assert both != read
    assert (told(live)[0], told(live, scope="read")[0]) == (both, read)


def test_not_after_a_reset(live: Running) -> None:
    token, _ = told(live)
    live.control("POST", "/reset")
    assert told(live)[0] != token


def test_not_the_one_of_the_control_api(live: Running) -> None:
    issued = [live.control("POST", "/tokens", expect=201)["access_token"] for _ in range(2)]
    assert len({*issued, told(live)[0]}) == 3


def test_not_one_of_another_provider(live: Running) -> None:
    """A token speaks for the provider of its client when it was issued."""
    token, _ = told(live)
    live.control("PATCH", "/clients/cossen-osigu-service", {"provider_slug": "br-gamma"})
    assert told(live)[0] != token


def test_off_by_default() -> None:
    with running() as live:
        assert live.token() != live.token()


@pytest.mark.parametrize("rule", [{"lives": 10}, {"skew_seconds": 10}], ids=["lives", "skew"])
def test_what_was_promised_goes_on(live: Running, rule: dict[str, int]) -> None:
    """What a scenario keeps from a program at first, the token given again does not tell either."""
    live.control("PUT", "/scenarios/not-as-told", {"token": rule}, expect=201)
    client = {"client_id": "x", "client_secret": "s", "scenario": "not-as-told"}
    live.control("POST", "/clients", client, expect=201)
    token, life = told(live, client_id="x", secret="s")
    assert life == 100
    live.time.pass_(seconds=1)
    assert told(live, client_id="x", secret="s") == (token, 99)


def test_a_new_one_when_the_promise_is_over(live: Running) -> None:
    """A token that really lives longer is still good, but a program was told its end."""
    live.control("PUT", "/scenarios/lives-on", {"token": {"ttl": 10, "lives": 3600}}, expect=201)
    client = {"client_id": "x", "client_secret": "s", "scenario": "lives-on"}
    live.control("POST", "/clients", client, expect=201)
    token, _ = told(live, client_id="x", secret="s")
    live.time.pass_(milliseconds=9500)
    assert told(live, client_id="x", secret="s") == (token, 0)
    live.time.pass_(milliseconds=500)
    following, life = told(live, client_id="x", secret="s")
    assert (following != token, life) == (True, 10)
    assert live.invoices(token).status == 200
