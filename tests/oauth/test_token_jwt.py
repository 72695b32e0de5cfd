"""`--token-format jwt`: ARC's documented form, checked by another library with the published keys alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from mock_osigu.settings import Settings
from support import START, Running, running

SCOPES = ["arc:read", "arc:write"]
CLIENTS = [{"client_id": "arc", "client_secret": "s", "scopes": SCOPES}]
NOW = int(START.timestamp())


@pytest.fixture(scope="module")
def live() -> Iterator[Running]:
    """One server for all: its key takes a while to make."""
    with running(Settings(token_format="jwt", clients=CLIENTS)) as server:
        yield server


def decode(live: Running, token: str) -> Any:
    keys = KeySet.import_key_set(live.send("GET", "/.well-known/jwks.json").json())
    return jwt.decode(token, keys, algorithms=["RS256"])


def test_the_answer_and_the_claims(live: Running) -> None:
    answer = live.ask_token("arc", "s", scope="arc:write")
    assert {key: value for key, value in answer.json().items() if key != "access_token"} == {
        "token_type": "bearer",
        "expires_in": 3600,
        "scope": "arc:write",
    }
    token = decode(live, answer.json()["access_token"])
    assert token.header["alg"] == "RS256"
    assert token.header["typ"] == "JWT"
    jti = token.claims.pop("jti")
    assert token.claims == {
        "iss": "https://sandbox.osigu.com",
        "sub": "arc",
        "client_id": "arc",
        "scope": "arc:write",
        "iat": NOW,
        "exp": NOW + 3600,
    }
    other = decode(live, live.token("arc", "s"))
    assert jti != other.claims["jti"]


def test_the_keys(live: Running) -> None:
    answer = live.send("GET", "/.well-known/jwks.json")
    token = live.token("arc", "s")
    (key,) = answer.json()["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert key["kid"] == decode(live, token).header["kid"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & key.keys(), "the private half stays here"
    assert live.send("GET", "/.well-known/jwks.json").body == answer.body


def test_it_works_until_it_expires() -> None:
    with running(Settings(token_format="jwt", token_ttl=5)) as live:
        token = live.token()
        assert live.ask_token().json()["expires_in"] == 5
        claims = decode(live, token).claims
        assert claims["exp"] - claims["iat"] == 5
        assert live.invoices(token).status == 200
        live.time.pass_(seconds=5)
        answer = live.invoices(token)
        assert answer.json()["error_description"] == f"Access token expired: {token[:200]}"


def test_a_token_signed_by_somebody_else_is_unknown(live: Running) -> None:
    head, claims, _ = live.token("arc", "s").split(".")
    answer = live.invoices(f"{head}.{claims}.c2lnbmF0dXJl")
    assert (answer.status, answer.json()["error"]) == (401, "invalid_token")


def test_one_key_for_every_sandbox_and_over_resets(live: Running) -> None:
    before = live.send("GET", "/.well-known/jwks.json").body
    made = live.new_sandbox()
    token = live.token(made["client_id"], made["client_secret"])
    assert decode(live, token).claims["client_id"] == made["client_id"]
    live.control("POST", "/reset")
    assert live.send("GET", "/.well-known/jwks.json").body == before


def test_opaque_tokens_need_no_keys() -> None:
    with running() as live:
        answer = live.send("GET", "/.well-known/jwks.json")
        assert (answer.status, answer.text) == (200, '{"keys":[]}')


def test_the_keys_are_open_even_where_control_is_locked() -> None:
    with running(Settings(control=False)) as live:
        assert live.send("GET", "/.well-known/jwks.json", ("Host", "evil.example")).status == 200
