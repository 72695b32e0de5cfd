"""The OpenAPI document as a judge of answers, and a world in which every operation can be called."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_schema_validator import oas31_format_checker
from werkzeug.test import TestResponse

from mock_osigu import Sandboxes, Settings, create_app
from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.app import App
from mock_osigu.tls import certificates_for
from mock_osigu.web.openapi import document
from mock_osigu.web.operation import Access, Operation
from mock_osigu.wsgi import ALL_PRODUCTS

DOCUMENT: Final = document(ALL_PRODUCTS)
OPERATIONS: Final = {
    operation.endpoint: operation
    for product in ALL_PRODUCTS
    for operation in (*product.operations, *product.control)
}
DESCRIBED: Final[dict[str, dict[str, Any]]] = {
    described["operationId"]: described for path in DOCUMENT["paths"].values() for described in path.values()
}
BASIC: Final = {"Authorization": "Basic Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5"}
CONTROL_TOKEN: Final = "control-token"
MAX_BODY: Final = 4096


def new_client(*, tls: bool = True) -> FlaskClient:
    """A client of a new app with a locked control API and small bodies, as of a server with certificates."""
    settings = Settings(control_token=CONTROL_TOKEN, max_body=MAX_BODY, invoices=3, tls=tls)
    return create_app(settings, certificates=certificates_for(settings)).test_client()


def sandboxes_of(client: FlaskClient) -> Sandboxes:
    app = client.application
    assert isinstance(app, App)
    return app.sandboxes


class World:
    """A server as it was at start, and the things in it that paths can name."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.control = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
        assert client.post("/__admin/reset", headers=self.control).status_code == 200
        self.bearer = {"Authorization": f"Bearer {self.token()}"}
        listed = self.call("invoices.list")
        self.invoice = str(listed.get_json()["content"][0]["id"])
        self.request = listed.headers["X-Mock-Osigu-Request-Id"]
        self.requested = self._id("control.invoices.make", json={**SAMPLE, "payment_status": "REQUESTED"})
        self.requestable = self._id("control.invoices.make", json={**SAMPLE, "invoice_number": "PENDING-1"})
        other = self._id("control.invoices.make", json={**SAMPLE, "invoice_number": "PENDING-2"})
        self.cashout = self._id("control.cashouts.make", json={"invoice_ids": [other]})
        file = {"file": (BytesIO(b"%PDF-"), "a.pdf")}
        self.file = str(self.call("invoices.attach_file", data=file).get_json()["id"])
        self.sandbox = self._id("control.sandboxes.create", json={})
        rule = {"effect": {"status": 503}, "match": {"client_id": "nobody"}}
        self.fault = self._id("control.faults.add", json=rule)
        drop = {"url": "http://127.0.0.1/", "mode": {"mode": "drop"}}
        self.webhook = self._id("control.webhooks.add", json=drop)
        sandboxes_of(client).default.webhooks.emit("contract.made", {"event": "contract.made"})
        self.delivery = str(self.call("control.webhooks.deliveries").get_json()["items"][0]["id"])
        self.call("control.snapshots.take", args={"name": "point"})
        self.call("control.scenarios.put", args={"name": "point"}, json={})

    def token(self, **credentials: str) -> str:
        """An access token of the documented client, or of another one by `client_id` and `secret`."""
        auth = (credentials["client_id"], credentials["secret"]) if credentials else None
        answer = self.client.post(
            "/v1/oauth/token?grant_type=client_credentials", headers=None if auth else BASIC, auth=auth
        )
        return str(answer.get_json()["access_token"])

    def call(
        self,
        operation_id: str,
        *,
        method: str | None = None,
        args: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """Call an operation, with good credentials and good names in its path unless others are given."""
        operation = OPERATIONS[operation_id]
        path = operation.path.format_map(self._names(operation) | dict(args or {}))
        return self.client.open(
            path,
            method=method or operation.method,
            headers={**self._credentials(operation), **(headers or {})},
            **more,
        )

    def _names(self, operation: Operation) -> dict[str, str]:
        known = vars(self)
        names = {
            "id": "cashout" if "/cashout-requests/" in operation.path else "invoice",
            "file_id": "file",
            "sandbox_id": "sandbox",
            "fault_id": "fault",
            "request_id": "request",
            "webhook_id": "webhook",
            "delivery_id": "delivery",
        }
        return {
            "client_id": "token-short",
            "name": "point",
            "country_code": "US",
            "tax_id": "123456789",
            **{name: known.get(attribute, "") for name, attribute in names.items()},
        }

    def _credentials(self, operation: Operation) -> Mapping[str, str]:
        by_access = {Access.BASIC: BASIC, Access.BEARER: self.bearer, Access.CONTROL: self.control}
        return by_access.get(operation.access, {})

    def _id(self, operation_id: str, json: Any) -> str:
        return str(self.call(operation_id, json=json).get_json()["id"])


def judge(operation_id: str, answer: TestResponse) -> None:
    """Fail unless the document has this status, media type, headers and body for the operation."""
    responses = DESCRIBED[operation_id]["responses"]
    assert str(answer.status_code) in responses, f"{operation_id} gave {answer.status_code}: {answer.text}"
    response = resolved(responses[str(answer.status_code)])
    for name, header in response["headers"].items():
        validate(resolved(header)["schema"], answer.headers[name])
    if "content" not in response:
        assert answer.data == b""
        return
    if "*/*" in response["content"]:
        return
    assert answer.mimetype in response["content"]
    schema = response["content"][answer.mimetype]["schema"]
    validate(schema, answer.text if answer.mimetype == "text/html" else answer.get_json())


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What a reference to a component refers to; anything else as it is."""
    if "$ref" not in value:
        return value
    found: Any = DOCUMENT
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def validate(schema: Mapping[str, Any], value: Any) -> None:
    """Fail, saying all that is wrong, unless `value` fits; references are those of the document."""
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = Draft202012Validator(whole, format_checker=oas31_format_checker)
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
    assert not problems, "\n".join(problems)
