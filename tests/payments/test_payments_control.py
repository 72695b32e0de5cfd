"""The control API's invoices: seen across providers, made and forced past the rules."""

from typing import Any

import pytest
import requests

from payments.conftest import Caller
from payments.samples import batch, sample


def problem(answer: requests.Response, status: int) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    return body


def faults(answer: requests.Response, status: int = 422) -> dict[str, str]:
    return {fault["path"]: fault["message"] for fault in problem(answer, status)["errors"]}


def test_the_own_client_s_invoices_are_there_before_it_asks(call: Caller) -> None:
    listed = call.admin("GET", "/invoices").json()

    assert listed["meta"] == {"total": 25}
    assert {item["provider"] for item in listed["items"]} == {"cossen-osigu-service"}
    assert all(item["payer"]["name"] for item in listed["items"])
    assert [item["id"] for item in listed["items"]] == [
        item["id"] for item in call("GET", "/invoices?size=100").json()["content"]
    ]


def test_an_invoice_as_the_platform_sees_it(call: Caller) -> None:
    (made,) = call("POST", "/invoices", json=batch(sample())).json()

    view = call.admin("GET", f"/invoices/{made['id']}").json()

    assert view == {
        **call("GET", f"/invoices/{made['id']}").json(),
        "provider": "cossen-osigu-service",
        "payer": {"country_code": "US", "tax_id": "123456789", "name": "Sample Payer Inc."},
        "data_source": "ERP",
    }
    assert list(view)[:3] == ["id", "provider", "invoice_number"]


def test_filters_and_limit(call: Caller) -> None:
    call.provider("other-clinic")("GET", "/invoices")

    def total(query: str) -> tuple[int, int]:
        listed = call.admin("GET", f"/invoices?{query}").json()
        return listed["meta"]["total"], len(listed["items"])

    assert total("") == (50, 50)
    assert total("limit=3") == (50, 3)
    assert total("limit=0") == (50, 0)
    assert total("client_id=other-clinic") == total("provider=other-clinic") == (25, 25)
    assert total("provider=nobody") == (0, 0)
    assert total("invoice_number=SYN-000001") == (2, 2)
    eligible, waiting = total("payment_status=PENDING")[0], total("payment_status=NOT_ELIGIBLE")[0]
    assert eligible + waiting == 50
    assert waiting > 0


def test_a_named_client_s_invoices_are_made_by_the_look(call: Caller) -> None:
    call.provider("silent-clinic")

    assert call.admin("GET", "/invoices?client_id=silent-clinic").json()["meta"] == {"total": 25}


@pytest.mark.parametrize(
    "query,path,choices",
    [
        ("payment_status=x", "payment_status", "PENDING, NOT_ELIGIBLE, REQUESTED, PAID"),
        ("client_id=x", "client_id", "cossen-osigu-service"),
        ("limit=1001", "limit", "1000"),
        ("limit=-1", "limit", "1000"),
        ("limit=x", "limit", "1000"),
    ],
)
def test_a_bad_parameter_is_named_with_the_choices(call: Caller, query: str, path: str, choices: str) -> None:
    found = faults(call.admin("GET", f"/invoices?{query}"), 400)

    assert list(found) == [path]
    assert choices in found[path]


def test_an_invoice_in_a_state_of_choice(call: Caller) -> None:
    answer = call.admin("POST", "/invoices", json=sample(payment_status="PAID", risk_level="LOW"))

    made = answer.json()
    assert answer.status_code == 201
    assert (made["payment_status"], made["risk_level"]) == ("PAID", "LOW")
    assert call("GET", f"/invoices/{made['id']}").json()["payment_status"] == "PAID"
    assert call("DELETE", f"/invoices/{made['id']}").status_code == 409


def test_without_a_state_the_rules_of_registration_hold(call: Caller) -> None:
    made = call.admin("POST", "/invoices", json=sample()).json()

    assert (made["payment_status"], made["risk_level"]) == ("PENDING", "MEDIUM")


