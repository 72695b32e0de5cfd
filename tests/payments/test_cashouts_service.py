"""The rules of cashout requests: who may be in one, what it comes to, where it may go."""

from datetime import UTC, datetime
from decimal import Decimal, localcontext
from itertools import product
from typing import Any, get_args

import pytest

from mock_osigu.api.payments.cashouts.errors import CashoutNotFound, NotRequestable
from mock_osigu.api.payments.cashouts.model import FLOW, NEXT, Status, advance_of
from mock_osigu.api.payments.cashouts.requesting import Order
from mock_osigu.api.payments.cashouts.service import Move
from mock_osigu.api.payments.eligibility.model import KnownPayer
from mock_osigu.api.payments.model import Payer
from mock_osigu.core.errors import ApiError, Unprocessable
from mock_osigu.core.flow import IllegalMove
from mock_osigu.core.ids import product_uuid
from payments.advancing import Advances
from payments.samples import PROVIDER

STATUSES = get_args(Status)
# The ways from the start to every status.
WAYS: dict[str, tuple[str, ...]] = {
    "REQUESTED": (),
    "UNDER_REVIEW": ("UNDER_REVIEW",),
    "APPROVED": ("APPROVED",),
    "REJECTED": ("UNDER_REVIEW", "REJECTED"),
    "CANCELLED": ("CANCELLED",),
    "PENDING_PAYMENT": ("APPROVED", "PENDING_PAYMENT"),
    "PAYMENT_PROCESSOR_ERROR": ("APPROVED", "PENDING_PAYMENT", "PAYMENT_PROCESSOR_ERROR"),
    "PAID": ("APPROVED", "PENDING_PAYMENT", "PAID"),
}
LEGAL = {
    ("REQUESTED", "UNDER_REVIEW"),
    ("REQUESTED", "APPROVED"),
    ("REQUESTED", "CANCELLED"),
    ("UNDER_REVIEW", "APPROVED"),
    ("UNDER_REVIEW", "REJECTED"),
    ("UNDER_REVIEW", "CANCELLED"),
    ("APPROVED", "PENDING_PAYMENT"),
    ("PENDING_PAYMENT", "PAID"),
    ("PENDING_PAYMENT", "PAYMENT_PROCESSOR_ERROR"),
    ("PAYMENT_PROCESSOR_ERROR", "PENDING_PAYMENT"),
}
PERCENTAGES = {"LOW": "90.00", "MEDIUM": "80.00", "HIGH": "60.00"}


@pytest.fixture
def world() -> Advances:
    return Advances()


# What it comes to


def test_a_request_is_the_sum_of_its_invoices_by_their_risk(world: Advances) -> None:
    filed = world.invoice("A", total_amount=1500)
    unfiled = world.invoice("B", total_amount=Decimal("99.99"), filing_date=None, filing_reference=None)

    cashout = world.request(filed, unfiled)

    assert [line.advance_percentage for line in cashout.lines] == [Decimal("80.00"), Decimal("60.00")]
    assert [str(line.requested_amount) for line in cashout.lines] == ["1200.00", "59.99"]
    assert str(cashout.requested_amount) == "1259.99"
    assert (cashout.status, cashout.currency_code, cashout.requested_by) == ("REQUESTED", "USD", "ana")
    assert (cashout.paid_amount, cashout.paid_invoice_count, cashout.payment_date) == (None, 0, None)
    assert world.statuses(filed, unfiled) == ["REQUESTED", "REQUESTED"]


@pytest.mark.parametrize("level", PERCENTAGES)
def test_each_risk_level_has_its_percentage(world: Advances, level: str) -> None:
    invoice = world.invoice("A", total_amount=100)
    world.invoices.force(invoice.id, risk_level=level)

    assert str(world.request(invoice).requested_amount) == PERCENTAGES[level]


@pytest.mark.parametrize(
    "amount,percentage,expected",
    [
        ("0.01", "50", "0.01"),
        ("0.01", "49.99", "0.00"),
        ("0.05", "90", "0.05"),
        ("999999999999.99", "99.99", "999899999999.99"),
        ("999999999999.99", "100.00", "999999999999.99"),
        ("100.00", "33.33", "33.33"),
        ("0.30", "85", "0.26"),
        ("1.00", "0.50", "0.01"),
    ],
)
def test_half_a_cent_is_rounded_up_whatever_the_threads_context(
    amount: str, percentage: str, expected: str
) -> None:
    with localcontext() as context:
        context.prec = 2
        assert str(advance_of(Decimal(amount), Decimal(percentage))) == expected


def test_the_sum_does_not_depend_on_the_threads_context(world: Advances) -> None:
    cashout = world.request(
        *(world.invoice(f"N{k}", total_amount=Decimal("999999999999.99")) for k in range(3))
    )

    with localcontext() as context:
        context.prec = 3
        assert str(cashout.requested_amount) == "2399999999999.97"


