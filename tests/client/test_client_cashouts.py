"""Cashout requests as a program makes and moves them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.client import CashoutInvoice, ControlClient, ControlError, Invoice


def invoice(control: ControlClient, number: str) -> Invoice:
    return control.invoices.add(**{**SAMPLE, "invoice_number": number})


def test_requested_moved_and_paid(control: ControlClient) -> None:
    kept, left = invoice(control, "A"), invoice(control, "B")

    made = control.cashouts.request([kept.id, left.id], requested_by="ana")
    control.cashouts.move(made.id, "APPROVED", exclude=[left.id])
    control.cashouts.move(made.id, "PENDING_PAYMENT")
    paid = control.cashouts.move(made.id, "PAID", payment_reference="pay-1")

    assert (made.status, made.requested_by, made.paid_amount) == ("REQUESTED", "ana", None)
    assert made.request_date == datetime(2026, 1, 1, tzinfo=UTC)
    assert str(made.requested_amount) == "2400.00"
    assert (str(paid.paid_amount), paid.paid_invoice_count) == ("1200.00", 1)
    assert (paid.payment_date, paid.payment_reference) == (datetime(2026, 1, 1, tzinfo=UTC), "pay-1")
    assert paid.cashout_request_details[0] == CashoutInvoice(
        invoice_id=kept.id,
        invoice_number="A",
        total_amount=Decimal("1500.00"),
        advance_percentage=Decimal("80.00"),
        requested_amount=Decimal("1200.00"),
        state="PAID",
    )
    assert control.cashouts.get(paid.id) == paid
    assert control.cashouts.all() == [paid]


def test_two_days_are_one_call(control: ControlClient) -> None:
    control.cashouts.auto_advance()
    made = control.cashouts.request([invoice(control, "A").id])

    happened = control.clock.advance(hours=48).happened

    assert [each["status"] for each in happened] == ["UNDER_REVIEW", "APPROVED", "PENDING_PAYMENT", "PAID"]
    assert control.cashouts.get(made.id).status == "PAID"


def test_a_delay_of_ones_own_and_off_again(control: ControlClient) -> None:
    control.cashouts.auto_advance(REQUESTED=60)
    made = control.cashouts.request([invoice(control, "A").id])

    control.clock.advance(minutes=1)
    control.cashouts.auto_advance(enabled=False)
    control.clock.advance(days=9)

    assert control.cashouts.get(made.id).status == "UNDER_REVIEW"


def test_a_refusal_names_what_is_wrong(control: ControlClient) -> None:
    made = control.cashouts.request([invoice(control, "A").id])

    with pytest.raises(ControlError, match="legal from REQUESTED: UNDER_REVIEW, APPROVED, CANCELLED"):
        control.cashouts.move(made.id, "PAID")
    with pytest.raises(ControlError, match="nothing-like-it"):
        control.cashouts.request(["nothing-like-it"], client_id="cossen-osigu-service")
