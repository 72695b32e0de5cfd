"""Every refusal of the token endpoint, word for word: status, headers, body and the order of its fields."""

import base64

import pytest

from support import TOKEN_PATH, Answer, Running, basic

PATH = "/v1/oauth/token"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
OAUTH = {"Content-Type": "application/json;charset=UTF-8"}
BASIC_CHALLENGE = {"WWW-Authenticate": 'Basic realm="oauth2/client"'}
USE_BASIC = "Client credentials in the request are not accepted: use HTTP Basic authentication"


def check(answer: Answer, status: int, text: str, headers: dict[str, str]) -> None:
    assert (answer.status, answer.text) == (status, text)
    assert answer.app_headers == headers | {"Content-Length": str(len(answer.body))}
    assert answer.header("X-Mock-Osigu-Request-Id")
    assert answer.header("Date") == "Thu, 01 Jan 2026 00:00:00 GMT"


def oauth(error: str, description: str, scope: str | None = None) -> str:
    more = "" if scope is None else f',"scope":"{scope}"'
    return f'{{"error":"{error}","error_description":"{description}"{more}}}'


def container(message: str, path: str = PATH) -> str:
    return (
        '{"timestamp":"2026-01-01T00:00:00.000+0000","status":401,"error":"Unauthorized",'
        f'"message":"{message}","path":"{path}"}}'
    )


