"""The rules of eligibility that can be switched on: the due date, and a start as PENDING."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mock_osigu.api.payments.eligibility.model import Rules
from mock_osigu.api.payments.model import Changes
from payments.advancing import Advances
from payments.conftest import Caller
from payments.judged import STRANGER, paths, register, set_payer, status
from payments.samples import sample


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
