"""Invoices over real HTTP: the bytes that a client sees."""

import json
from decimal import Decimal
from typing import Any

import pytest
import requests

from payments.conftest import Caller
from payments.samples import batch, sample

PATHS = ("/invoices", "/account-receivables")
DOCUMENTED = (
    '{"invoices":[{"issue_date":"2024-06-01","payer":{"country_code":"US","tax_id":"123456789"},'
    '"currency_code":"USD","invoice_number":"INV-1001","total_amount":1500.00,'
    '"filing_date":"2024-06-05","filing_reference":"REF123456"}]}'
)
JSON = {"Content-Type": "application/json"}


def register(call: Caller, **changes: Any) -> str:
    """Register a variant of the documented invoice; give its id."""
    answer = call("POST", "/invoices", json=batch(sample(**changes)))
    assert answer.status_code == 201
    return str(answer.json()[0]["id"])


def refused(answer: requests.Response, status: int, code: str) -> dict[str, Any]:
    """Check all of a refusal; give its body."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/json"
    assert list(body) in (["code", "message"], ["code", "message", "errors"])
    assert body["message"]
    return body


@pytest.mark.parametrize("path", PATHS)
def test_the_documented_request(call: Caller, path: str) -> None:
    answer = call("POST", path, data=DOCUMENTED, headers=JSON)

    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/json")
    (item,) = answer.json()
    assert answer.text == (
        f'[{{"id":"{item["id"]}","invoice_number":"INV-1001","payment_status":"PENDING","risk_level":"MEDIUM"}}]'
    )


@pytest.mark.parametrize("path", PATHS)
def test_an_invoice_has_its_fields_in_order_and_its_money_in_cents(call: Caller, path: str) -> None:
    invoice_id = register(call)

    answer = call("GET", f"{path}/{invoice_id}")

    assert answer.status_code == 200
    assert answer.text == (
        f'{{"id":"{invoice_id}","invoice_number":"INV-1001","issue_date":"2024-06-01","due_date":"2024-08-04",'
        '"payer":{"country_code":"US","tax_id":"123456789"},"currency_code":"USD","total_amount":1500.00,'
        '"filing_date":"2024-06-05","filing_reference":"REF123456","payment_status":"PENDING","risk_level":"MEDIUM"}'
    )


@pytest.mark.parametrize("path", PATHS)
def test_a_list_has_the_documented_shape_and_the_path_that_was_used(call: Caller, path: str) -> None:
    answer = call("GET", f"{path}?page=1&size=10")

    page = answer.json()
    assert list(page) == ["content", "page", "links"]
    assert page["page"] == {"size": 10, "total_elements": 25, "total_pages": 3, "number": 1}
    assert list(page["page"]) == ["size", "total_elements", "total_pages", "number"]
    assert page["links"] == [
        {"rel": "self", "href": f"{path}?page=1&size=10"},
        {"rel": "next", "href": f"{path}?page=2&size=10"},
        {"rel": "prev", "href": f"{path}?page=0&size=10"},
    ]
    item = page["content"][0]
    assert list(item)[:3] == ["id", "invoice_id", "invoice_number"]
    assert item["id"] == item["invoice_id"]
    assert {name: value for name, value in item.items() if name != "invoice_id"} == call(
        "GET", f"{path}/{item['id']}"
    ).json()


def test_of_a_repeated_parameter_the_first_counts(call: Caller) -> None:
    assert call("GET", "/invoices?size=2&size=3&page=x").json()["page"]["size"] == 2


def test_every_invoice_is_met_once_on_the_way_through_the_pages(call: Caller) -> None:
    href, met = "/invoices?size=4", []
    while href:
        page = call("GET", href).json()
        met += [item["id"] for item in page["content"]]
        href = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")

    assert len(met) == len(set(met)) == 25


def test_read_edit_and_put_back(call: Caller) -> None:
    invoice_id = register(call)
    invoice = call("GET", f"/invoices/{invoice_id}").json(parse_float=Decimal)

    edited = json.dumps(invoice | {"total_amount": 99.5, "filing_reference": None}, default=float)
    answer = call("PUT", f"/invoices/{invoice_id}", data=edited, headers=JSON)

    assert answer.status_code == 200
    assert '"total_amount":99.50,' in answer.text
    assert answer.json() == {
        **call("GET", f"/account-receivables/{invoice_id}").json(),
        "filing_reference": None,
        "total_amount": 99.5,
    }


def test_put_clears_what_is_missing_and_patch_keeps_it(call: Caller) -> None:
    invoice_id = register(call)
    without_filing = {name: value for name, value in sample().items() if not name.startswith("filing")}

    patched = call("PATCH", f"/invoices/{invoice_id}", json={"total_amount": 7}).json()
    replaced = call("PUT", f"/invoices/{invoice_id}", json=without_filing).json()

    assert (patched["filing_date"], patched["risk_level"], patched["total_amount"]) == (
        "2024-06-05",
        "MEDIUM",
        7,
    )
    assert (replaced["filing_date"], replaced["filing_reference"], replaced["risk_level"]) == (
        None,
        None,
        "HIGH",
    )
    assert (replaced["due_date"], replaced["total_amount"]) == ("2024-07-31", 1500)


def test_a_patch_of_nothing_is_fine(call: Caller) -> None:
    invoice_id = register(call)

    answer = call("PATCH", f"/invoices/{invoice_id}", json={})

    assert answer.status_code == 200
    assert answer.json() == call("GET", f"/invoices/{invoice_id}").json()


LOCKED = "may not change, it is "


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(
    "changes,faults",
    [
        ({"invoice_number": "other"}, {"invoice_number": LOCKED + "'INV-1001'"}),
        ({"invoice_number": None}, {"invoice_number": LOCKED + "'INV-1001'"}),
        ({"currency_code": "EUR"}, {"currency_code": LOCKED + "'USD'"}),
        ({"payer": None}, {"payer": "must be an object"}),
        (
            {"payer": {"country_code": "CO", "tax_id": "1"}},
            {"payer.country_code": LOCKED + "'US'", "payer.tax_id": LOCKED + "'123456789'"},
        ),
        ({"total_amount": None}, {"total_amount": "must be a number, like 1500.00"}),
        (
            {"issue_date": None, "filing_date": 5, "filing_reference": "", "currency_code": "x"},
            {
                "currency_code": LOCKED + "'USD'",
                "issue_date": "must be a date or a date-time, like 2024-06-01 or 2024-06-01T12:00:00Z",
                "filing_date": "must be a date, like 2024-06-01",
                "filing_reference": "must have 1 to 64 characters, has 0",
            },
        ),
    ],
)
def test_every_fault_of_an_update_is_named_and_nothing_changes(
    call: Caller, method: str, changes: dict[str, Any], faults: dict[str, str]
) -> None:
    invoice_id = register(call)
    before = call("GET", f"/invoices/{invoice_id}").json()
    sent = sample(total_amount=3) | changes if method == "PUT" else {"total_amount": 3} | changes

    body = refused(call(method, f"/invoices/{invoice_id}", json=sent), 422, "VALIDATION_ERROR")

    assert {fault["path"]: fault["message"] for fault in body["errors"]} == faults
    assert call("GET", f"/invoices/{invoice_id}").json() == before


def test_put_needs_every_required_field(call: Caller) -> None:
    invoice_id = register(call)

    empty = refused(call("PUT", f"/invoices/{invoice_id}", json={}), 422, "VALIDATION_ERROR")
    half = refused(call("PUT", f"/invoices/{invoice_id}", json=sample(payer={})), 422, "VALIDATION_ERROR")

    assert {fault["path"] for fault in empty["errors"]} == {
        "invoice_number", "issue_date", "payer", "currency_code", "total_amount"
    }  # fmt: skip
    assert {fault["path"] for fault in half["errors"]} == {"payer.country_code", "payer.tax_id"}


def test_delete_answers_nothing_and_frees_the_number(call: Caller) -> None:
    invoice_id = register(call)

    answer = call("DELETE", f"/invoices/{invoice_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    refused(call("GET", f"/invoices/{invoice_id}"), 404, "INVOICE_NOT_FOUND")
    assert register(call) != invoice_id


def test_a_duplicate_is_a_conflict_that_names_the_number(call: Caller) -> None:
    register(call)

    answer = call("POST", "/invoices", json=batch(sample(invoice_number="NEW"), sample()))

    body = refused(answer, 409, "DUPLICATE_INVOICE_NUMBER")
    assert "INV-1001" in body["message"]
    assert [fault["path"] for fault in body["errors"]] == ["invoices[1].invoice_number"]
    assert call("GET", "/invoices?invoice_number=NEW").json()["content"] == []


@pytest.mark.parametrize(
    "method,path,status",
    [("PATCH", "/invoices/x", 404), ("PUT", "/invoices/x", 404), ("PATCH", "/account-receivables/x", 404)],
)
def test_an_unknown_invoice_comes_before_a_bad_body(
    call: Caller, method: str, path: str, status: int
) -> None:
    refused(call(method, path, data="{", headers={"Content-Type": "text/plain"}), status, "INVOICE_NOT_FOUND")


def test_bad_fields_come_before_a_bad_state(call: Caller) -> None:
    path = f"/invoices/{register(call)}"
    call.admin("PATCH", path, json={"payment_status": "REQUESTED"}).raise_for_status()

    refused(call("PATCH", path, data="{", headers=JSON), 400, "MALFORMED_JSON")
    refused(call("PATCH", path, json={"total_amount": 0}), 422, "VALIDATION_ERROR")
    for answer in (call("PATCH", path, json={}), call("PUT", path, json=sample()), call("DELETE", path)):
        assert "errors" not in refused(answer, 409, "INVALID_STATE")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"\xef\xbb\xbf{}",
        b'{"invoices":"\xff"}',
        b'{"invoices":[{"total_amount":NaN}]}',
        b'{"invoices":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"invoices":["\\ud800"]}',
        b"invoices=1",
        b"{} {}",
    ],
)
def test_an_unreadable_body_is_malformed(call: Caller, raw: bytes) -> None:
    assert "errors" not in refused(call("POST", "/invoices", data=raw, headers=JSON), 400, "MALFORMED_JSON")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "text/json", "json"]
)
def test_a_body_that_says_it_is_not_json(call: Caller, content_type: str) -> None:
    answer = call("POST", "/invoices", data=DOCUMENTED, headers={"Content-Type": content_type})

    assert content_type in refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")["message"]


@pytest.mark.parametrize(
    "content_type", [None, "application/json; charset=utf-8", "application/hal+json", "Application/JSON"]
)
def test_a_body_that_says_it_is_json_or_nothing(call: Caller, content_type: str | None) -> None:
    answer = call("POST", "/invoices", data=DOCUMENTED.encode(), headers={"Content-Type": content_type})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "method,path,allowed",
    [
        ("PUT", "/invoices", "GET, HEAD, POST"),
        ("DELETE", "/account-receivables", "GET, HEAD, POST"),
        ("POST", "/invoices/x", "DELETE, GET, HEAD, PATCH, PUT"),
        ("OPTIONS", "/invoices", "GET, HEAD, POST"),
    ],
)
def test_another_method_is_not_allowed(call: Caller, method: str, path: str, allowed: str) -> None:
    answer = call(method, path)

    assert refused(answer, 405, "METHOD_NOT_ALLOWED")["message"] == f"Request method '{method}' not supported"
    assert answer.headers["Allow"] == allowed


def test_every_bad_filter_is_named(call: Caller) -> None:
    body = refused(call("GET", "/invoices?payment_status=x&issue_date_to=y"), 400, "VALIDATION_ERROR")

    assert [fault["path"] for fault in body["errors"]] == ["payment_status", "issue_date_to"]


@pytest.mark.parametrize(
    "path", ["/invoices/x", "/invoices/%00", "/invoices/%FF", "/invoices/%2e%2e", "/invoices/" + "9" * 5000]
)
def test_a_malformed_id_is_an_unknown_one(call: Caller, path: str) -> None:
    refused(call("GET", path), 404, "INVOICE_NOT_FOUND")


def test_providers_do_not_see_each_other(call: Caller) -> None:
    other = call.provider("another-clinic")
    mine = register(call)
    path = f"/invoices/{mine}"

    assert register(other) != mine
    for answer in (
        other("GET", path),
        other("PATCH", path, json={}),
        other("PUT", path, json={}),
        other("DELETE", path),
    ):
        refused(answer, 404, "INVOICE_NOT_FOUND")
    assert {item["id"] for item in other("GET", "/invoices?size=100").json()["content"]}.isdisjoint(
        item["id"] for item in call("GET", "/invoices?size=100").json()["content"]
    )


def test_a_reset_brings_the_same_invoices_back(call: Caller) -> None:
    before = call("GET", "/invoices?size=100").text
    register(call)
    call("DELETE", f"/invoices/{json.loads(before)['content'][0]['id']}")

    call.admin("POST", "/reset", json={"only": ["data"]}).raise_for_status()

    assert call("GET", "/invoices?size=100").text == before


def test_another_seed_and_count(call: Caller) -> None:
    before = call("GET", "/invoices?size=100").json()["content"]

    call.admin("POST", "/reset", json={"seed": 5, "invoices": 3}).raise_for_status()

    after = call("GET", "/invoices").json()
    assert after["page"]["total_elements"] == 3
    assert {item["id"] for item in before}.isdisjoint(item["id"] for item in after["content"])