def encoded(raw: bytes) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "headers, message",
    [
        pytest.param([], "Full authentication is required to access this resource", id="none"),
        pytest.param(
            [("Authorization", "")], "Full authentication is required to access this resource", id="empty"
        ),
        pytest.param(
            [("Authorization", "Digest x=y")],
            "Full authentication is required to access this resource",
            id="another scheme",
        ),
        pytest.param(
            [("Authorization", "Bearer x")],
            "Full authentication is required to access this resource",
            id="a token",
        ),
        pytest.param([basic("cossen-osigu-service", "wrong")], "Bad credentials", id="wrong secret"),
        pytest.param([basic("nobody", "base64secretkey")], "Bad credentials", id="unknown client"),
        pytest.param([encoded(b":")], "Bad credentials", id="nothing but a colon"),
        pytest.param([encoded(b"\xff\xfe:\x00")], "Bad credentials", id="bytes"),
        pytest.param(
            [("Authorization", "Basic §§§".encode())],
            "Failed to decode basic authentication token",
            id="not Base64",
        ),
        pytest.param(
            [("Authorization", "Basic YTpi YTpi")],
            "Failed to decode basic authentication token",
            id="two values",
        ),
        pytest.param(
            [("Authorization", "Basic abc")], "Failed to decode basic authentication token", id="cut off"
        ),
        pytest.param([encoded(b"no colon")], "Invalid basic authentication token", id="no colon"),
        pytest.param([("Authorization", "Basic")], "Invalid basic authentication token", id="no value"),
        pytest.param(
            [basic(), basic()], "Failed to decode basic authentication token", id="the same header twice"
        ),
        pytest.param(
            [basic(), ("Authorization", "Bearer x")],
            "Failed to decode basic authentication token",
            id="two headers",
        ),
    ],
)
def test_bad_credentials(live: Running, headers: list[tuple[str, str]], message: str) -> None:
    answer = live.send("POST", TOKEN_PATH, *headers)
    check(answer, 401, container(message), BASIC_CHALLENGE | {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "target, body",
    [
        ("", b"grant_type=client_credentials&client_id=cossen-osigu-service&client_secret=base64secretkey"),
        ("", b"client_secret=base64secretkey"),
        ("?grant_type=client_credentials&client_id=x", b""),
    ],
)
def test_credentials_in_the_request(live: Running, target: str, body: bytes) -> None:
    answer = live.send("POST", PATH + target, FORM, body=body)
    check(answer, 401, oauth("invalid_client", USE_BASIC), NO_STORE | BASIC_CHALLENGE | OAUTH)


def test_credentials_in_the_request_do_no_harm_beside_basic(live: Running) -> None:
    answer = live.send("POST", TOKEN_PATH, basic(), FORM, body=b"client_id=x&client_secret=y")
    assert answer.status == 200


@pytest.mark.parametrize(
    "target, body",
    [
        ("", b""),
        ("?grant_type=", b"grant_type=client_credentials"),
        ("?grant_type=%20", b""),
        ("", b'{"grant_type":"client_credentials"}'),
        ("", b"GRANT_TYPE=client_credentials"),
        ("", b"\x00\xff" * 50),
    ],
)
def test_no_grant_type(live: Running, target: str, body: bytes) -> None:
    answer = live.send("POST", PATH + target, basic(), body=body)
    check(answer, 400, oauth("invalid_request", "Missing grant type"), NO_STORE | OAUTH)


@pytest.mark.parametrize(
    "grant, shown",
    [
        ("implicit", "implicit"),
        ("CLIENT_CREDENTIALS", "CLIENT_CREDENTIALS"),
        ("client_credentials%20", "client_credentials "),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("a%0d%0ab%C3%A9%00c", "abc"),
        ("x" * 300, "x" * 200),
        ("%22%5C", '\\"\\\\'),
    ],
)
def test_an_unknown_grant(live: Running, grant: str, shown: str) -> None:
    answer = live.send("POST", f"{PATH}?grant_type={grant}", basic())
    text = oauth("unsupported_grant_type", f"Unsupported grant type: {shown}")
    check(answer, 400, text, NO_STORE | OAUTH)


@pytest.mark.parametrize("grant", ["password", "refresh_token", "authorization_code"])
def test_a_grant_that_the_client_may_not_use(live: Running, grant: str) -> None:
    answer = live.send("POST", f"{PATH}?grant_type={grant}", basic())
    description = f"Unauthorized grant type: {grant}"
    challenge = f'Bearer realm="osigu", error="invalid_client", error_description="{description}"'
    headers = NO_STORE | OAUTH | {"WWW-Authenticate": challenge}
    check(answer, 401, oauth("invalid_client", description), headers)


@pytest.mark.parametrize(
    "scope, shown",
    [
        ("admin", "admin"),
        ("read+admin+root", "admin"),
        ("READ", "READ"),
        ("read,write", "read,write"),
        ("s%C3%AD%0D", "s"),
        ("y" * 201, "y" * 200),
    ],
)
def test_a_scope_that_the_client_lacks(live: Running, scope: str, shown: str) -> None:
    answer = live.ask_token(scope=scope)
    text = oauth("invalid_scope", f"Invalid scope: {shown}", "read write")
    check(answer, 400, text, NO_STORE | OAUTH)


def test_scope_is_looked_at_before_the_grant(live: Running) -> None:
    answer = live.send("POST", f"{PATH}?scope=admin&grant_type=password", basic())
    assert answer.json()["error"] == "invalid_scope"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("headers", [[], [basic()]], ids=["no credentials", "credentials"])
def test_another_method(live: Running, method: str, headers: list[tuple[str, str]]) -> None:
    answer = live.send(method, TOKEN_PATH, *headers)
    text = oauth("method_not_allowed", f"Request method '{method}' not supported")
    check(answer, 405, text, NO_STORE | OAUTH | {"Allow": "POST"})


def test_head_is_another_method_without_a_body(live: Running) -> None:
    answer = live.send("HEAD", TOKEN_PATH, basic())
    assert (answer.status, answer.body, answer.header("Allow")) == (405, b"", "POST")


def test_a_body_over_the_limit(live: Running) -> None:
    limit = live.sandboxes.settings.max_body
    answer = live.send("POST", TOKEN_PATH, basic(), FORM, body=b"x" * (limit + 1))
    text = oauth("invalid_request", f"The request body is larger than {limit} bytes")
    check(answer, 413, text, NO_STORE | OAUTH)


def test_the_path_in_a_body_is_without_the_sandboxs_prefix(live: Running) -> None:
    made = live.new_sandbox()
    answer = live.send("POST", f"/__sandbox/{made['id']}{TOKEN_PATH}", basic(made["client_id"], "wrong"))
    assert answer.text == container("Bad credentials")


def test_no_refusal_makes_a_token(live: Running) -> None:
    before = live.control("GET", "/tokens")
    for target in (PATH, f"{PATH}?grant_type=password", f"{TOKEN_PATH}&scope=admin"):
        assert live.send("POST", target, basic()).status in (400, 401)
    assert live.send("POST", TOKEN_PATH, basic("token-expires-once", "wrong")).status == 401
    assert live.control("GET", "/tokens") == before
