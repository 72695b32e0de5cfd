"""404, 405, slashes, prefixes: what is answered where there is nothing, and what every answer carries."""

import re
from collections.abc import Iterator

import pytest

from mock_osigu.settings import Settings
from support import EXAMPLE_TOKEN, Answer, Http, Running, bearer, running

GOOD = bearer(EXAMPLE_TOKEN)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def check_container(answer: Answer, status: int, error: str, message: str, path: str) -> None:
    assert answer.status == status
    assert answer.text == (
        f'{{"timestamp":"2026-01-01T00:00:00.000+0000","status":{status},"error":"{error}",'
        f'"message":"{message}","path":"{path}"}}'
    )
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("X-Mock-Osigu-Request-Id")


@pytest.mark.parametrize(
    "target, path",
    [
        ("/v1", "/v1"),
        ("/v1/", "/v1/"),
        ("/v1/nothing?x=1", "/v1/nothing"),
        ("/v1/invoices/", "/v1/invoices/"),
        ("/v1//invoices", "/v1//invoices"),
        ("/v1/invoices/a/b", "/v1/invoices/a/b"),
        ("/v1/caf%C3%A9", "/v1/café"),
        ("/v1/%FF%22", '/v1/\ufffd\\"'),
        ("/v1/oauth/token/", "/v1/oauth/token/"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_path_below_v1_with_a_good_token(
    live: Running, method: str, target: str, path: str
) -> None:
    check_container(live.send(method, target, GOOD), 404, "Not Found", "No message available", path)


@pytest.mark.parametrize(
    "target",
    ["/nothing", "/v2/invoices", "/V1/invoices", "/v1x", "//v1/invoices", "///", "/.well-known", "/health/"],
)
@pytest.mark.parametrize("headers", [[], [GOOD], [bearer("bad")]], ids=["none", "good", "bad"])
def test_an_unknown_path_elsewhere(live: Running, target: str, headers: list[tuple[str, str]]) -> None:
    answer = live.send("GET", target, *headers)
    check_container(answer, 404, "Not Found", "No message available", target)


@pytest.mark.parametrize(
    "target", ["//__admin/reset", "/__sandbox/default/__admin/reset", "/__sandbox/x//__admin/reset"]
)
def test_control_answers_in_its_own_place_alone(live: Running, target: str) -> None:
    token = live.token()
    answer = live.send("POST", target)
    assert (answer.status, answer.json()["message"]) == (404, "No message available")
    assert live.invoices(token).status == 200, "nothing was reset"


def test_the_timestamp_is_the_sandboxs_own(live: Running) -> None:
    live.control("PATCH", "/clock", {"now": "2031-02-03T04:05:06.789999Z", "frozen": True})
    answer = live.send("GET", "/nothing")
    assert answer.json()["timestamp"] == "2031-02-03T04:05:06.789+0000"
    assert answer.header("Date") == "Mon, 03 Feb 2031 04:05:06 GMT"


@pytest.mark.parametrize("target", ["/health", "/", "/.well-known/jwks.json"])
def test_405_of_the_open_paths(live: Running, target: str) -> None:
    answer = live.send("POST", target)
    check_container(answer, 405, "Method Not Allowed", "Request method 'POST' not supported", target)
    assert answer.header("Allow") == "GET, HEAD"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_405_of_a_product(live: Running, method: str) -> None:
    answer = live.send(method, "/v1/invoices", GOOD)
    message = f"Request method '{method}' not supported"
    assert (answer.status, answer.text) == (405, f'{{"code":"METHOD_NOT_ALLOWED","message":"{message}"}}')
    assert answer.header("Allow") == "GET, HEAD, POST"


def test_405_of_control(live: Running) -> None:
    answer = live.send("DELETE", "/__admin/clock")
    assert answer.text == (
        '{"type":"about:blank","title":"Method Not Allowed","status":405,"code":"METHOD_NOT_ALLOWED",'
        '"detail":"Request method \'DELETE\' not supported"}'
    )
    assert answer.app_headers == {
        "Allow": "GET, HEAD, PATCH",
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(answer.body)),
    }


@pytest.mark.parametrize("target", ["/__admin", "/__admin/nothing", "/__admin/clock/", "/__admin//clock"])
def test_404_of_control_says_where_to_look(live: Running, target: str) -> None:
    answer = live.send("GET", target)
    assert answer.text == (
        '{"type":"about:blank","title":"Not Found","status":404,"code":"NOT_FOUND",'
        f'"detail":"there is no control route {target}; GET /__admin/ lists them all"}}'
    )
    assert answer.header("Content-Type") == "application/problem+json"


def test_the_root_points_a_person_to_the_index(live: Running) -> None:
    answer = live.send("GET", "/")
    assert answer.status == 200
    assert answer.header("Content-Type") == "text/html;charset=UTF-8"
    assert 'href="/__admin/"' in answer.text


@pytest.mark.parametrize("target", ["/v1/invoices?size=2", "/health", "/", "/__admin/clock", "/nothing"])
def test_head_has_the_headers_of_get(live: Running, target: str) -> None:
    get, head = live.send("GET", target, GOOD), live.send("HEAD", target, GOOD)
    assert (head.status, head.app_headers, head.body) == (get.status, get.app_headers, b"")


def test_no_redirect_anywhere(live: Running) -> None:
    targets = ["/__admin", "/__admin/sandboxes/default", "/v1/invoices/", "/health/", "/__admin/clock/"]
    statuses = {target: live.send("GET", target, GOOD).status for target in targets}
    assert not {target for target, status in statuses.items() if 300 <= status < 400}


def test_every_answer_has_an_id_of_its_own(live: Running) -> None:
    ids = set()
    for method, target, headers in [
        ("GET", "/health", []),
        ("GET", "/__admin/health", []),
        ("GET", "/v1/invoices", [GOOD]),
        ("HEAD", "/v1/invoices", [GOOD]),
        ("GET", "/v1/invoices", []),
        ("POST", "/v1/oauth/token", []),
        ("GET", "/nothing", []),
        ("PUT", "/health", []),
        ("GET", "/__admin/nothing", []),
        ("DELETE", "/__admin/clients/token-short", []),
        ("GET", "/__admin/clock", [("Host", "evil.example")]),
    ]:
        answer = live.send(method, target, *headers)
        request_id = answer.header("X-Mock-Osigu-Request-Id") or ""
        assert UUID.fullmatch(request_id), (method, target)
        ids.add(request_id)
    assert len(ids) == 11


def test_date_is_the_time_of_the_sandbox_that_answers(live: Running) -> None:
    made = live.new_sandbox(freeze="2040-05-06T07:08:09Z")
    there = "Sun, 06 May 2040 07:08:09 GMT"
    here = "Thu, 01 Jan 2026 00:00:00 GMT"
    answer = live.ask_token(made["client_id"], made["client_secret"])
    assert answer.header("Date") == there
    assert live.invoices(answer.json()["access_token"]).header("Date") == there
    assert live.send("GET", f"/__sandbox/{made['id']}/v1/invoices").header("Date") == there
    assert live.try_control("GET", "/clock", sandbox=made["id"]).header("Date") == there
    assert live.invoices(EXAMPLE_TOKEN).header("Date") == here
    assert live.send("GET", "/health").header("Date") == here


def test_links_begin_with_what_the_client_wrote(live: Running) -> None:
    body = live.new_sandbox()
    assert body["url"] == f"{live.url}/__sandbox/{body['id']}"
    assert body["control_url"] == f"{live.url}/__admin/sandboxes/{body['id']}"
    answer = live.send("POST", "/__admin/sandboxes", ("Host", "mock:6744"))
    assert answer.json()["url"] == f"http://mock:6744/__sandbox/{answer.json()['id']}"


class TestWithoutControl:
    @pytest.fixture
    def live(self) -> Iterator[Running]:
        with running(Settings(control=False)) as server:
            yield server

    @pytest.mark.parametrize(
        "target", ["/__admin", "/__admin/", "/__admin/health", "/__admin/sandboxes/default/reset", "/"]
    )
    @pytest.mark.parametrize("host", ["localhost", "evil.example"])
    def test_is_404_as_anything_unknown(self, live: Running, target: str, host: str) -> None:
        answer = live.send("GET", target, ("Host", host))
        check_container(answer, 404, "Not Found", "No message available", target)
        if target != "/":
            answer = live.send("POST", target)
            check_container(answer, 404, "Not Found", "No message available", target)

    def test_the_api_and_health_are_there(self, live: Running) -> None:
        assert live.invoices(live.token()).status == 200
        assert live.send("GET", "/health").status == 200


def test_the_sandboxs_prefix_alone_is_nothing(live: Running) -> None:
    for target in ("/__sandbox", "/__sandbox/", "/__sandbox/default", "/__sandbox/default/nothing"):
        answer = live.send("GET", target)
        assert (answer.status, answer.json()["message"]) == (404, "No message available"), target


def test_absolute_form_of_a_target(live: Running) -> None:
    http: Http = live.http
    answer = http.send("GET", f"{live.url}/v1/invoices?size=1", GOOD)
    assert answer.status == 200
