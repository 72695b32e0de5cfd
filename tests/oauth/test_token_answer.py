"""What a good request for a token gets, and what it may look like."""

import base64
import re

import pytest

from mock_osigu.settings import Settings
from support import CLIENT_ID, SECRET, TOKEN_PATH, Running, basic, running

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
GRANT = b"grant_type=client_credentials"


def test_the_whole_answer(live: Running) -> None:
    answer = live.send("POST", TOKEN_PATH, basic())
    token = answer.json()["access_token"]
    assert UUID4.fullmatch(token)
    assert answer.status == 200
    assert answer.text == (
        f'{{"access_token":"{token}","token_type":"bearer","expires_in":86399,"scope":"read write"}}'
    )
    assert answer.app_headers == {
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
        "Content-Type": "application/json;charset=UTF-8",
        "Content-Length": str(len(answer.body)),
    }
    assert UUID4.fullmatch(answer.header("X-Mock-Osigu-Request-Id") or "")
    assert answer.header("Date") == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_the_documented_header_is_the_default_client(live: Running) -> None:
    documented = "Basic Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5"
    assert basic() == ("Authorization", documented)
    assert live.send("POST", TOKEN_PATH, ("Authorization", documented)).status == 200


def test_a_token_works_and_each_is_new(live: Running) -> None:
    tokens = {live.token() for _ in range(20)}
    assert len(tokens) == 20
    assert {live.invoices(token).status for token in tokens} == {200}


@pytest.mark.parametrize(
    "target, headers, body",
    [
        pytest.param(TOKEN_PATH, [], b"", id="query, no body, no length"),
        pytest.param(TOKEN_PATH, [("Content-Length", "0")], b"", id="query, length 0"),
        pytest.param(TOKEN_PATH, [("Content-Type", "application/octet-stream")], b"", id="query, octets"),
        pytest.param(TOKEN_PATH, [("Content-Type", "application/json")], b"{}", id="query, JSON {}"),
        pytest.param(TOKEN_PATH, [("Content-Type", "what/ever")], b"\xff\x00&=%zz", id="query, garbage"),
        pytest.param(TOKEN_PATH, [FORM], GRANT, id="query and form"),
        pytest.param("/v1/oauth/token", [FORM], GRANT, id="form"),
        pytest.param("/v1/oauth/token", [], GRANT, id="form, no content type"),
        pytest.param("/v1/oauth/token", [("Content-Type", "application/json")], GRANT, id="form said JSON"),
        pytest.param(
            "/v1/oauth/token",
            [("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"), ("Accept", "text/html")],
            GRANT + b"&scope=",
            id="form, charset, any Accept, empty scope",
        ),
        pytest.param(
            "/v1/oauth/token",
            [("Content-Type", "multipart/form-data; boundary=x")],
            b'--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--x--\r\n',
            id="multipart",
        ),
        pytest.param(
            "/v1/oauth/token",
            [FORM, ("Transfer-Encoding", "chunked")],
            b"1d\r\n" + GRANT + b"\r\n0\r\n\r\n",
            id="chunked",
        ),
        pytest.param(
            TOKEN_PATH, [("Transfer-Encoding", "chunked")], b"0\r\n\r\n", id="query, an empty chunked body"
        ),
    ],
)
def test_the_grant_comes_from_query_or_form(
    live: Running, target: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    answer = live.send("POST", target, basic(), *headers, body=body)
    assert (answer.status, answer.json()["scope"]) == (200, "read write")


@pytest.mark.parametrize(
    "target, body, scope",
    [
        ("&scope=", b"", "read write"),
        ("&scope=%20+%20", b"", "read write"),
        ("&scope=read", b"", "read"),
        ("&scope=write", b"", "write"),
        ("&scope=write+read", b"", "write read"),
        ("&scope=read%20read", b"", "read"),
        ("&scope=read&scope=write", b"", "read"),
        ("&scope=read", b"scope=write", "read"),
        ("", b"scope=write&scope=read", "write"),
        ("&grant_type=password", b"grant_type=password", "read write"),
    ],
)
def test_scope_is_what_was_asked_for_and_the_first_of_a_repeated_parameter_counts(
    live: Running, target: str, body: bytes, scope: str
) -> None:
    answer = live.send("POST", TOKEN_PATH + target, basic(), FORM, body=body)
    assert (answer.status, answer.json()["scope"]) == (200, scope)


def test_scopes_of_a_client_in_its_own_order() -> None:
    settings = Settings(
        clients=[{"client_id": "arc", "client_secret": "s", "scopes": ["arc:write", "arc:read"]}]
    )
    with running(settings) as live:
        assert live.ask_token("arc", "s").json()["scope"] == "arc:write arc:read"
        assert live.ask_token("arc", "s", scope="arc:read").json()["scope"] == "arc:read"


def test_a_provider_slug_is_told_last(live: Running) -> None:
    live.control(
        "POST", "/clients", {"client_id": "dvs", "client_secret": "s", "provider_slug": "br-ß"}, expect=201
    )
    answer = live.ask_token("dvs", "s")
    token = answer.json()["access_token"]
    assert answer.text == (
        f'{{"access_token":"{token}","token_type":"bearer","expires_in":86399,"scope":"read write",'
        '"extensions":{"provider_slug":"br-ß"}}'
    )


@pytest.mark.parametrize("ttl, told", [(1, 1), (0, 0), (3_153_600_000, 3_153_600_000)])
def test_the_life_that_was_set_is_told(ttl: int, told: int) -> None:
    with running(Settings(token_ttl=ttl)) as live:
        assert live.ask_token().json()["expires_in"] == told


def test_a_clients_own_life_comes_before_the_worlds() -> None:
    own = {"client_id": "own", "client_secret": "s", "token_ttl": 7}
    with running(Settings(clients=[own, "usual:s"], token_ttl=60)) as live:
        assert live.ask_token("own", "s").json()["expires_in"] == 7
        assert live.ask_token("usual", "s").json()["expires_in"] == 60


def test_the_scheme_has_no_case(live: Running) -> None:
    value = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
    for scheme in ("basic", "BASIC", "bAsIc", "Basic "):
        assert live.send("POST", TOKEN_PATH, ("Authorization", f"{scheme} {value}")).status == 200


def test_the_tokens_of_other_times_are_never_given_again(live: Running) -> None:
    seen = {live.token()}
    live.control("PUT", "/snapshots/s", expect=201)
    for _ in range(5):
        live.control("POST", "/reset")
        seen.add(live.token())
        live.control("POST", "/snapshots/s/restore")
        seen.add(live.token())
    assert len(seen) == 11


def test_the_same_under_a_sandboxs_path(live: Running) -> None:
    made = live.new_sandbox()
    answer = live.ask_token(made["client_id"], made["client_secret"], prefix=f"/__sandbox/{made['id']}")
    assert answer.status == 200
    assert live.invoices(answer.json()["access_token"]).status == 200
