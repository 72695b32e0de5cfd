"""Whatever is sent, the answer is no 5xx, has the form of who owns the path, and a refusal changes nothing."""

import json
from typing import Any, Final
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.operation import Operation, Served
from mock_osigu.wsgi import ALL_PRODUCTS
from support import CLIENT_ID, EXAMPLE_TOKEN, SECRET, Answer, Running, basic, bearer, contents

# A long poll may wait as long as it is asked to; its own tests bound it.
OPERATIONS: Final = [
    operation
    for operation in Served(Sandboxes(), ALL_PRODUCTS).operations()
    if operation.endpoint != "control.requests.wait"
]
WITH_BODY: Final = [
    operation for operation in OPERATIONS if operation.path.startswith("/__admin") and operation.body
]
FILLED: Final = {
    "id": "x",
    "client_id": "token-short",
    "delivery_id": "x",
    "fault_id": "x",
    "name": "s",
    "country_code": "US",
    "tax_id": "123456789",
    "file_id": "x",
    "request_id": "x",
    "sandbox_id": "default",
    "webhook_id": "x",
}
FEW: Final = settings(
    max_examples=15,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MANY: Final = settings(FEW, max_examples=400)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "2026-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2026-01-01",
            "read",
            "token-short",
            "token-expired",
            CLIENT_ID,
            "default",
            "data",
            "PAID",
            "\x00",
            "a:b",
            "é" * 300,
        ]
    ),
    st.sampled_from([0, 1, -1, 5, 1e300, 2**31, 86400]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def bodies(operation: Operation) -> st.SearchStrategy[Any]:
    """Mostly objects with the operation's own fields, good or bad."""
    names = [field.encode_name for field in msgspec.structs.fields(operation.body)]
    own = st.fixed_dictionaries({}, optional={name: st.one_of(SCALARS, JSON) for name in names})
    return st.one_of(own, own, JSON)


def looked_at(server: Running) -> str:
    """The id of an invoice: a first look has the synthetic ones made, whatever comes of the request."""
    invoice: str = server.control("GET", "/invoices")["items"][0]["id"]
    return invoice


def is_refusal(answer: Answer) -> bool:
    assert answer.status < 500, answer.text
    return answer.status >= 400


def as_problem(answer: Answer) -> dict[str, Any]:
    assert answer.header("Content-Type") == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert list(problem) in (
        ["type", "title", "status", "code", "detail"],
        ["type", "title", "status", "code", "detail", "errors"],
    )
    assert problem["status"] == answer.status
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.endpoint)
@FEW
@given(data=st.data())
def test_any_json_to_every_control_route(server: Running, operation: Operation, data: st.DataObject) -> None:
    target = operation.path.format_map(FILLED | {"id": looked_at(server)})
    body = json.dumps(data.draw(bodies(operation))).encode()
    before = contents(server.sandboxes)
    answer = server.send(operation.method, target, ("Content-Type", "application/json"), body=body)
    if is_refusal(answer):
        problem = as_problem(answer)
        assert answer.status != 422 or all(error["message"] for error in problem["errors"])
        assert contents(server.sandboxes) == before
    else:
        server.renew()


SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "v1",
            "invoices",
            "account-receivables",
            "oauth",
            "token",
            "__admin",
            "__sandbox",
            "default",
            "clock",
            "clients",
            "tokens",
            "sandboxes",
            "requests",
            "health",
            CLIENT_ID,
            "",
            ".",
            "..",
            "files",
            "advance",
        ]
    ),
    st.text(max_size=6),
)
PATHS = st.one_of(
    st.builds("/{}".format, st.lists(SEGMENTS, max_size=5).map(lambda parts: "/".join(map(_quoted, parts)))),
    st.sampled_from([operation.path.format_map(FILLED) for operation in OPERATIONS]),
)
METHODS = st.sampled_from(
    ["GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]
)
VISIBLE = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20)
AUTHORIZATION = st.one_of(
    st.just(bearer(EXAMPLE_TOKEN)[1]),
    st.just(bearer(EXAMPLE_TOKEN)[1]),
    st.just(basic(CLIENT_ID, SECRET)[1]),
    VISIBLE.map("Bearer {}".format),
    VISIBLE.map("Basic {}".format),
    VISIBLE,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Content-Type",
            "Accept",
            "Host",
            "Origin",
            "X-Forwarded-For",
            "Cookie",
            "Range",
            "If-Match",
            "Accept-Encoding",
            "X-HTTP-Method-Override",
            "Referer",
            "User-Agent",
            "Via",
        ]
    ),
    st.one_of(st.sampled_from(["application/json", "text/plain", "localhost", "*/*"]), VISIBLE),
    max_size=3,
)
BODIES = st.one_of(
    st.binary(max_size=40),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"", b"{}", b"[]", b'{"invoices":[{}]}', b"grant_type=client_credentials"]),
)


def _quoted(segment: str) -> str:
    return quote(segment.encode("utf-8", "surrogatepass"), safe="")


@MANY
@given(
    method=METHODS,
    path=PATHS,
    query=st.one_of(st.just(""), VISIBLE.map(lambda text: "?" + quote(text, safe="=&;+"))),
    authorization=st.one_of(st.none(), AUTHORIZATION),
    headers=HEADERS,
    body=BODIES,
)
def test_anything_at_all(
    server: Running,
    method: str,
    path: str,
    query: str,
    authorization: str | None,
    headers: dict[str, str],
    body: bytes,
) -> None:
    looked_at(server)
    sent = dict(headers) | ({"Authorization": authorization} if authorization is not None else {})
    before = contents(server.sandboxes)
    pairs = [(name, value.encode("latin-1")) for name, value in sent.items()]
    answer = server.send(method, path + query, *pairs, body=body)
    if is_refusal(answer):
        assert contents(server.sandboxes) == before
        check_form(method, path, answer)
    elif method != "GET":
        server.renew()


def check_form(method: str, path: str, answer: Answer) -> None:
    """The body's form by path and content type: OAuth's, the container's, a product's or a problem."""
    if method == "HEAD":
        assert not answer.body
        return
    if answer.header("X-Mock-Osigu-Request-Id") is None:  # the parser's own
        assert answer.status in (400, 414, 431)
        return
    body = answer.json()
    if f"{path}/".startswith("/__admin/"):
        as_problem(answer)
    elif "error_description" in body:
        assert answer.header("Content-Type") == "application/json;charset=UTF-8"
        assert list(body) in (["error", "error_description"], ["error", "error_description", "scope"])
        assert answer.header("Cache-Control") == "no-store"
        assert answer.status in (400, 401, 403, 405, 413)
    elif "timestamp" in body:
        assert list(body) == ["timestamp", "status", "error", "message", "path"]
        assert (body["status"], answer.header("Content-Type")) == (answer.status, "application/json")
    else:
        assert list(body) in (["code", "message"], ["code", "message", "errors"])
    assert answer.status != 401 or answer.header("WWW-Authenticate")
