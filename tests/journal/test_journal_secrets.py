"""The secrets of a sandbox's clients are masked wherever they stand, in any spelling, cut bodies included."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from mock_osigu.engine.clients import REMEMBERED_SECRETS
from mock_osigu.engine.journal import _MAX_BODY
from mock_osigu.engine.masking import fingerprint
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


def shown_with(live: Running, secret: str) -> str:
    """What the journal says of a secret that is sent where no client sends one."""
    token = live.token("token-short", "sandbox")
    live.send("GET", f"/v1/invoices?note={secret}", bearer(token), ("X-Whatever", secret))
    live.send("POST", "/v1/invoices", bearer(token), body=f'{{"filing_reference":"{secret}"}}'.encode())
    return journal(live)


@pytest.mark.parametrize("leave", ["rotated", "removed", "reset"])
def test_a_secret_that_held_once(live: Running, leave: str) -> None:
    made = live.control("POST", "/clients", {"client_id": "app"}, expect=201)
    if leave == "rotated":
        for secret in ("another-one", "and-another"):
            live.control("PATCH", "/clients/app", {"client_secret": secret})
    elif leave == "removed":
        live.control("DELETE", "/clients/app", expect=204)
    else:
        live.control("POST", "/reset")
    old = made["client_secret"]
    shown = shown_with(live, old)
    assert old not in shown
    assert shown.count(fingerprint(old)) == 3
    assert live.ask_token("app", old).status == 401, "it is known for masking, and for nothing else"


def test_as_many_are_known_as_are_promised(live: Running) -> None:
    secrets = [f"secret-number-{number}" for number in range(REMEMBERED_SECRETS + 1)]
    for secret in secrets:
        live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_secret": secret})
    assert secrets[1] not in shown_with(live, secrets[1])
    assert len(live.sandboxes.default.clients.pairs()) <= REMEMBERED_SECRETS + len(
        live.sandboxes.default.clients.all()
    )