def test_an_invoice_for_another_client(call: Caller) -> None:
    other = call.provider("third-clinic")

    made = call.admin("POST", "/invoices", json=sample(client_id="third-clinic")).json()

    assert made["provider"] == "third-clinic"
    assert other("GET", f"/invoices/{made['id']}").status_code == 200
    assert call("GET", f"/invoices/{made['id']}").status_code == 404


def test_every_fault_of_one_to_make_is_named(call: Caller) -> None:
    bad = sample(payment_status="paid", risk_level=1, currency_code="x", colour="red")

    found = faults(call.admin("POST", "/invoices", json=bad))

    assert set(found) == {"payment_status", "risk_level", "currency_code", "colour"}
    assert "PENDING, NOT_ELIGIBLE, REQUESTED, PAID" in found["payment_status"]
    assert "LOW, MEDIUM, HIGH" in found["risk_level"]
    assert "invoice_number" in found["colour"]


def test_a_client_that_is_not_there_is_named(call: Caller) -> None:
    found = faults(call.admin("POST", "/invoices", json=sample(client_id="nobody")))

    assert "nobody" in found["client_id"]
    assert "cossen-osigu-service" in found["client_id"]


def test_no_body_is_an_empty_one(call: Caller) -> None:
    assert "invoice_number" in faults(call.admin("POST", "/invoices"))


def test_a_duplicate_is_a_conflict(call: Caller) -> None:
    call.admin("POST", "/invoices", json=sample()).raise_for_status()

    assert "INV-1001" in faults(call.admin("POST", "/invoices", json=sample()), 409)["invoice_number"]


def test_forcing_sets_what_it_names(call: Caller) -> None:
    invoice = call("GET", "/invoices").json()["content"][0]
    path = f"/invoices/{invoice['id']}"

    first = call.admin("PATCH", path, json={"payment_status": "REQUESTED"}).json()
    second = call.admin("PATCH", path, json={"risk_level": "LOW"}).json()

    assert (first["payment_status"], first["risk_level"]) == ("REQUESTED", invoice["risk_level"])
    assert (second["payment_status"], second["risk_level"]) == ("REQUESTED", "LOW")
    assert call("GET", path).json()["payment_status"] == "REQUESTED"


def test_bad_values_to_force_are_named_with_the_choices(call: Caller) -> None:
    path = f"/invoices/{call('GET', '/invoices').json()['content'][0]['id']}"

    found = faults(
        call.admin("PATCH", path, json={"payment_status": None, "risk_level": "MID", "total_amount": 1})
    )

    assert found == {
        "payment_status": "must be one of PENDING, NOT_ELIGIBLE, REQUESTED, PAID",
        "risk_level": "must be one of LOW, MEDIUM, HIGH",
        "total_amount": "is not a field; valid are payment_status, risk_level",
    }


def test_deleting_knows_no_state(call: Caller) -> None:
    made = call.admin("POST", "/invoices", json=sample(payment_status="PAID")).json()

    assert call.admin("DELETE", f"/invoices/{made['id']}").status_code == 204
    assert call("GET", f"/invoices/{made['id']}").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_invoice_is_named(call: Caller, method: str) -> None:
    assert "nothing-like-it" in problem(call.admin(method, "/invoices/nothing-like-it"), 404)["detail"]


def test_another_sandbox_has_its_own(call: Caller) -> None:
    made = call.admin("POST", "/sandboxes", json={"invoices": 2})
    sandbox = made.json()["id"]

    call.admin("POST", f"/sandboxes/{sandbox}/invoices", json=sample()).raise_for_status()

    assert call.admin("GET", f"/sandboxes/{sandbox}/invoices").json()["meta"] == {"total": 3}
    assert call.admin("GET", "/invoices").json()["meta"] == {"total": 25}
