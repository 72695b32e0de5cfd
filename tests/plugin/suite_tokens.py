"""A suite as a user would write it: tokens, and the ways they end.

It runs against a server of its own and against one elsewhere. What a test records must be the same both ways.
"""

from datetime import timedelta

import pytest
import requests

from plugin.suite_calls import TIMEOUT, Record, ask_token, list_invoices, status, token_of
from pytest_mock_osigu import OsiguServer


def test_the_main_path(osigu_server: OsiguServer, record_property: Record) -> None:
    answer = ask_token(osigu_server)
    body = answer.json()
    record_property("token", [answer.status_code, *body, body["expires_in"], body["scope"]])
    listed = list_invoices(osigu_server, body["access_token"])
    record_property("invoices", listed.text)
    assert listed.status_code == 200
    assert listed.json()["page"]["total_elements"] == 25


def test_basic_auth_is_the_header(osigu_server: OsiguServer) -> None:
    answer = requests.post(
        osigu_server.token_url,
        params={"grant_type": "client_credentials"},
        headers={"Authorization": osigu_server.basic_auth},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 200


def test_bearer_and_osigu_token(osigu_server: OsiguServer, osigu_token: str) -> None:
    url = f"{osigu_server.url}/v1/invoices"
    assert requests.get(url, headers=osigu_server.bearer(), timeout=TIMEOUT).status_code == 200
    assert status(osigu_server, osigu_token) == 200
    assert osigu_server.bearer() != osigu_server.bearer()


@pytest.mark.osigu(token_ttl=5)
def test_expiry_by_a_short_life(osigu_server: OsiguServer) -> None:
    token = token_of(osigu_server)
    osigu_server.clock.freeze()
    osigu_server.clock.advance(seconds=4)
    assert status(osigu_server, token) == 200
    osigu_server.clock.advance(seconds=1)
    assert status(osigu_server, token) == 401


def test_expiry_by_a_scenario(osigu_server: OsiguServer, record_property: Record) -> None:
    osigu_server.scenario("token-expired")
    answer = list_invoices(osigu_server, token_of(osigu_server))
    assert answer.status_code == 401
    record_property("error", [answer.json()["error"], answer.headers["WWW-Authenticate"][:30]])
    osigu_server.scenario(None)
    assert status(osigu_server, token_of(osigu_server)) == 200


@pytest.mark.osigu(scenario="token-expires-once")
def test_expiry_once(osigu_server: OsiguServer) -> None:
    assert [status(osigu_server, token_of(osigu_server)) for _ in range(4)] == [401, 200, 401, 200]


def test_a_control_token_is_good_whatever_the_scenario(osigu_server: OsiguServer) -> None:
    osigu_server.scenario("token-expires-once")
    assert status(osigu_server, osigu_server.issue_token()) == 200
    assert status(osigu_server, token_of(osigu_server)) == 401


def test_expiry_on_the_spot(osigu_server: OsiguServer) -> None:
    first, second = token_of(osigu_server), osigu_server.issue_token()
    assert osigu_server.expire_tokens(access_token=first) == 1
    assert (status(osigu_server, first), status(osigu_server, second)) == (401, 200)
    assert osigu_server.expire_tokens() >= 1
    assert status(osigu_server, second) == 401
    assert status(osigu_server, token_of(osigu_server)) == 200


def test_expiry_by_the_clock(osigu_server: OsiguServer) -> None:
    token = token_of(osigu_server)
    osigu_server.clock.advance(hours=25)
    assert status(osigu_server, token) == 401


def test_revoked_tokens(osigu_server: OsiguServer) -> None:
    token = token_of(osigu_server)
    assert osigu_server.revoke_tokens(client_id=osigu_server.client_id) >= 1
    assert status(osigu_server, token) == 401


def test_a_token_of_ones_own_length(osigu_server: OsiguServer) -> None:
    osigu_server.clock.freeze()
    token = osigu_server.issue_token(expires_in=10)
    osigu_server.clock.advance(timedelta(seconds=10))
    assert status(osigu_server, token) == 401


def test_a_token_that_may_only_read(osigu_server: OsiguServer) -> None:
    token = osigu_server.issue_token(scopes=["read"])
    assert status(osigu_server, token) == 200
    answer = requests.post(
        f"{osigu_server.url}/v1/invoices",
        json={"invoices": []},
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 403
