"""Every client of the table gets a token that works, or is told what to do instead."""

from urllib.parse import urlsplit

import pytest

from clients.rows import REFUSED, ROWS, Row
from clients.wire import Answer, exchange

FIELDS = ["access_token", "token_type", "expires_in", "scope"]


def ask(url: str, row: Row) -> Answer:
    return exchange(url, row.packets(urlsplit(url).netloc), wait=row.waits)


def use(url: str, token: str) -> Answer:
    host = urlsplit(url).netloc
    request = f"GET /v1/invoices HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
    return exchange(url, [request.encode()], method="GET")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.client)
def test_a_token_that_works(url: str, row: Row) -> None:
    answer = ask(url, row)
    assert answer.status == 200, answer.body
    assert list(answer.json()) == FIELDS
    assert use(url, answer.json()["access_token"]).status == 200


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.client)
def test_credentials_in_the_body_are_refused_with_a_hint(url: str, row: Row) -> None:
    answer = ask(url, row)
    assert answer.status == 401
    assert answer.json() == {
        "error": "invalid_client",
        "error_description": "Client credentials in the request are not accepted: use HTTP Basic authentication",
    }
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_newman_sends_no_credentials_for_the_auth_type_oauth2(url: str) -> None:
    row = Row("newman 6.2, oauth2", "/v1/oauth/token?grant_type=client_credentials", encode=None)
    answer = ask(url, row)
    assert answer.status == 401
    assert answer.json()["message"] == "Full authentication is required to access this resource"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.client)
def test_a_wrong_secret_in_each_clients_way_is_refused(url: str, row: Row) -> None:
    assert row.encode is not None
    wrong = Row(**{**vars(row), "pair": (row.pair[0], row.pair[1] + "x")})
    answer = ask(url, wrong)
    assert (answer.status, answer.json()["message"]) == (401, "Bad credentials")


def test_the_names_are_all_different() -> None:
    names = [row.client for row in ROWS + REFUSED]
    assert sorted(set(names)) == sorted(names)
