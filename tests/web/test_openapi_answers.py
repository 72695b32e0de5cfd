"""The server does what its document says: every documented answer is provoked and held against it."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.web.operation import Access
from web.contract import BASIC, DESCRIBED, MAX_BODY, OPERATIONS, World, judge, new_client, resolved

Provoke = Callable[[World, str], TestResponse]

NEW: Final = {**SAMPLE, "invoice_number": "NEW-1"}
BODIES: Final[Mapping[str, Any]] = {
    "invoices.register": {"invoices": [NEW]},
    "invoices.update": {"total_amount": 2},
    "control.invoices.make": NEW,
    "control.invoices.force": {"payment_status": "PAID"},
    "control.faults.add": {"effect": {"status": 503}, "match": {"client_id": "token-short"}},
    "control.clients.bind": {"scenario": None},
    "invoices.comment": {"comment": "checked"},
    "control.cashouts.move": {"to": "APPROVED"},
    "control.cashouts.set_life": {"enabled": True},
    "control.clock.advance": {"seconds": 1},
    "control.certs.choose": {"kind": "good"},
    "control.webhooks.add": {"url": "http://127.0.0.1/", "mode": {"mode": "drop"}},
    "control.webhooks.set_mode": {"mode": "late", "seconds": 1},
    "control.webhooks.set_mode_of": {"mode": "late", "seconds": 1},
}
# They make what is not there yet, and replace what is.
MAKERS: Final = ("control.snapshots.take", "control.scenarios.put", "control.payers.set")
QUERIES: Final = {"token.issue": {"grant_type": "client_credentials"}}


def first_path(operation_id: str) -> str:
    return operation_id.removesuffix("_ar")


def good(world: World, operation_id: str) -> TestResponse:
    """A call as it should be."""
    name = first_path(operation_id)
    body = BODIES.get(name)
    if name == "invoices.replace":
        invoice = world.call("invoices.read").get_json()
        body = {**invoice, "filing_reference": "REF-2"}
    if name == "invoices.attach_file":
        return world.call(operation_id, data={"file": (BytesIO(b"bytes"), "scan.pdf")})
    if name == "control.cashouts.make":
        body = {"invoice_ids": [world.requestable]}
    if body is None and OPERATIONS[operation_id].body is not None:
        body = {}
    return world.call(operation_id, json=body, query_string=QUERIES.get(name))


def wrong_method(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, method="TRACE")


def too_large(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, data=b"x" * (MAX_BODY + 1))


def not_json(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, data=b"a", content_type="text/plain")


def bad_request(world: World, operation_id: str) -> TestResponse:
    if OPERATIONS[operation_id].body is None:
        return world.call(
            operation_id, query_string={"payment_status": "LATE", "unused": "perhaps", "state": "lost"}
        )
    return world.call(operation_id, data=b"{", content_type="application/json")


def bad_field(world: World, operation_id: str) -> TestResponse:
    body = {"filing_date": "never", "unheard-of": 1}
    return world.call(operation_id, json=body)


def no_such_name(world: World, operation_id: str) -> TestResponse:
    if operation_id == "control.sandboxes.create":
        return world.call(operation_id, json={"from_snapshot": "nothing"})
    nothing = dict.fromkeys(re.findall(r"{(\w+)}", OPERATIONS[operation_id].path), "nothing")
    return world.call(operation_id, args=nothing, json=BODIES.get(first_path(operation_id), {}))


def no_credentials(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, headers={"Authorization": ""})


def no_authority(world: World, operation_id: str) -> TestResponse:
    if OPERATIONS[operation_id].access is Access.CONTROL:
        return world.call(operation_id, headers={"Origin": "https://page.example"})
    token = world.token(client_id="token-no-scope", secret="sandbox")
    return world.call(operation_id, headers={"Authorization": f"Bearer {token}"})


def too_often(world: World, operation_id: str) -> TestResponse:
    limits = {"oauth": {"per_minute": 1}, "payments": {"per_minute": 1}}
    assert world.call("control.limits.set", json=limits).status_code == 200
    good(world, operation_id)
    return good(world, operation_id)


def no_grant(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id)


def twice(world: World, operation_id: str) -> TestResponse:
    assert good(world, operation_id).status_code == 201
    return good(world, operation_id)


def already_requested(world: World, operation_id: str) -> TestResponse:
    body = world.call("invoices.read", args={"id": world.requested}).get_json()
    return world.call(operation_id, args={"id": world.requested}, json=body)


def cut_short(world: World, operation_id: str) -> TestResponse:
    media_type = "multipart/form-data; boundary=b"
    return world.call(operation_id, data=b"--b\r\n", content_type=media_type)


def no_file(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, data={"file": "a text"}, content_type="multipart/form-data")


def illegal(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, json={"to": "PAID"})


def paid_already(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, json={"invoice_ids": [world.requested]})


def taken(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, json={"client_id": "token-short"})


def default_sandbox(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, args={"sandbox_id": "default"})


def built_in(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, args={"name": "token-short"}, json={})


def no_name(world: World, operation_id: str) -> TestResponse:
    return world.call(operation_id, args={"name": "two words"})


def foreign_snapshot(world: World, operation_id: str) -> TestResponse:
    taken = world.client.put(f"/__admin/sandboxes/{world.sandbox}/snapshots/theirs", headers=world.control)
    assert taken.status_code == 201
    return world.call(operation_id, args={"name": "theirs"})


def no_certificates(_: World, operation_id: str) -> TestResponse:
    return World(new_client(tls=False)).call(operation_id, json=BODIES.get(operation_id))


def nobody_to_tell(world: World, operation_id: str) -> TestResponse:
    assert world.call("control.webhooks.clear").status_code == 204
    return world.call(operation_id)


BY_STATUS: Final[Mapping[int, Provoke]] = {
    400: bad_request,
    401: no_credentials,
    403: no_authority,
    404: no_such_name,
    405: wrong_method,
    413: too_large,
    415: not_json,
    422: bad_field,
    429: too_often,
}
SPECIAL: Final[Mapping[tuple[str, int], Provoke]] = {
    ("control.certs.read", 404): no_certificates,
    ("control.certs.choose", 404): no_certificates,
    ("control.certs.authority", 404): no_certificates,
    ("token.issue", 400): no_grant,
    ("invoices.register", 409): twice,
    ("control.invoices.make", 409): twice,
    ("invoices.update", 409): already_requested,
    ("invoices.replace", 409): already_requested,
    ("invoices.delete", 409): already_requested,
    ("invoices.attach_file", 400): cut_short,
    ("invoices.attach_file", 422): no_file,
    ("control.cashouts.make", 409): paid_already,
    ("control.cashouts.move", 409): illegal,
    ("control.clients.add", 409): taken,
    ("control.sandboxes.remove", 409): default_sandbox,
    ("control.snapshots.restore", 409): foreign_snapshot,
    ("control.webhooks.replay", 409): nobody_to_tell,
    ("control.scenarios.put", 409): built_in,
    ("control.scenarios.remove", 409): built_in,
    ("control.scenarios.remove", 422): no_name,
}


def documented(*, refusals: bool) -> list[tuple[str, int]]:
    return [
        (operation_id, int(status))
        for operation_id, described in DESCRIBED.items()
        for status in described["responses"]
        if (int(status) >= 400) is refusals
    ]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return new_client()


@pytest.fixture
def world(client: FlaskClient) -> World:
    return World(client)


@pytest.mark.parametrize("operation_id, status", documented(refusals=False))
def test_a_good_call_gets_the_documented_answer(world: World, operation_id: str, status: int) -> None:
    new = {"name": "new", "tax_id": "new"}
    is_made = status == 201 and operation_id in MAKERS
    answer = world.call(operation_id, args=new, json={}) if is_made else good(world, operation_id)
    assert answer.status_code == status, answer.text
    judge(operation_id, answer)


@pytest.mark.parametrize("operation_id, status", documented(refusals=True))
def test_a_bad_call_gets_the_documented_refusal(world: World, operation_id: str, status: int) -> None:
    provoke = SPECIAL.get((first_path(operation_id), status), BY_STATUS.get(status))
    assert provoke is not None, "documented, and nobody knows how to get it"
    answer = provoke(world, operation_id)
    assert answer.status_code == status, answer.text
    judge(operation_id, answer)


def test_what_is_known_to_be_refused_is_documented() -> None:
    assert set(SPECIAL) <= {(first_path(name), status) for name, status in documented(refusals=True)}


@pytest.mark.parametrize("operation_id", DESCRIBED)
def test_no_bad_call_gets_an_undocumented_answer(world: World, operation_id: str) -> None:
    for provoke in BY_STATUS.values():
        judge(operation_id, provoke(world, operation_id))


@pytest.mark.parametrize(
    "headers, form, component",
    [
        ({"Authorization": ""}, {}, "ContainerErrorBody"),
        ({"Authorization": "Basic !"}, {}, "ContainerErrorBody"),
        ({"Authorization": ""}, {"client_id": "a", "client_secret": "b"}, "OAuthErrorBody"),
        (BASIC, {"grant_type": "password"}, "OAuthErrorBody"),
    ],
)
def test_both_forms_of_a_401_of_the_token_endpoint(
    world: World, headers: dict[str, str], form: dict[str, str], component: str
) -> None:
    answer = world.call("token.issue", headers=headers, data=form)
    assert answer.status_code == 401
    judge("token.issue", answer)
    fields = resolved({"$ref": f"#/components/schemas/{component}"})["properties"]
    assert set(answer.get_json()) <= set(fields)


@pytest.mark.parametrize("path", ["/v1/nothing", "/nothing"])
def test_an_unknown_path_is_refused_in_the_containers_form(world: World, path: str) -> None:
    answer = world.client.get(path, headers=world.bearer)
    assert answer.status_code == 404
    fields = resolved({"$ref": "#/components/schemas/ContainerErrorBody"})["properties"]
    assert list(answer.get_json()) == list(fields)
