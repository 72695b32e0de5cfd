"""The Bearer header: what is asked for, when, and how a refusal is worded and quoted."""

import pytest

from support import EXAMPLE_TOKEN, Answer, Running, basic, bearer

NO_TOKEN = "Full authentication is required to access this resource"
TYPE = "application/json;charset=UTF-8"


def check(answer: Answer, status: int, text: str, challenge: str) -> None:
    assert (answer.status, answer.text) == (status, text)
    assert answer.app_headers == {
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
        "WWW-Authenticate": challenge,
        "Content-Type": TYPE,
        "Content-Length": str(len(answer.body)),
    }
    assert answer.header("X-Mock-Osigu-Request-Id")
    assert answer.header("Date") == "Thu, 01 Jan 2026 00:00:00 GMT"


def check_invalid(answer: Answer, description: str) -> None:
    text = f'{{"error":"invalid_token","error_description":"{description}"}}'
    challenge = f'Bearer realm="osigu", error="invalid_token", error_description="{description}"'
    check(answer, 401, text, challenge)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer ", "  Bearer"])
def test_the_scheme_has_no_case(live: Running, scheme: str) -> None:
    answer = live.send("GET", "/v1/invoices", ("Authorization", f"{scheme} {EXAMPLE_TOKEN}"))
    assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "   ")],
        [("Authorization", EXAMPLE_TOKEN)],
        [("Authorization", f"Token {EXAMPLE_TOKEN}")],
        [("Authorization", f"Bearer{EXAMPLE_TOKEN}")],
        [("X-Authorization", f"Bearer {EXAMPLE_TOKEN}")],
        [basic()],
        [("Authorization", "Basic ???")],
        [basic(), bearer(EXAMPLE_TOKEN)],
    ],
    ids=str,
)
def test_no_token_or_another_scheme(live: Running, headers: list[tuple[str, str]]) -> None:
    text = f'{{"error":"unauthorized","error_description":"{NO_TOKEN}"}}'
    challenge = f'Bearer realm="osigu", error="unauthorized", error_description="{NO_TOKEN}"'
    check(live.send("GET", "/v1/invoices", *headers), 401, text, challenge)