def test_terms_of_a_payer_at_the_time_of_the_request_count(world: Advances) -> None:
    invoice = world.invoice("A", total_amount=100)
    known = world.eligibility.get(Payer("US", "123456789"))
    terms = known.terms
    assert terms is not None
    world.eligibility.set_payer(KnownPayer(known.payer, known.name, type(terms)(MEDIUM=terms.LOW)))

    cashout = world.request(invoice)
    world.eligibility.set_payer(known)

    assert str(world.cashouts.find(cashout.id).requested_amount) == "90.00"


def test_ids_come_from_seed_provider_and_ordinal_and_a_refusal_uses_none_up(world: Advances) -> None:
    first, second = world.invoice("A"), world.invoice("B")
    world.request(first)
    with pytest.raises(NotRequestable):
        world.request(first)

    assert world.request(second).id == product_uuid(0, PROVIDER, "cashout", 1)


def test_times_are_whole_seconds_of_the_clock(world: Advances) -> None:
    world.now = datetime(2026, 3, 4, 5, 6, 7, 999_999, UTC)
    cashout = world.request(world.invoice("A"))
    world.now = datetime(2026, 3, 5, 0, 0, 0, 1, UTC)

    paid = world.move(cashout, *WAYS["PAID"])

    assert paid.request_date == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert paid.payment_date == datetime(2026, 3, 5, tzinfo=UTC)


# Who may be in one


def faults(world: Advances, *invoice_ids: str, **more: Any) -> tuple[type[ApiError], list[tuple[str, str]]]:
    before = world.store.snapshot()
    order = Order(invoice_ids=invoice_ids, requested_by="ana", **more)
    with pytest.raises(ApiError) as caught:
        world.cashouts.request(order)
    assert world.store.snapshot()._tables == before._tables, "a refused request leaves no trace"
    return type(caught.value), [(fault.path, fault.message) for fault in caught.value.faults]


def test_everything_that_is_wrong_is_said_at_once(world: Advances) -> None:
    good, paid = world.invoice("A"), world.invoice("B")
    world.invoices.force(paid.id, payment_status="PAID")
    euro = world.invoice("C", currency_code="EUR")
    other = world.invoice("A", provider="other")

    kind, found = faults(world, good.id, paid.id, euro.id, other.id, "nothing", good.id)

    assert kind is Unprocessable
    assert found == [
        ("invoice_ids[1]", "is PAID; only PENDING invoices can be requested"),
        ("invoice_ids[2]", "is in EUR, the first one in USD"),
        ("invoice_ids[3]", f"belongs to provider 'other', not to '{PROVIDER}'"),
        ("invoice_ids[4]", "there is no invoice 'nothing'"),
        ("invoice_ids[5]", "is there twice"),
    ]


@pytest.mark.parametrize("status", ["NOT_ELIGIBLE", "REQUESTED", "PAID"])
def test_only_pending_invoices_can_be_requested_and_each_other_is_named(world: Advances, status: str) -> None:
    good, bad, worse = (world.invoice(number) for number in "ABC")
    for each in (bad, worse):
        world.invoices.force(each.id, payment_status=status)

    text = f"is {status}; only PENDING invoices can be requested"
    assert faults(world, bad.id, good.id, worse.id) == (
        NotRequestable,
        [("invoice_ids[0]", text), ("invoice_ids[2]", text)],
    )
    assert world.statuses(good) == ["PENDING"]


def test_a_forced_state_does_not_put_an_invoice_into_two_requests(world: Advances) -> None:
    invoice = world.invoice("A")
    cashout = world.request(invoice)
    world.invoices.force(invoice.id, payment_status="PENDING")

    assert faults(world, invoice.id) == (
        NotRequestable,
        [("invoice_ids[0]", f"is in the open cashout request '{cashout.id}'")],
    )


def test_without_terms_there_is_nothing_to_advance(world: Advances) -> None:
    invoice = world.invoice("A", payer={"country_code": "CO", "tax_id": "1"})
    world.invoices.force(invoice.id, payment_status="PENDING")

    assert faults(world, invoice.id) == (NotRequestable, [("invoice_ids[0]", "its payer has no terms")])


def test_a_named_provider_asks_for_its_own_alone(world: Advances) -> None:
    invoice = world.invoice("A")

    kind, found = faults(world, invoice.id, provider="other")

    assert (kind, [path for path, _ in found]) == (Unprocessable, ["invoice_ids[0]"])


def test_another_provider_s_request_is_not_there(world: Advances) -> None:
    cashout = world.request(world.invoice("A"))

    assert world.cashouts.get(PROVIDER, cashout.id) == cashout
    for provider, cashout_id in (("other", cashout.id), (PROVIDER, "x"), (PROVIDER, cashout.id.upper())):
        with pytest.raises(CashoutNotFound):
            world.cashouts.get(provider, cashout_id)


# Where it may go


