"""The table of Payments operations, its envelope, and what it documents."""

from typing import Any

import msgspec
import pytest

from mock_osigu.api.payments import payments, wire
from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.api.payments.errors import InvoiceNotFound, envelope
from mock_osigu.core.errors import Fault, MethodNotAllowed, PayloadTooLarge, Unprocessable
from mock_osigu.web.body import read_json
from mock_osigu.web.openapi.schemas import Schemas
from mock_osigu.web.operation import Access, Fidelity, Operation
from payments.samples import body

TABLE = {(operation.method, operation.path): operation for operation in payments.operations}


def test_both_paths_have_the_same_operations() -> None:
    first = [each for each in payments.operations if each.path.startswith("/v1/invoices")]
    second = [each for each in payments.operations if each.path.startswith("/v1/account-receivables")]

    own = ("list", "register", "read", "update", "replace", "delete")
    attached = ("attach_file", "list_files", "read_file", "comment", "list_comments")
    assert len(first) == len(second) == len(own + attached)
    assert {each.id for each in first} == {f"invoices.{name}" for name in own + attached}
    for one, other in zip(first, second, strict=True):
        assert (one.id, one.method, one.handler) == (other.id, other.method, other.handler)
        assert other.endpoint == one.endpoint + "_ar"


@pytest.mark.parametrize(
    "operation", [*payments.operations, *payments.control], ids=lambda each: each.endpoint
)
def test_every_operation_says_where_it_comes_from(operation: Operation) -> None:
    assert operation.summary
    if operation.access is Access.CONTROL:
        assert (operation.fidelity, operation.source) == (Fidelity.INVENTED, "")
    else:
        assert operation.source.startswith("https://developers.osigu.com/")
        assert operation.notes


@pytest.mark.parametrize(
    "operation", [*payments.operations, *payments.control], ids=lambda each: each.endpoint
)
def test_bodies_and_answers_have_a_schema(operation: Operation) -> None:
    types = [kind for kind in (operation.body, operation.returns) if kind not in (None, bytes)]

    schemas = Schemas(types)

    assert all(schemas.of(kind) for kind in types)


def test_money_is_a_number_and_dates_are_strings_in_the_schema() -> None:
    components = Schemas([wire.InvoiceBatch, wire.InvoiceResource]).components

    sent, given = components["InvoiceBody"]["properties"], components["InvoiceResource"]["properties"]
    assert (sent["total_amount"]["type"], given["total_amount"]["type"]) == ("number", "number")
    assert (sent["issue_date"]["type"], given["issue_date"]["type"]) == ("string", "string")
    assert "USD" in sent["currency_code"]["enum"]
    assert components["InvoiceBody"]["required"] == [
        "invoice_number",
        "issue_date",
        "payer",
        "currency_code",
        "total_amount",
    ]


def test_the_documented_sample_is_a_good_example() -> None:
    example = TABLE["POST", "/v1/invoices"].request_examples["documented"]

    assert (
        wire.drafts(read_json(body(example), "application/json"))[0].invoice_number
        == SAMPLE["invoice_number"]
    )


@pytest.mark.parametrize(
    "error,status,expected",
    [
        (InvoiceNotFound("x"), 404, {"code": "INVOICE_NOT_FOUND", "message": "Invoice not found: x"}),
        (
            InvoiceNotFound("x" * 999),
            404,
            {"code": "INVOICE_NOT_FOUND", "message": f"Invoice not found: {'x' * 64}"},
        ),
        (
            MethodNotAllowed("PUT", ("GET",)),
            405,
            {"code": "METHOD_NOT_ALLOWED", "message": "Request method 'PUT' not supported"},
        ),
        (PayloadTooLarge("too large"), 413, {"code": "PAYLOAD_TOO_LARGE", "message": "too large"}),
        (
            Unprocessable("bad", (Fault("a[0].b", "is bad"),)),
            422,
            {
                "code": "VALIDATION_ERROR",
                "message": "bad",
                "errors": [{"path": "a[0].b", "message": "is bad"}],
            },
        ),
    ],
)
def test_the_envelope(error: Any, status: int, expected: dict[str, Any]) -> None:
    reply = envelope(error)

    assert (reply.status, reply.content_type) == (status, "application/json")
    assert msgspec.to_builtins(reply.body) == expected
    assert list(msgspec.to_builtins(reply.body)) == list(expected)
