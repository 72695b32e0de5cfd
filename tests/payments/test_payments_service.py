"""The rules of invoices, on a service of its own."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from mock_osigu.api.payments import seed
from mock_osigu.api.payments.errors import DuplicateInvoiceNumber, InvalidState, InvoiceNotFound
from mock_osigu.api.payments.model import Changes, Invoice, risk_of
from mock_osigu.api.payments.records import INVOICES
from mock_osigu.api.payments.service import Invoices
from mock_osigu.core.errors import ApiError
from mock_osigu.core.ids import product_uuid
from mock_osigu.core.page import PageRequest
from mock_osigu.engine.clients import DataSource
from payments.samples import PROVIDER, draft, invoices, numbered, registered

ALL = PageRequest(0, 1000)


def numbers(service: Invoices, provider: str = PROVIDER) -> list[str]:
    return [invoice.invoice_number for invoice in service.list(provider, ALL)[0]]


# Registration


def test_an_invoice_of_the_documented_payer_is_pending() -> None:
    service = invoices()

    invoice = registered(service)

    assert (invoice.payment_status, invoice.risk_level) == ("PENDING", "MEDIUM")
    assert str(UUID(invoice.id)) == invoice.id
    assert service.get(PROVIDER, invoice.id) == invoice


@pytest.mark.parametrize(
    "payer", [{"country_code": "CO", "tax_id": "1"}, {"country_code": "CO", "tax_id": "123456789"}]
)
def test_an_invoice_of_an_unknown_payer_is_registered_but_not_eligible(payer: dict[str, str]) -> None:
    assert registered(invoices(), payer=payer).payment_status == "NOT_ELIGIBLE"


def test_a_payer_without_terms_is_known_and_not_eligible() -> None:
    stranger = seed.payers(0, "es_CO")[-1]
    service = invoices()

    invoice = registered(
        service, payer={"country_code": stranger.payer.country_code, "tax_id": stranger.payer.tax_id}
    )

    assert invoice.payment_status == "NOT_ELIGIBLE"
    assert service.payer_name(stranger.payer) == stranger.name


@pytest.mark.parametrize(
    "source,is_filed,level",
    [
        ("ERP", False, "HIGH"),
        ("ERP", True, "MEDIUM"),
        ("RCM", False, "MEDIUM"),
        ("RCM", True, "MEDIUM"),
        ("CLAIMS", False, "LOW"),
        ("CLAIMS", True, "LOW"),
    ],
)
def test_risk_comes_from_the_data_source(source: DataSource, is_filed: bool, level: str) -> None:  # noqa: FBT001
    filing = {} if is_filed else {"filing_date": None, "filing_reference": None}

    assert risk_of(source, draft(**filing)) == level


@pytest.mark.parametrize("name", ["filing_date", "filing_reference"])
def test_either_filing_field_is_filing_data(name: str) -> None:
    cleared: dict[str, Any] = {name: None}

    assert registered(invoices(), **cleared).risk_level == "MEDIUM"


@pytest.mark.parametrize(
    "issued,filed,due",
    [
        ("2024-06-01", "2024-06-05", date(2024, 8, 4)),
        ("2024-06-01", None, date(2024, 7, 31)),
        ("9999-12-31", None, date(9999, 12, 31)),
    ],
)
def test_an_invoice_is_due_sixty_days_after_filing_or_issue(
    issued: str, filed: str | None, due: date
) -> None:
    assert registered(invoices(), issue_date=issued, filing_date=filed).due_date == due


def test_a_batch_is_answered_in_its_order_and_listed_newest_first() -> None:
    service = invoices()

    made = service.register(PROVIDER, numbered(3))

    assert [invoice.invoice_number for invoice in made] == ["N0", "N1", "N2"]
    assert numbers(service) == ["N2", "N1", "N0"]


def test_numbers_taken_before_and_inside_the_batch_are_all_named_and_nothing_is_stored() -> None:
    service = invoices()
    service.register(PROVIDER, numbered(2))

    with pytest.raises(DuplicateInvoiceNumber) as caught:
        service.register(PROVIDER, [draft(invoice_number=text) for text in ("new", "N1", "new", "N1", "n1")])

    assert caught.value.numbers == ("N1", "new")
    assert "N1" in caught.value.message
    assert "new" in caught.value.message
    assert [path for path, _ in caught.value.faults] == [
        "invoices[1].invoice_number",
        "invoices[2].invoice_number",
        "invoices[3].invoice_number",
    ]
    assert numbers(service) == ["N1", "N0"]


@pytest.mark.parametrize("other", ["inv-1001", "INV-1001 ", " INV-1001", "INV‐1001", "INV-01001"])  # noqa: RUF001
def test_numbers_are_told_apart_by_their_exact_text(other: str) -> None:
    service = invoices()

    registered(service)

    assert registered(service, invoice_number=other).invoice_number == other


def test_another_provider_may_use_the_same_number() -> None:
    service = invoices()

    assert registered(service, "one").id != registered(service, "two").id


def test_ids_come_from_seed_provider_and_ordinal_and_a_refusal_uses_none_up() -> None:
    service = invoices(seed=7)
    registered(service)
    with pytest.raises(DuplicateInvoiceNumber):
        registered(service)

    invoice = registered(service, invoice_number="next")

    assert (invoice.ordinal, invoice.id) == (1, product_uuid(7, PROVIDER, "invoice", 1))


# Reading


@pytest.mark.parametrize(
    "make", [str.upper, lambda text: text.replace("-", ""), lambda _: "", lambda _: "x/../y"]
)
def test_an_id_is_its_exact_text(make: Any) -> None:
    service = invoices()
    invoice = registered(service)

    with pytest.raises(InvoiceNotFound):
        service.get(PROVIDER, make(invoice.id))


def test_another_provider_s_invoice_is_not_there() -> None:
    service = invoices()
    invoice = registered(service)

    with pytest.raises(InvoiceNotFound):
        service.get("other", invoice.id)
    with pytest.raises(InvoiceNotFound):
        service.update("other", invoice.id, lambda _: Changes())
    with pytest.raises(InvoiceNotFound):
        service.delete("other", invoice.id)
    assert numbers(service, "other") == []


# Update


def update(service: Invoices, invoice: Invoice, **changes: Any) -> Invoice:
    return service.update(invoice.provider, invoice.id, lambda _: Changes(**changes))


def test_an_update_changes_what_it_names_alone() -> None:
    service = invoices()
    before = registered(service)

    after = update(service, before, total_amount=Decimal("7.00"), issue_date=date(2024, 7, 1))

    assert (after.total_amount, after.issue_date) == (Decimal("7.00"), date(2024, 7, 1))
    assert (after.filing_date, after.filing_reference) == (before.filing_date, before.filing_reference)
    assert service.get(PROVIDER, before.id) == after


def test_an_update_of_nothing_changes_nothing() -> None:
    service = invoices()
    before = registered(service)

    assert update(service, before) == before


def test_risk_follows_the_filing_data_and_nothing_else() -> None:
    service = invoices()
    invoice = registered(service)
    service.force(invoice.id, risk_level="LOW")

    assert update(service, invoice, filing_date=None).risk_level == "LOW"  # the reference is still there
    assert update(service, invoice, filing_reference=None).risk_level == "HIGH"
    assert update(service, invoice, total_amount=Decimal("1.00")).risk_level == "HIGH"
    assert update(service, invoice, filing_date=date(2024, 6, 5)).risk_level == "MEDIUM"


@pytest.mark.parametrize("status", ["PENDING", "NOT_ELIGIBLE"])
def test_changes_are_allowed_until_money_is_requested(status: str) -> None:
    service = invoices()
    invoice = registered(service)
    service.force(invoice.id, payment_status=status)

    assert update(service, invoice, filing_reference="R").payment_status == status
    service.delete(PROVIDER, invoice.id)


@pytest.mark.parametrize("status", ["REQUESTED", "PAID"])
def test_nothing_changes_once_money_is_requested(status: str) -> None:
    service = invoices()
    invoice = registered(service)
    forced = service.force(invoice.id, payment_status=status)

    with pytest.raises(InvalidState, match=status):
        update(service, invoice, filing_reference="R")
    with pytest.raises(InvalidState, match=status):
        service.delete(PROVIDER, invoice.id)
    assert service.get(PROVIDER, invoice.id) == forced


def test_the_fields_of_a_change_are_named_as_the_invoice_s() -> None:
    # An update copies by name, so a field that an invoice does not have could never be set.
    assert set(Changes.__struct_fields__) <= set(Invoice.__struct_fields__)
    assert all(getattr(Changes(), name) is UNSET for name in Changes.__struct_fields__)


# Delete


def test_a_deleted_invoice_s_number_is_free_and_its_ordinal_is_not() -> None:
    service = invoices()
    first = registered(service)

    service.delete(PROVIDER, first.id)
    again = registered(service)

    assert (first.ordinal, again.ordinal) == (0, 1)
    assert first.id != again.id
    with pytest.raises(InvoiceNotFound):
        service.get(PROVIDER, first.id)
    with pytest.raises(InvoiceNotFound):
        service.delete(PROVIDER, first.id)


# Synthetic invoices


LOOKS: list[Callable[[Invoices], Any]] = [
    lambda service: service.list(PROVIDER, ALL),
    lambda service: service.register(PROVIDER, [draft()]),
    lambda service: service.add(PROVIDER, draft(), payment_status="PAID"),
    lambda service: service.get(PROVIDER, "x"),
    lambda service: service.delete(PROVIDER, "x"),
    lambda service: service.update(PROVIDER, "x", lambda _: Changes()),
    lambda service: service.register(PROVIDER, [draft(invoice_number="SYN-000001")]),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_provider_s_invoices_are_made_when_it_is_first_looked_at(look: Callable[[Invoices], Any]) -> None:
    service = invoices(count=25)
    assert service.all() == ()

    with suppress(ApiError):  # a refused request is a look, too
        look(service)

    synthetic = [text for text in (each.invoice_number for each in service.all()) if text.startswith("SYN-")]
    assert synthetic == [f"SYN-{number:06}" for number in range(25, 0, -1)]
    assert {invoice.provider for invoice in service.all()} == {PROVIDER}


def test_synthetic_invoices_are_what_registering_them_would_give() -> None:
    ready = invoices(count=25)
    ready.look(PROVIDER)
    by_hand = invoices(count=0)

    by_hand.register(PROVIDER, seed.drafts(0, PROVIDER, 25, "es_CO"))

    assert ready.all() == by_hand.all()
    assert {invoice.payment_status for invoice in ready.all()} == {"PENDING", "NOT_ELIGIBLE"}
    assert {invoice.risk_level for invoice in ready.all()} == {"HIGH", "MEDIUM"}


def test_they_are_made_once_and_stay_deleted() -> None:
    service = invoices(count=2)
    rows, _ = service.list(PROVIDER, ALL)
    for invoice in rows:
        service.delete(PROVIDER, invoice.id)

    assert service.list(PROVIDER, ALL) == ((), 0)


def test_one_provider_s_data_does_not_depend_on_another_s() -> None:
    first, second = invoices(count=5), invoices(count=5)
    first.look("a")
    first.look("b")
    second.look("b")

    assert first.list("b", ALL) == second.list("b", ALL)


@given(st.lists(st.sampled_from(["register", "delete"]), max_size=12))
def test_ordinals_never_repeat(steps: list[str]) -> None:
    service, seen = invoices(count=2), set[int]()
    for position, step in enumerate(steps):
        rows, _ = service.list(PROVIDER, ALL)
        if step == "register":
            seen.add(registered(service, invoice_number=f"X{position}").ordinal)
        elif rows:
            service.delete(PROVIDER, rows[0].id)

    assert len(seen) == steps.count("register")
    assert not seen & {0, 1}


def test_what_is_stored_can_be_written_and_read() -> None:
    service = invoices(count=3)
    service.look(PROVIDER)

    for invoice in service.all():
        assert msgspec.json.decode(msgspec.json.encode(invoice), type=INVOICES.type) == invoice