def test_the_table_has_the_documented_statuses_and_ends_in_three() -> None:
    assert set(FLOW.moves) == LEGAL
    assert {status for move in LEGAL for status in move} == set(STATUSES)
    assert {status for status in STATUSES if FLOW.is_final(status)} == {"PAID", "REJECTED", "CANCELLED"}
    assert all((state, to) in LEGAL for state, to in NEXT.items())


@pytest.mark.parametrize("state,to", list(product(STATUSES, STATUSES)))
def test_every_move_is_legal_or_refused_with_the_legal_ones(world: Advances, state: str, to: Any) -> None:
    cashout = world.request(world.invoice("A"))
    if WAYS[state]:
        cashout = world.move(cashout, *WAYS[state])

    if (state, to) in LEGAL:
        assert world.move(cashout, to).status == to
        return
    with pytest.raises(IllegalMove) as caught:
        world.move(cashout, to)
    assert set(caught.value.legal) == {target for start, target in LEGAL if start == state}
    assert all(target in caught.value.message for target in caught.value.legal)
    assert world.cashouts.find(cashout.id) == cashout


@pytest.mark.parametrize("state", STATUSES)
def test_the_invoice_follows_and_money_is_fixed_while_it_is_asked_for(world: Advances, state: str) -> None:
    invoice = world.invoice("A")
    cashout = world.request(invoice)
    if WAYS[state]:
        cashout = world.move(cashout, *WAYS[state])

    expected = {"PAID": "PAID", "REJECTED": "PENDING", "CANCELLED": "PENDING"}.get(state, "REQUESTED")
    assert world.statuses(invoice) == [expected]
    if expected == "PENDING":
        assert world.request(invoice).id != cashout.id


def test_paid_with_a_reference_of_its_own_or_one_made_up(world: Advances) -> None:
    first, second = (world.request(world.invoice(number)) for number in "AB")

    named = world.move(first, *WAYS["PAID"], payment_reference="pay-7890-xyz123")
    made_up = world.move(second, *WAYS["PAID"])

    assert named.payment_reference == "pay-7890-xyz123"
    assert made_up.payment_reference is not None
    assert made_up.payment_reference.startswith("pay-")


def test_an_error_of_the_processor_can_be_tried_again(world: Advances) -> None:
    cashout = world.move(world.request(world.invoice("A")), *WAYS["PAYMENT_PROCESSOR_ERROR"])

    assert world.move(cashout, "PENDING_PAYMENT", "PAID").paid_invoice_count == 1


# Exclusion


def test_excluded_invoices_are_free_again_and_lower_what_is_paid(world: Advances) -> None:
    kept, first, second = (world.invoice(number, total_amount=100) for number in "ABC")
    cashout = world.request(kept, first, second)

    approved = world.move(cashout, "APPROVED", exclude=(first.id,))
    assert world.statuses(kept, first, second) == ["REQUESTED", "PENDING", "REQUESTED"]
    assert (approved.paid_amount, approved.paid_invoice_count) == (None, 0)
    again = world.request(first)
    paid = world.move(approved, "PENDING_PAYMENT", "PAID", exclude=(second.id,))

    assert [line.state for line in paid.lines] == ["PAID", "EXCLUDED", "EXCLUDED"]
    assert (str(paid.requested_amount), len(paid.lines)) == ("240.00", 3)
    assert (str(paid.paid_amount), paid.paid_invoice_count) == ("80.00", 1)
    assert world.statuses(kept, first, second) == ["PAID", "REQUESTED", "PENDING"]
    assert world.cashouts.find(again.id).status == "REQUESTED"


def test_what_cannot_be_excluded_is_named(world: Advances) -> None:
    first, second, third = (world.invoice(number) for number in "ABC")
    cashout = world.move(world.request(first, second), "UNDER_REVIEW", exclude=(first.id,))

    def refused(to: Any, *exclude: str, **more: Any) -> dict[str, str]:
        with pytest.raises(Unprocessable) as caught:
            world.cashouts.move(cashout.id, Move(to=to, exclude=exclude, **more))
        assert world.cashouts.find(cashout.id) == cashout
        return {fault.path: fault.message for fault in caught.value.faults}

    assert set(refused("APPROVED", first.id, third.id, "x")) == {"exclude[0]", "exclude[1]", "exclude[2]"}
    assert "at least one invoice must stay" in refused("APPROVED", second.id)["exclude"]
    assert "REJECTED" in refused("REJECTED", second.id)["exclude"]
    assert set(refused("APPROVED", payment_reference="pay-1")) == {"payment_reference"}


def test_an_invoice_that_is_gone_holds_nothing_up(world: Advances) -> None:
    kept, gone = world.invoice("A"), world.invoice("B")
    cashout = world.request(kept, gone)
    world.invoices.remove(gone.id)

    assert world.move(cashout, *WAYS["PAID"]).paid_invoice_count == 2
    assert world.statuses(kept) == ["PAID"]
