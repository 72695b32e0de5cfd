"""Status, body and the app's headers are the same under any WSGI server; and the app is a plain Flask app."""

from collections.abc import Iterator

import pytest

from mock_osigu.app import create_app
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.operation import Operation, Served
from mock_osigu.wsgi import ALL_PRODUCTS
from support import EXAMPLE_TOKEN, TOKEN_PATH, Http, basic, bearer
from web.wsgi import Host, comparable, hosts, waitress

JSON = ("Content-Type", "application/json")
GOOD = bearer(EXAMPLE_TOKEN)
# The journal is about the host itself: what it was sent, and how long it took.
OPERATIONS = [
    operation
    for operation in Served(Sandboxes(), ALL_PRODUCTS).operations()
    if not operation.endpoint.startswith("control.requests.")
]
FILLED = {
    "id": "x",
    "client_id": "token-short",
    "fault_id": "x",
    "sandbox_id": "default",
    "name": "s",
    "webhook_id": "x",
    "delivery_id": "x",
    "country_code": "US",
    "tax_id": "123456789",
    "file_id": "x",
}


@pytest.fixture(scope="module")
def three() -> Iterator[dict[str, Host]]:
    with hosts() as served:
        yield served


def same(
    three: dict[str, Host], method: str, target: str, *headers: tuple[str, str | bytes], body: bytes = b""
) -> None:
    answers = {name: host.send(method, target, *headers, body=body) for name, host in three.items()}
    assert all(answer.header("X-Mock-Osigu-Request-Id") for answer in answers.values())
    assert all(answer.header("Date") for answer in answers.values())
    seen = {name: comparable(answer) for name, answer in answers.items()}
    assert seen["waitress"] == seen["own"]
    assert seen["flask"] == seen["own"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.endpoint)
def test_every_operation(three: dict[str, Host], operation: Operation) -> None:
    method, target = operation.method, operation.path.format_map(FILLED)
    same(three, method, target)
    same(three, "HEAD", target, GOOD)
    same(three, "OPTIONS", target, GOOD)
    for body in (b"", b"{}", b"[]", b"{", b'{"nothing":1}'):
        same(three, method, target, JSON, GOOD, body=body)


@pytest.mark.parametrize(
    "method, target, headers, body",
    [
        ("POST", TOKEN_PATH, [basic()], b""),
        ("POST", TOKEN_PATH, [basic("nobody")], b""),
        ("POST", "/v1/oauth/token", [basic()], b"grant_type=client_credentials&scope=read"),
        ("POST", "/v1/oauth/token", [basic()], b"grant_type=password"),
        ("POST", TOKEN_PATH, [], b"client_id=x"),
        ("GET", "/v1/invoices?page=1&size=2", [GOOD], b""),
        ("GET", "/v1/account-receivables?size=2", [GOOD], b""),
        ("POST", "/v1/invoices", [GOOD, JSON], b'{"invoices":[{}]}'),
        ("POST", "/v1/invoices", [GOOD, ("Content-Type", "text/plain")], b"{}"),
        ("GET", "/v1/invoices", [("Authorization", 'Bearer é"\\'.encode())], b""),
        ("GET", "/v1/caf%C3%A9/%FF", [GOOD], b""),
        ("GET", "/nothing", [], b""),
        ("POST", "/__admin/reset", [("Host", "evil.example")], b""),
        ("POST", "/__admin/reset", [("Origin", "http://evil.example")], b""),
        ("POST", "/__admin/sandboxes", [JSON], b'{"invoices":1}'),
        ("POST", "/__admin/clients", [JSON], b'{"client_id":"\xc3\xb1"}'),
        ("GET", "/__admin/clients/%C3%B1", [], b""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_requests_good_and_bad(
    three: dict[str, Host], method: str, target: str, headers: list[tuple[str, str | bytes]], body: bytes
) -> None:
    same(three, method, target, *headers, body=body)


def test_a_chunked_body_under_another_server() -> None:
    with waitress(create_app()) as http:
        chunked = ("Transfer-Encoding", "chunked")
        body = b"1d\r\ngrant_type=client_credentials\r\n0\r\n\r\n"
        assert http.send("POST", "/v1/oauth/token", basic(), chunked, body=body).status == 200


@pytest.mark.parametrize("host", ["own", "waitress"])
def test_two_authorization_headers(three: dict[str, Host], host: str) -> None:
    assert three[host].send("POST", TOKEN_PATH, basic(), basic()).status == 401
    assert three[host].send("GET", "/v1/invoices", GOOD, GOOD).status == 401


def test_ones_own_views_are_flasks_to_answer() -> None:
    app = create_app()

    @app.get("/hello/<name>")
    def hello(name: str) -> str:
        return f"hello {name}"

    @app.route("/v1/mine", methods=["POST"])
    def mine() -> tuple[dict[str, int], int]:
        return {"mine": 1}, 202

    @app.get("/v1/oauth/token")
    def beside() -> str:
        return "a method that the mock has not"

    @app.get("/broken")
    def broken() -> str:
        raise LookupError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    with waitress(app) as http:
        answers(http)


def test_a_view_may_come_after_its_path_was_asked_for() -> None:
    app = create_app()
    client = app.test_client()
    assert client.get("/mine").status_code == 404
    assert client.get("/v1/oauth/token").status_code == 405

    def view() -> str:
        return "now"

    for path in ("/mine", "/v1/oauth/token"):
        app.add_url_rule(path, path.replace("/", "_"), view)
    assert [client.get(path).text for path in ("/mine", "/v1/oauth/token")] == ["now", "now"]


def answers(http: Http) -> None:
    assert http.send("GET", "/hello/you").text == "hello you"
    assert http.send("POST", "/v1/mine").json() == {"mine": 1}
    assert http.send("GET", "/v1/mine").status == 405
    allowed = http.send("OPTIONS", "/hello/you").header("Allow") or ""
    assert sorted(allowed.split(", ")) == ["GET", "HEAD", "OPTIONS"]
    assert http.send("GET", "/v1/oauth/token").text == "a method that the mock has not"
    assert http.send("POST", TOKEN_PATH, basic()).status == 200
    assert http.send("GET", "/v1/invoices").status == 401
    assert http.send("GET", "/broken").status == 500
    assert http.send("GET", "/hello").json()["message"] == "No message available"
