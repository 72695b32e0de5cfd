"""Which invoices may be advanced: payers and their terms, and the data source."""

from typing import Any

import pytest

from payments.conftest import Caller
from payments.judged import STRANGER, paths, register, set_payer, status
from payments.samples import sample

TERMS = {
    "LOW": {"advance_percentage": 90.0, "fee_percentage": 1.5},
    "MEDIUM": {"advance_percentage": 80.0, "fee_percentage": 2.5},
    "HIGH": {"advance_percentage": 60.0, "fee_percentage": 4.0},
}


# Payers


def test_the_seed_s_payers_are_known_the_documented_one_first(call: Caller) -> None:
    listed = call.admin("GET", "/payers").json()

    assert listed["meta"] == {"total": 16}
    first = listed["items"][0]
    assert first == {
        "country_code": "US",
        "tax_id": "123456789",
        "name": "Sample Payer Inc.",
        "terms": TERMS,
        "days_until_due": 60,
    }
    assert [each["terms"] is None for each in listed["items"]] == [False] * 13 + [True] * 3
    assert call.admin("GET", "/payers/US/123456789").json() == first


def test_percentages_have_two_decimals(call: Caller) -> None:
    assert '"LOW":{"advance_percentage":90.00,"fee_percentage":1.50}' in call.admin("GET", "/payers").text


@pytest.mark.parametrize("path", ["US/1", "XX/123456789", "us/123456789"])
def test_an_unknown_payer_is_named(call: Caller, path: str) -> None:
    answer = call.admin("GET", f"/payers/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "PAYER_NOT_FOUND")
    assert path in answer.json()["detail"]


def test_a_payer_made_known_makes_later_invoices_eligible(call: Caller) -> None:
    before = register(call, "A", payer=STRANGER)

    made = set_payer(call, name="Aseguradora", days_until_due=30)
    after = register(call, "B", payer=STRANGER)

    assert made.status_code == 201
    assert made.json() == {**STRANGER, "name": "Aseguradora", "terms": TERMS, "days_until_due": 30}
    assert (before["payment_status"], after["payment_status"]) == ("NOT_ELIGIBLE", "PENDING")
    assert status(call, before) == "NOT_ELIGIBLE"
    due = [call("GET", f"/invoices/{each['id']}").json()["due_date"] for each in (before, after)]
    assert due == ["2024-08-04", "2024-07-05"]


def test_what_a_change_leaves_out_stays(call: Caller) -> None:
    low = {"advance_percentage": 95.5, "fee_percentage": 0}
    set_payer(call, name="Aseguradora", terms={"LOW": low}, days_until_due=30)

    answer = set_payer(call, terms={"HIGH": {"advance_percentage": 10, "fee_percentage": 9.99}})

    assert answer.status_code == 200
    assert answer.json() == {
        **STRANGER,
        "name": "Aseguradora",
        "terms": {**TERMS, "LOW": low, "HIGH": {"advance_percentage": 10, "fee_percentage": 9.99}},
        "days_until_due": 30,
    }
    assert call.admin("PUT", "/payers/CO/900-1").json() == answer.json()


def test_terms_taken_away_and_given_back(call: Caller) -> None:
    assert set_payer(call, "US/123456789", terms=None).json()["terms"] is None
    assert register(call, "A")["payment_status"] == "NOT_ELIGIBLE"

    assert set_payer(call, "US/123456789", terms={}).json()["terms"] == TERMS
    assert register(call, "B")["payment_status"] == "PENDING"


def test_what_is_said_before_the_first_look_stands(call: Caller) -> None:
    call.admin("PUT", "/payers/US/123456789", json={"name": "Mine"}).raise_for_status()

    call("GET", "/invoices").raise_for_status()

    assert call.admin("GET", "/payers/US/123456789").json()["name"] == "Mine"


@pytest.mark.parametrize(
    "body,bad",
    [
        ({"name": ""}, {"name"}),
        ({"name": None, "days_until_due": -1, "colour": 1}, {"name", "days_until_due", "colour"}),
        ({"days_until_due": 3651}, {"days_until_due"}),
        ({"days_until_due": 1.5}, {"days_until_due"}),
        ({"terms": []}, {"terms"}),
        ({"terms": {"MID": {}}}, {"terms.MID"}),
        (
            {"terms": {"LOW": {"advance_percentage": 101}}},
            {"terms.LOW.advance_percentage", "terms.LOW.fee_percentage"},
        ),
        (
            {"terms": {"LOW": {"advance_percentage": -0.01, "fee_percentage": "1"}}},
            {"terms.LOW.advance_percentage", "terms.LOW.fee_percentage"},
        ),
        (
            {"terms": {"LOW": {"advance_percentage": 80.005, "fee_percentage": True}}},
            {"terms.LOW.advance_percentage", "terms.LOW.fee_percentage"},
        ),
    ],
)
def test_every_bad_field_is_named_and_nothing_is_known(call: Caller, body: Any, bad: set[str]) -> None:
    assert paths(set_payer(call, **body)) == bad
    assert call.admin("GET", "/payers/CO/900-1").status_code == 404


def test_path_and_body_are_judged_together(call: Caller) -> None:
    assert paths(set_payer(call, f"co/{'1' * 33}", name="")) == {"country_code", "tax_id", "name"}


@pytest.mark.parametrize(
    "path,bad", [("co/1", "country_code"), ("COL/1", "country_code"), (f"CO/{'1' * 33}", "tax_id")]
)
def test_a_payer_that_no_invoice_could_have(call: Caller, path: str, bad: str) -> None:
    assert paths(set_payer(call, path)) == {bad}


# The data source


@pytest.mark.parametrize(
    "source,filed,level",
    [
        ("ERP", False, "HIGH"),
        ("ERP", True, "MEDIUM"),
        ("RCM", False, "MEDIUM"),
        ("RCM", True, "MEDIUM"),
        ("CLAIMS", False, "LOW"),
        ("CLAIMS", True, "LOW"),
    ],
)
def test_risk_follows_the_data_source_of_the_client(
    call: Caller, source: str, level: str, *, filed: bool
) -> None:
    client = {"client_id": "clinic", "data_source": source}
    call.admin("POST", "/clients", json=client).raise_for_status()
    token = call.admin("POST", "/tokens", json={"client_id": "clinic"}).json()["access_token"]
    clinic = Caller(call.url, token, call.session)
    filing: dict[str, Any] = {} if filed else {"filing_date": None, "filing_reference": None}

    made = register(clinic, **filing)
    controlled = call.admin(
        "POST", "/invoices", json=sample(invoice_number="B", client_id="clinic", **filing)
    ).json()

    assert made["risk_level"] == controlled["risk_level"] == level
    assert controlled["data_source"] == source
    toggled = {"filing_date": None, "filing_reference": None} if filed else {"filing_date": "2024-06-05"}
    changed = clinic("PATCH", f"/invoices/{made['id']}", json=toggled).json()
    assert (
        changed["risk_level"]
        == {"CLAIMS": "LOW", "RCM": "MEDIUM", "ERP": "HIGH" if filed else "MEDIUM"}[source]
    )


def test_synthetic_invoices_come_from_where_the_providers_do(call: Caller) -> None:
    call.admin("POST", "/clients", json={"client_id": "claims", "data_source": "CLAIMS"}).raise_for_status()

    items = call.admin("GET", "/invoices?client_id=claims").json()["items"]

    assert {(each["data_source"], each["risk_level"]) for each in items} == {("CLAIMS", "LOW")}
