"""The secrets of a sandbox's clients are masked wherever they stand, in any spelling, cut bodies included."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from mock_osigu.engine.journal import _MAX_BODY
from support import CLIENT_ID, SECRET, Running, bearer, running

BASIC = b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()


@pytest.fixture
def live() -> Iterator[Running]:
    with running() as started:
        yield started


def journal(live: Running) -> str:
    return live.try_control("GET", "/requests").text


def every_letter(text: str) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in text)


@pytest.mark.parametrize("secret", [SECRET, BASIC])
def test_a_secret_in_a_path_a_query_a_header_and_a_body(live: Running, secret: str) -> None:
    token = live.token()
    safe = quote(secret, safe="")
    live.send("GET", f"/v1/invoices/{safe}?x={safe}", bearer(token), ("X-Whatever", secret))
    live.send("POST", "/v1/invoices", bearer(token), body=f'{{"filing_reference":"{secret}"}}'.encode())
    assert secret not in journal(live)
    assert "[masked" in journal(live)


def test_a_token_in_another_spelling(live: Running) -> None:
    token = live.token()
    live.send("GET", f"/v1/invoices/{every_letter(token)}?x={every_letter(token)}")
    live.send("GET", f"/v1/invoices/{token.upper()}")
    shown = journal(live)
    assert token not in shown
    assert token.upper() not in shown
    assert every_letter(token) not in shown


def test_id_and_secret_the_wrong_way_round(live: Running) -> None:
    live.ask_token(SECRET, CLIENT_ID)
    assert SECRET not in journal(live)


@pytest.mark.parametrize("kept", [20, 35])
def test_a_token_that_a_cut_went_through(live: Running, kept: int) -> None:
    token = live.token()
    body = b'"' + b"z" * (_MAX_BODY - kept - 2) + b" " + token.encode() + b"y" * 99
    live.send("POST", "/v1/invoices", bearer(token), body=body)
    assert token[:kept] not in journal(live)


def test_two_authorization_headers_are_explained(live: Running) -> None:
    token = live.token()
    live.send("GET", "/v1/invoices", bearer(token), bearer(token))
    entry = live.control("GET", "/requests")["items"][0]
    explained = live.control("GET", f"/requests/{entry['id']}/explain")
    assert "two Authorization headers" in explained["because"][0]
