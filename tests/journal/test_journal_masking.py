"""No secret is in the journal, the log or a repr; but the same secret has the same fingerprint everywhere."""

import json
import re
from hashlib import sha256

import pytest

from mock_osigu.accesslog import json_line, text_line
from mock_osigu.control.clients import ClientMade, NewClient
from mock_osigu.engine.faults import Tally
from mock_osigu.engine.masking import fingerprint, mask
from mock_osigu.web.authorization import read_authorization
from mock_osigu.web.reading import read
from support import CLIENT_ID, EXAMPLE_TOKEN, SECRET, START, Running, basic, bearer


def shown(secret: str) -> str:
    return f"[masked {sha256(secret.encode()).hexdigest()[:8]}]"


def journal_text(live: Running) -> str:
    """All that the journal says, with every entry's explanation."""
    items = live.control("GET", "/requests")["items"]
    explained = [live.control("GET", f"/requests/{item['id']}/explain") for item in items]
    return json.dumps([items, explained])


def test_a_token_is_masked_from_its_issue_to_its_use(live: Running) -> None:
    token = live.token()
    live.invoices(token)
    text = journal_text(live)
    assert token not in text
    assert SECRET not in text
    assert basic()[1] not in text
    issued, used = live.control("GET", "/requests")["items"][::-1]
    assert json.loads(issued["response"]["body"])["access_token"] == shown(token)
    assert issued["request"]["headers"]["Authorization"] == f"Basic {shown(basic()[1].split()[1])}"
    assert used["token"] == shown(token)
    assert used["request"]["headers"]["Authorization"] == f"Bearer {shown(token)}"


def test_a_bad_token_is_masked_in_the_answer_too(live: Running) -> None:
    live.invoices("never-issued-token")
    (entry,) = live.control("GET", "/requests")["items"]
    assert "never-issued-token" not in journal_text(live)
    assert entry["response"]["body"].count(shown("never-issued-token")) == 1
    assert shown("never-issued-token") in entry["response"]["headers"]["WWW-Authenticate"]


@pytest.mark.parametrize(
    "target, body, content_type",
    [
        ("/v1/oauth/token?client_secret=topsecret1", b"", "text/plain"),
        ("/v1/oauth/token?a=1&access_token=topsecret1", b"", "text/plain"),
        ("/v1/oauth/token", b"client_id=a&client_secret=topsecret1", "application/x-www-form-urlencoded"),
        ("/v1/oauth/token", b'{"clientSecret": "topsecret1"}', "application/json"),
        ("/v1/oauth/token", b'{"password":"topsecret1","x":1}', "application/json"),
        ("/v1/invoices", b"Authorization: Bearer topsecret1", "text/plain"),
    ],
)
def test_secrets_in_the_wrong_place(live: Running, target: str, body: bytes, content_type: str) -> None:
    live.send("POST", target, ("Content-Type", content_type), body=body)
    text = journal_text(live)
    assert "topsecret1" not in text
    assert shown("topsecret1") in text


@pytest.mark.parametrize("place", ["/v1/invoices/{}", "/{}/x", "/v1/invoices?page={}"])
def test_an_issued_token_is_masked_wherever_it_stands(live: Running, place: str) -> None:
    token = live.token()
    live.send("GET", place.format(token), bearer(EXAMPLE_TOKEN), ("X-Auth", token))
    text = journal_text(live)
    assert token not in text
    assert text.count(shown(token)) >= 3


def test_a_secret_that_stands_elsewhere_in_its_request(live: Running) -> None:
    live.send("POST", f"/v1/oauth/token?hint={SECRET}", basic(CLIENT_ID, SECRET))
    assert SECRET not in journal_text(live)


def test_ids_of_invoices_stay_readable(live: Running) -> None:
    listed = live.invoices(EXAMPLE_TOKEN).json()
    invoice_id = listed["content"][0]["id"]
    live.send("GET", f"/v1/invoices/{invoice_id}", bearer(EXAMPLE_TOKEN))
    assert live.control("GET", "/requests")["items"][0]["path"] == f"/v1/invoices/{invoice_id}"


def test_jwts_are_masked_without_being_known() -> None:
    assert mask("x eyJhbGciOi.eyJpc3MiOiJ.c2ln-_ y") == f"x {fingerprint('eyJhbGciOi.eyJpc3MiOiJ.c2ln-_')} y"


@pytest.mark.parametrize(
    "text",
    [
        'Bearer realm="osigu", error="invalid_token"',
        'Basic realm="oauth2/client"',
        '{"token_type":"bearer","expires_in":1}',
        "grant_type=client_credentials&scope=read",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_changes_nothing() -> None:
    once = mask('{"access_token":"abc","q":"?client_secret=def&x=1"} Bearer ghi', ["ghi"])
    assert re.search("abc|def|ghi", once) is None
    assert mask(once) == once


class Answered:
    method, path, status, response_bytes, seconds, outcome = (
        "POST",
        "/v1/oauth/token?client_secret=abc&x=1",
        401,
        1,
        0.1,
        "sent",
    )


def test_the_log_has_no_secret() -> None:
    for line in (text_line(START, Answered()), json_line(START, Answered())):
        assert "abc" not in line
        assert shown("abc") in line
        assert "x=1" in line


def test_no_repr_has_a_secret(live: Running) -> None:
    token = live.token()
    live.invoices(token)
    sandbox = live.sandboxes.default
    made = ClientMade(
        client_id="a",
        client_secret=SECRET,
        scopes=(),
        provider="a",
        provider_slug=None,
        data_source="ERP",
        token_ttl=None,
        scenario=None,
    )
    values = [
        *sandbox.requests.entries,
        *sandbox.tokens.all(),
        *sandbox.clients.all(),
        read_authorization(basic()[1]),
        read_authorization(bearer(token)[1]),
        read({"REQUEST_METHOD": "GET", "PATH_INFO": f"/v1/{SECRET}", "HTTP_AUTHORIZATION": bearer(token)[1]}),
        Tally("fault-1", token),
        NewClient(client_secret=SECRET),
        made,
    ]
    for value in values:
        shown = f"{value!r} {list(value.__rich_repr__()) if hasattr(value, '__rich_repr__') else ''}"
        assert token not in shown
        assert SECRET not in shown