@pytest.mark.parametrize("target", [f"/v1/invoices?access_token={EXAMPLE_TOKEN}", "/v1/invoices"])
def test_no_token_in_the_query_or_the_body(live: Running, target: str) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    answer = live.send("POST", target, form, body=f"access_token={EXAMPLE_TOKEN}".encode())
    assert (answer.status, answer.json()["error"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    "sent, shown",
    [
        pytest.param("nonsense", "nonsense", id="unknown"),
        pytest.param(EXAMPLE_TOKEN.upper(), EXAMPLE_TOKEN.upper(), id="another case"),
        pytest.param("", "", id="nothing after the scheme"),
        pytest.param("two words", "two words", id="two words"),
        pytest.param(f"x={EXAMPLE_TOKEN}", f"x={EXAMPLE_TOKEN}", id="parameters"),
        pytest.param("t" * 200, "t" * 200, id="200 characters"),
        pytest.param("t" * 201, "t" * 200, id="201 characters"),
        pytest.param("é" * 300 + "ok", "ok", id="the cut comes after the cleaning"),
        pytest.param("tok\té\xa0en", "token", id="control and non-ASCII"),
        pytest.param('a"b', 'a\\"b', id="a quote"),
        pytest.param("a\\b", "a\\\\b", id="a backslash"),
        pytest.param('", realm="evil', '\\", realm=\\"evil', id="no parameter of the challenge can be added"),
    ],
)
def test_an_unknown_token_is_quoted_safely(live: Running, sent: str, shown: str) -> None:
    answer = live.send("GET", "/v1/invoices", ("Authorization", f"Bearer {sent}".encode()))
    check_invalid(answer, f"Invalid access token: {shown}")


def test_two_headers(live: Running) -> None:
    answer = live.send("GET", "/v1/invoices", bearer(EXAMPLE_TOKEN), bearer(EXAMPLE_TOKEN))
    check_invalid(answer, f"Invalid access token: {EXAMPLE_TOKEN},Bearer {EXAMPLE_TOKEN}")


def test_expired_and_revoked(live: Running) -> None:
    token = live.token()
    live.control("POST", "/tokens/expire")
    check_invalid(live.invoices(token), f"Access token expired: {token}")
    token = live.token()
    live.control("POST", "/tokens/revoke")
    check_invalid(live.invoices(token), f"Invalid access token: {token}")


@pytest.mark.parametrize(
    "target",
    [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1//invoices",
        "/v1/invoices/",
        "/v1/oauth",
        "/v1/oauth/token/",
        "/v1/oauth/token/x",
        "/v1/invoices/not-an-id",
        "/%76%31/invoices",
        "/__sandbox/unknown/v1/nothing",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_401_before_anything_else_below_v1(live: Running, method: str, target: str) -> None:
    assert live.send(method, target).json()["error"] == "unauthorized"
    assert live.send(method, target, bearer("x")).json()["error"] == "invalid_token"


@pytest.mark.parametrize(
    "method, headers, body",
    [
        pytest.param("PUT", [], b"", id="before 405"),
        pytest.param("OPTIONS", [], b"", id="before 405 for OPTIONS"),
        pytest.param("POST", [("Content-Type", "text/plain")], b"{}", id="before 415"),
        pytest.param("POST", [("Content-Type", "application/json")], b"{}", id="before 422"),
        pytest.param("POST", [("Content-Type", "application/json")], b"{", id="before 400"),
        pytest.param("POST", [], b"x" * (10 * 1024 * 1024 + 1), id="before 413"),
    ],
)
def test_401_before_what_is_wrong_with_a_request(
    live: Running, method: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    assert live.send(method, "/v1/invoices", *headers, body=body).status == 401


def test_head_is_refused_without_a_body(live: Running) -> None:
    answer = live.send("HEAD", "/v1/invoices")
    assert (answer.status, answer.body) == (401, b"")
    assert (answer.header("WWW-Authenticate") or "").startswith('Bearer realm="osigu"')


@pytest.mark.parametrize(
    "scopes, method, needed",
    [
        (["write"], "GET", "read"),
        (["write"], "HEAD", "read"),
        (["read"], "POST", "write"),
        (["read"], "PATCH", "write"),
        (["read"], "DELETE", "write"),
        ([], "GET", "read"),
        (["arc:read"], "GET", "read"),
    ],
)
def test_authority_missing(live: Running, scopes: list[str], method: str, needed: str) -> None:
    token = live.control("POST", "/tokens", {"scopes": scopes}, expect=201)["access_token"]
    answer = live.send(method, "/v1/invoices", bearer(token))
    description = "Insufficient scope for this resource"
    text = f'{{"error":"insufficient_scope","error_description":"{description}","scope":"{needed}"}}'
    challenge = f'Bearer realm="osigu", error="insufficient_scope", error_description="{description}", scope="{needed}"'
    if method == "HEAD":
        assert (answer.status, answer.header("WWW-Authenticate")) == (403, challenge)
    else:
        check(answer, 403, text, challenge)


def test_the_scope_that_was_asked_for_is_the_authority(live: Running) -> None:
    token = live.ask_token(scope="read").json()["access_token"]
    assert live.send("GET", "/v1/invoices", bearer(token)).status == 200
    assert live.send("POST", "/v1/invoices", bearer(token)).status == 403


def test_scopes_of_a_token_are_those_of_its_birth(live: Running) -> None:
    token = live.token()
    live.control("PATCH", "/clients/cossen-osigu-service", {"scopes": []})
    assert live.invoices(token).status == 200
    assert live.invoices(live.token()).status == 403
