"""Synthetic payers and invoices: the same for a seed, whatever the order, count and installed Faker."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from mock_osigu.api.payments import currencies, pools, seed
from mock_osigu.api.payments.model import Draft, Payer, is_filed

CLIENT = "cossen-osigu-service"


def test_the_first_invoices_of_the_default_world_stay_what_they_are() -> None:
    # A change here changes every user's data: say so in the changelog.
    assert seed.drafts(0, CLIENT, 5, "es_CO") == (
        Draft(
            invoice_number="SYN-000001",
            issue_date=date(2024, 7, 21),
            payer=Payer(country_code="CO", tax_id="935805107-7"),
            currency_code="COP",
            total_amount=Decimal("30310605.50"),
            filing_date=date(2024, 8, 1),
            filing_reference="REF141345",
        ),
        Draft(
            invoice_number="SYN-000002",
            issue_date=date(2024, 7, 26),
            payer=Payer(country_code="CO", tax_id="978340540-2"),
            currency_code="COP",
            total_amount=Decimal("28907190.63"),
            filing_date=date(2024, 8, 3),
            filing_reference="REF639262",
        ),
        Draft(
            invoice_number="SYN-000003",
            issue_date=date(2024, 8, 9),
            payer=Payer(country_code="CO", tax_id="935805107-7"),
            currency_code="COP",
            total_amount=Decimal("46522710.19"),
            filing_date=date(2024, 8, 24),
            filing_reference="REF124908",
        ),
        Draft(
            invoice_number="SYN-000004",
            issue_date=date(2024, 10, 19),
            payer=Payer(country_code="CO", tax_id="821213855-3"),
            currency_code="COP",
            total_amount=Decimal("68409450.35"),
            filing_date=date(2024, 10, 26),
            filing_reference="REF537762",
        ),
        Draft(
            invoice_number="SYN-000005",
            issue_date=date(2024, 3, 21),
            payer=Payer(country_code="CO", tax_id="869790379-7"),
            currency_code="COP",
            total_amount=Decimal("59922990.16"),
            filing_date=None,
            filing_reference=None,
        ),
    )


def test_the_first_payers_of_the_default_world_stay_what_they_are() -> None:
    named = [(known.payer.tax_id, known.name, known.has_terms) for known in seed.payers(0, "es_CO")]

    assert named[:3] + named[-1:] == [
        ("123456789", "Sample Payer Inc.", True),
        ("977708634-4", "Mutual González Cruz S.A.S.", True),
        ("971993738-1", "Salud Morales S.A.S.", True),
        ("924990309-9", "Salud Villa S.A.S.", False),
    ]
    assert seed.payers(0, "es_CO")[0].payer == Payer("US", "123456789")


@pytest.mark.parametrize("locale", pools.SHIPPED)
def test_every_locale_has_payers_with_and_without_terms(locale: str) -> None:
    assert Counter(known.has_terms for known in seed.payers(7, locale)) == {True: 13, False: 3}
    assert len({known.payer for known in seed.payers(7, locale)}) == 16


def test_an_invoice_depends_on_its_ordinal_and_not_on_the_count() -> None:
    assert seed.drafts(3, CLIENT, 200, "pt_BR")[:25] == seed.drafts(3, CLIENT, 25, "pt_BR")


@pytest.mark.parametrize("other", [(1, CLIENT), (0, "another")])
def test_seed_and_provider_make_other_data(other: tuple[int, str]) -> None:
    ours = seed.drafts(0, CLIENT, 25, "es_CO")

    theirs = seed.drafts(*other, 25, "es_CO")

    assert not {draft.total_amount for draft in ours} & {draft.total_amount for draft in theirs}


@pytest.mark.parametrize("number", [0, 1, 42, -5, 2**70])
@pytest.mark.parametrize("locale", pools.SHIPPED)
def test_drafts_are_what_a_client_could_have_registered(locale: str, number: int) -> None:
    made = seed.drafts(number, "provider", 60, locale)

    terms = {known.payer: known.has_terms for known in seed.payers(number, locale)}
    assert {draft.currency_code for draft in made} == {pools.load(locale).currency_code}
    assert {draft.currency_code for draft in made} <= currencies.ACTIVE
    for draft in made:
        assert draft.issue_date.year == 2024
        assert Decimal(0) < draft.total_amount < 10**12
        assert draft.total_amount.as_tuple().exponent == -2
        assert is_filed(draft) == (draft.filing_reference is not None)
        assert draft.filing_date is None or 1 <= (draft.filing_date - draft.issue_date).days <= 15
    # Enough of each kind to see both in a page of 15.
    assert {terms[draft.payer] for draft in made[:15]} == {True, False}
    assert {is_filed(draft) for draft in made[:15]} == {True, False}
    assert sum(terms[draft.payer] for draft in made) > 45
    assert sum(map(is_filed, made)) > 45


def test_numbers_are_unique_and_never_the_documentation_s() -> None:
    numbers = {draft.invoice_number for draft in seed.drafts(0, CLIENT, 100_000, "es_CO")}

    assert len(numbers) == 100_000
    assert not numbers & {"INV-1001", "INV-001"}


def test_no_invoices_at_all() -> None:
    assert seed.drafts(0, CLIENT, 0, "es_CO") == ()
