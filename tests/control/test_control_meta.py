"""Health, the table of operations, the index, and the forms that every control answer has."""

import json
from typing import Any

import pytest

from mock_osigu import __version__
from support import Running


@pytest.mark.parametrize("target", ["/health", "/__admin/health", "/__admin/sandboxes/default/health"])
def test_health(live: Running, target: str) -> None:
    answer = live.send("GET", target)
    assert (answer.status, answer.text) == (200, f'{{"status":"ok","version":"{__version__}"}}')
    assert answer.header("Content-Type") == "application/json"
    assert live.send("HEAD", target).status == 200


def test_health_is_never_in_the_journal(live: Running) -> None:
    for target in ("/health", "/__admin/health"):
        live.send("GET", target)
    assert live.control("GET", "/requests")["items"] == []


def test_the_index_is_a_page_with_every_route(live: Running) -> None:
    answer = live.send("GET", "/__admin/")
    assert answer.header("Content-Type") == "text/html;charset=UTF-8"
    table = live.control("GET", "/operations")["items"]
    assert len(table) > 30
    for line in table:
        assert f"{line['method']} {line['path']}" in answer.text


def test_every_control_route_also_exists_for_one_sandbox(live: Running) -> None:
    table = live.control("GET", "/operations")["items"]
    for line in table:
        if line["path"].startswith("/__admin") and "{" not in line["path"] and line["method"] == "GET":
            path = line["path"].removeprefix("/__admin")
            here = live.try_control("GET", path, sandbox="default")
            wanted = 404 if path.startswith("/certs") else 200  # a certificate needs --tls
            assert here.status == wanted, path
            assert live.try_control("GET", path, sandbox="gone").status == 404, path


def test_lists_have_items_and_a_total(live: Running) -> None:
    for path in ("/clients", "/tokens", "/sandboxes", "/snapshots", "/scenarios", "/operations", "/invoices"):
        answer = live.control("GET", path)
        assert list(answer) == ["items", "meta"], path
        assert answer["meta"] == {"total": len(answer["items"])}, path


def test_one_sandbox(live: Running) -> None:
    answer = live.try_control("POST", "/sandboxes", {})
    made = answer.json()
    assert list(made) == ["id", "url", "client_id", "client_secret", "control_url"]
    secret = made.pop("client_secret")
    assert live.control("GET", f"/sandboxes/{made['id']}") == made
    listed = live.control("GET", "/sandboxes")
    assert listed["items"][1:] == [made]
    assert listed["items"][0] == {
        "id": "default",
        "url": live.url,
        "client_id": "cossen-osigu-service",
        "control_url": f"{live.url}/__admin/sandboxes/default",
    }
    assert secret not in json.dumps(listed)


@pytest.mark.parametrize(
    "body, content_type, status, code",
    [
        (b"{", "application/json", 400, "MALFORMED_JSON"),
        (b'{"a":1}x', "application/json", 400, "MALFORMED_JSON"),
        (b"\xff", "application/json", 400, "MALFORMED_JSON"),
        (b'"\\ud800"', "application/json", 400, "MALFORMED_JSON"),
        (b"[" * 100_000, "application/json", 400, "MALFORMED_JSON"),
        (b"[]", "application/json", 422, "VALIDATION_ERROR"),
        (b"null", "application/json", 422, "VALIDATION_ERROR"),
        (b"1e999999999", "application/json", 422, "VALIDATION_ERROR"),
        (b"-0", "application/json", 422, "VALIDATION_ERROR"),
        (b"a=1", "application/x-www-form-urlencoded", 400, "MALFORMED_JSON"),
        (b'{"x":1}', "application/x-www-form-urlencoded", 422, "VALIDATION_ERROR"),
        (b'{"x":1}', "text/plain", 422, "VALIDATION_ERROR"),
        (b'{"x":1}', "application/json", 422, "VALIDATION_ERROR"),
        (b'{"\x7f":1}', "APPLICATION/JSON; charset=utf-8", 422, "VALIDATION_ERROR"),
        (b'{"x":1}', "application/vnd.x+json", 422, "VALIDATION_ERROR"),
    ],
)
@pytest.mark.parametrize(
    "method, path",
    [
        ("POST", "/reset"),
        ("PATCH", "/clock"),
        ("POST", "/clock/advance"),
        ("POST", "/clients"),
        ("PATCH", "/clients/token-short"),
        ("PUT", "/clients/token-short/scenario"),
        ("POST", "/tokens"),
        ("POST", "/tokens/expire"),
        ("POST", "/tokens/revoke"),
        ("POST", "/sandboxes"),
        ("POST", "/invoices"),
        ("POST", "/faults"),
    ],
)
def test_a_bad_body(
    live: Running, method: str, path: str, body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = live.send(method, f"/__admin{path}", ("Content-Type", content_type), body=body)
    problem: dict[str, Any] = answer.json()
    assert (answer.status, problem["code"], problem["status"]) == (status, code, status), answer.text
    assert answer.header("Content-Type") == "application/problem+json"
    assert problem["type"] == "about:blank"
    assert list(problem)[:5] == ["type", "title", "status", "code", "detail"]
    assert problem["detail"]
    assert ("errors" in problem) == (status == 422)


def test_the_limit_of_a_body(live: Running) -> None:
    limit = live.sandboxes.settings.max_body
    answer = live.send("POST", "/__admin/reset", body=b" " * (limit + 1))
    assert (answer.status, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert str(limit) in answer.json()["detail"]


def test_the_parts_of_a_reset_are_named(live: Running) -> None:
    problem = live.control("POST", "/reset", {"only": ["data", "all"]}, expect=422)
    assert problem["errors"] == [
        {"path": "only[1]", "message": "must be one of data, tokens, clock, faults, requests, webhooks"}
    ]
