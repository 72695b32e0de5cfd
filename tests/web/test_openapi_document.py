"""The OpenAPI document in itself: valid, complete, and the same wherever it is asked for."""

import json
import subprocess
import sys
from typing import Any

import pytest
from openapi_spec_validator import validate as validate_document

from mock_osigu.api.payments.model import PAYMENT_STATUSES
from mock_osigu.version import __version__
from mock_osigu.web.inventions import INVENTIONS
from web.contract import DESCRIBED, DOCUMENT, OPERATIONS, World, new_client, resolved, validate


def test_the_document_is_valid() -> None:
    validate_document(DOCUMENT)
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["version"] == __version__
    assert DOCUMENT["info"]["license"]["identifier"] == "MIT"
    assert DOCUMENT["servers"] == [{"url": "/"}]


def test_patterns_are_in_the_language_of_json_schema() -> None:
    assert r"\Z" not in json.dumps(DOCUMENT).replace("\\\\", "\\")


def test_every_operation_is_described_once_under_its_path_and_method() -> None:
    described = {
        (operation["operationId"], method.upper(), path)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }
    assert described == {(name, each.method, each.path) for name, each in OPERATIONS.items()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_how_we_know_and_from_where(name: str) -> None:
    described, operation = DESCRIBED[name], OPERATIONS[name]
    assert described["summary"] == operation.summary
    assert described["x-osigu-fidelity"] == operation.fidelity
    assert described.get("x-osigu-source", "") == operation.source
    assert described.get("description", "") == operation.notes


def test_the_second_path_shares_all_but_its_id() -> None:
    first, second = DESCRIBED["invoices.read"], DESCRIBED["invoices.read_ar"]
    assert second == {**first, "operationId": "invoices.read_ar"}


def test_control_operations_are_apart_and_invented() -> None:
    control = [each for name, each in DESCRIBED.items() if name.startswith("control.")]
    assert control
    assert {(*each["tags"], each["x-osigu-fidelity"]) for each in control} == {("control", "INVENTED")}


def test_page_and_size_are_text_with_their_range_in_words() -> None:
    parameters = {each["name"]: each for each in DESCRIBED["invoices.list"]["parameters"]}
    for name, limit in (("page", "2147483647"), ("size", "100")):
        assert parameters[name]["schema"] == {"type": "string"}
        assert limit in parameters[name]["description"]
    assert parameters["payment_status"]["schema"]["enum"] == list(PAYMENT_STATUSES)


def test_money_is_a_number() -> None:
    for name in ("InvoiceBody", "InvoiceResource", "ListedInvoice", "InvoiceView"):
        schema = resolved({"$ref": f"#/components/schemas/{name}"})["properties"]["total_amount"]
        assert schema["type"] == "number"
        # Generators of clients make 32 bits of a number without a format.
        assert schema["format"] == "double"


@pytest.mark.parametrize(
    "name, security",
    [
        ("token.issue", [{"client": []}]),
        ("invoices.list", [{"token": ["read"]}]),
        ("invoices.delete", [{"token": ["write"]}]),
        ("control.reset", [{}, {"control": []}]),
        ("health", []),
    ],
)
def test_security_by_access(name: str, security: list[dict[str, list[str]]]) -> None:
    assert DESCRIBED[name]["security"] == security
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert {scheme for option in security for scheme in option} <= set(schemes)
    assert schemes["token"]["flows"]["clientCredentials"]["tokenUrl"] == "/v1/oauth/token"


def test_a_body_is_asked_for_where_the_server_asks_for_one() -> None:
    bodies = {name: each["requestBody"] for name, each in DESCRIBED.items() if "requestBody" in each}
    assert bodies["invoices.register"]["required"]
    assert bodies["invoices.update"]["required"]
    assert bodies["control.clock.advance"]["required"]
    assert not bodies["control.reset"]["required"]
    assert list(bodies["token.issue"]["content"]) == ["application/x-www-form-urlencoded"]


def examples() -> list[tuple[str, dict[str, Any], Any]]:
    found = []
    for name, described in DESCRIBED.items():
        responses = [resolved(each) for each in described["responses"].values()]
        for holder in (described.get("requestBody", {}), *responses):
            for media in holder.get("content", {}).values():
                values = media.get("examples", {}).values()
                found += [(name, media["schema"], each["value"]) for each in values]
    return found


@pytest.mark.parametrize("name, schema, value", examples())
def test_an_example_fits_its_schema(name: str, schema: dict[str, Any], value: Any) -> None:
    assert name
    validate(schema, value)


def test_the_documented_calls_have_examples() -> None:
    assert {"token.issue", "invoices.register"} <= {name for name, _, _ in examples()}


def test_what_no_operation_owns_is_named_as_invented() -> None:
    named = [each["subject"] for each in DOCUMENT["info"]["x-osigu-invented"]]
    assert named == [invention.subject for invention in INVENTIONS]
    assert len(named) == len(set(named))


def test_the_command_line_prints_the_same_document() -> None:
    command = [sys.executable, "-m", "mock_osigu", "openapi"]
    printed = subprocess.run(command, capture_output=True, timeout=30, check=True).stdout
    assert json.loads(printed) == json.loads(json.dumps(DOCUMENT))


def test_the_server_gives_the_same_document() -> None:
    answer = World(new_client()).call("control.openapi")
    assert answer.get_json() == json.loads(json.dumps(DOCUMENT))
