"""Which invoices may be advanced: payers and their terms, the data source, and the rules that can be switched on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests

from mock_osigu.api.payments.eligibility.model import Rules
from mock_osigu.api.payments.model import Changes
from payments.advancing import Advances
from payments.conftest import Caller
from payments.samples import batch, sample

TERMS = {
    "LOW": {"advance_percentage": 90.0, "fee_percentage": 1.5},
    "MEDIUM": {"advance_percentage": 80.0, "fee_percentage": 2.5},
    "HIGH": {"advance_percentage": 60.0, "fee_percentage": 4.0},
}
STRANGER = {"country_code": "CO", "tax_id": "900-1"}


def register(call: Caller, number: str = "INV-1001", **changes: Any) -> dict[str, Any]:
    answer = call("POST", "/invoices", json=batch(sample(invoice_number=number, **changes)))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()[0]
    return made


def status(call: Caller, invoice: dict[str, Any]) -> str:
    seen: str = call.admin("GET", f"/invoices/{invoice['id']}").json()["payment_status"]
    return seen


def set_payer(call: Caller, path: str = "CO/900-1", **body: Any) -> requests.Response:
    return call.admin("PUT", f"/payers/{path}", json=body)


def paths(answer: requests.Response) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {each["path"] for each in answer.json()["errors"]}


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


# Rules


def rules(call: Caller, **changes: Any) -> Any:
    answer = call.admin("PATCH", "/eligibility", json=changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def freeze(call: Caller, now: str) -> None:
    call.admin("PATCH", "/clock", json={"now": now, "frozen": True}).raise_for_status()


def by_control(call: Caller, number: str, **changes: Any) -> dict[str, Any]:
    """Register an invoice whatever time it is, for a token would not be good then."""
    answer = call.admin("POST", "/invoices", json=sample(invoice_number=number, **changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def advance(call: Caller, **length: float) -> list[Any]:
    seconds = timedelta(**length).total_seconds()
    happened: list[Any] = call.admin("POST", "/clock/advance", json={"seconds": seconds}).json()["happened"]
    return happened


def test_no_rule_is_on_at_start_so_that_the_documented_sample_is_pending(call: Caller) -> None:
    off = {"due_date_rule": False, "due_within_days": 10, "starts_pending": False}
    assert call.admin("GET", "/eligibility").json() == off
    assert register(call)["payment_status"] == "PENDING"
    assert rules(call) == off


@pytest.mark.parametrize(
    "now,expected",
    [
        ("2024-07-24T23:59:59Z", "PENDING"),
        ("2024-07-25T00:00:00Z", "NOT_ELIGIBLE"),
        ("2024-08-05T00:00:00Z", "NOT_ELIGIBLE"),
    ],
)
def test_ten_days_before_it_is_due_is_too_late(call: Caller, now: str, expected: str) -> None:
    rules(call, due_date_rule=True)
    freeze(call, now)

    made = by_control(call, "A")

    assert (made["due_date"], made["payment_status"]) == ("2024-08-04", expected)


def test_the_rule_looks_again_when_the_day_comes(call: Caller) -> None:
    freeze(call, "2024-07-24T12:00:00Z")
    rules(call, due_date_rule=True)
    invoice = by_control(call, "A")
    kept = by_control(call, "B", filing_date="2024-06-06")

    assert advance(call, hours=11, minutes=59) == []
    assert advance(call, minutes=1) == [
        {
            "at": "2024-07-25T00:00:00Z",
            "what": "invoice.judge",
            "id": invoice["id"],
            "payment_status": "NOT_ELIGIBLE",
        }
    ]
    assert (status(call, invoice), status(call, kept)) == ("NOT_ELIGIBLE", "PENDING")


def test_switched_on_the_rule_is_for_all_that_are_pending(call: Caller) -> None:
    freeze(call, "2024-07-25T00:00:00Z")
    late, paid = by_control(call, "A"), by_control(call, "B", payment_status="PAID")
    soon = by_control(call, "C", filing_date="2024-06-06")

    rules(call, due_date_rule=True)
    rules(call, due_date_rule=True)

    assert [status(call, each) for each in (late, paid, soon)] == ["NOT_ELIGIBLE", "PAID", "PENDING"]
    judged = [each["id"] for each in advance(call, days=1) if each["id"] == soon["id"]]
    assert judged == [soon["id"]]


def test_switched_off_again_it_judges_no_more(call: Caller) -> None:
    freeze(call, "2024-07-24T00:00:00Z")
    rules(call, due_date_rule=True, due_within_days=3)
    invoice = by_control(call, "A")

    rules(call, due_date_rule=False)

    assert advance(call, days=30) == []
    assert status(call, invoice) == "PENDING"


def test_another_due_date_is_judged_anew() -> None:
    world = Advances(datetime(2024, 7, 30, tzinfo=UTC))
    world.eligibility.set_rules(Rules(due_date_rule=True))
    invoice = world.invoice("A")
    assert world.statuses(invoice) == ["NOT_ELIGIBLE"]

    def file(day: int) -> None:
        filed = Changes(filing_date=date(2024, 6, day))
        world.invoices.update(invoice.provider, invoice.id, lambda _: filed)

    file(20)
    assert world.statuses(invoice) == ["PENDING"]
    file(6)
    assert world.statuses(invoice) == ["NOT_ELIGIBLE"]


def test_an_invoice_let_go_when_its_due_date_is_near_is_not_eligible() -> None:
    world = Advances(datetime(2024, 7, 1, tzinfo=UTC))
    world.eligibility.set_rules(Rules(due_date_rule=True))
    invoice = world.invoice("A")
    cashout = world.request(invoice)

    world.now = datetime(2024, 8, 1, tzinfo=UTC)
    world.move(cashout, "CANCELLED")

    assert world.statuses(invoice) == ["NOT_ELIGIBLE"]


def test_it_may_start_pending_and_turn_a_second_later(call: Caller) -> None:
    rules(call, starts_pending=True)
    call.admin("PATCH", "/clock", json={"frozen": True}).raise_for_status()
    stranger, known = register(call, "A", payer=STRANGER), register(call, "B")

    assert (stranger["payment_status"], known["payment_status"]) == ("PENDING", "PENDING")
    assert advance(call, seconds=0.999) == []
    assert [each["id"] for each in advance(call, seconds=0.001)] == [stranger["id"]]
    assert (status(call, stranger), status(call, known)) == ("NOT_ELIGIBLE", "PENDING")


def test_a_payer_that_gets_terms_within_the_second_is_eligible(call: Caller) -> None:
    rules(call, starts_pending=True)
    stranger = register(call, "A", payer=STRANGER)

    set_payer(call)

    assert advance(call, seconds=5) == []
    assert status(call, stranger) == "PENDING"


def test_the_first_and_the_last_day_of_the_calendar(call: Caller) -> None:
    rules(call, due_date_rule=True, due_within_days=3650)

    first = register(call, "A", issue_date="0001-01-01", filing_date=None)
    last = register(call, "B", issue_date="9999-12-31", filing_date=None)

    assert (first["payment_status"], last["payment_status"]) == ("NOT_ELIGIBLE", "PENDING")


@pytest.mark.parametrize(
    "body,bad",
    [
        (
            {"due_date_rule": 1, "due_within_days": "x", "starts_pending": None},
            {"due_date_rule", "due_within_days", "starts_pending"},
        ),
        ({"due_within_days": -1, "rule": True}, {"due_within_days", "rule"}),
        ({"due_within_days": 3651}, {"due_within_days"}),
    ],
)
def test_bad_rules(call: Caller, body: Any, bad: set[str]) -> None:
    assert paths(call.admin("PATCH", "/eligibility", json=body)) == bad
    assert call.admin("GET", "/eligibility").json()["due_within_days"] == 10
