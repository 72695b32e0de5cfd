"""Payers and rules of eligibility as a program sets them."""

from decimal import Decimal

import pytest

from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.client import ControlClient, ControlError, EligibilityRules, KnownPayer, Term

STRANGER = {"country_code": "CO", "tax_id": "900123456"}


def status_of_invoice(control: ControlClient, number: str, payer: dict[str, str]) -> str:
    return control.invoices.add(**{**SAMPLE, "invoice_number": number, "payer": payer}).payment_status


def test_a_payer_with_terms_of_its_own(control: ControlClient) -> None:
    before = status_of_invoice(control, "A", STRANGER)
    best = Term(advance_percentage=Decimal("95.50"), fee_percentage=Decimal("1.25"))

    made = control.payers.set(**STRANGER, name="Aseguradora", terms={"LOW": best}, days_until_due=30)

    assert made == KnownPayer(
        **STRANGER,
        name="Aseguradora",
        terms={
            "LOW": best,
            "MEDIUM": Term(advance_percentage=Decimal("80.00"), fee_percentage=Decimal("2.50")),
            "HIGH": Term(advance_percentage=Decimal("60.00"), fee_percentage=Decimal("4.00")),
        },
        days_until_due=30,
    )
    assert made.terms is not None
    assert str(made.terms["LOW"].advance_percentage) == "95.50"
    assert (before, status_of_invoice(control, "B", STRANGER)) == ("NOT_ELIGIBLE", "PENDING")
    assert control.payers.get("CO", "900123456") == made
    assert made in control.payers.all()


def test_what_is_left_out_stays(control: ControlClient) -> None:
    control.payers.set("US", "123456789", terms={"HIGH": {"advance_percentage": 50, "fee_percentage": 5}})

    changed = control.payers.set("US", "123456789", days_until_due=10)

    assert (changed.name, changed.days_until_due) == ("Sample Payer Inc.", 10)
    assert changed.terms is not None
    assert changed.terms["HIGH"].advance_percentage == 50
    assert changed.terms["LOW"].advance_percentage == 90


def test_terms_are_taken_away(control: ControlClient) -> None:
    changed = control.payers.set("US", "123456789", terms=None)

    assert changed.terms is None
    assert status_of_invoice(control, "A", SAMPLE["payer"]) == "NOT_ELIGIBLE"


def test_everything_that_is_wrong_is_named(control: ControlClient) -> None:
    wrong = {"LOW": {"advance_percentage": 101, "fee_percentage": Decimal("1.001")}}

    with pytest.raises(ControlError) as caught:
        control.payers.set("co", "1", terms=wrong, days_until_due=-1)
    with pytest.raises(ControlError, match="Payer not known: CO/1;"):
        control.payers.get("CO", "1")

    assert [each.path for each in caught.value.errors] == [
        "country_code",
        "terms.LOW.advance_percentage",
        "terms.LOW.fee_percentage",
        "days_until_due",
    ]


def test_rules_are_switched(control: ControlClient) -> None:
    off = EligibilityRules(due_date_rule=False, due_within_days=10, starts_pending=False)
    assert control.eligibility.get() == off

    changed = control.eligibility.change(due_date_rule=True, due_within_days=5)

    assert changed == EligibilityRules(due_date_rule=True, due_within_days=5, starts_pending=False)
    assert control.eligibility.change(starts_pending=True).due_within_days == 5
    assert status_of_invoice(control, "A", SAMPLE["payer"]) == "PENDING"
    control.clock.advance(seconds=1)
    assert control.invoices.all(invoice_number="A")[0].payment_status == "NOT_ELIGIBLE"


def test_a_rule_that_cannot_be_is_refused(control: ControlClient) -> None:
    with pytest.raises(ControlError, match="due_within_days"):
        control.eligibility.change(due_within_days=-1)
