"""Bodies of a registration: what is read, and every fault with its path, none missing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.api.payments import currencies, wire
from mock_osigu.api.payments.model import Draft, Payer
from mock_osigu.core.errors import ApiError, Unprocessable
from mock_osigu.web.body import MalformedJson, read_json
from payments.samples import REQUIRED, batch, body, sample, without

A_DATE = "must be a date, like 2024-06-01"
A_DATE_OR_TIME = "must be a date or a date-time, like 2024-06-01 or 2024-06-01T12:00:00Z"
A_COUNTRY = "must be two capital letters (ISO 3166-1 alpha-2), like CO"
A_CURRENCY = "must be an ISO 4217 currency code, like COP"

BAD: list[tuple[str, Any, str]] = [
    ("invoice_number", "", "must have 1 to 64 characters, has 0"),
    ("invoice_number", "x" * 65, "must have 1 to 64 characters, has 65"),
    ("invoice_number", 1001, "must be a string"),
    ("invoice_number", None, "must be a string"),
    ("issue_date", "2024-02-30", A_DATE_OR_TIME),
    ("issue_date", "0000-01-01", A_DATE_OR_TIME),
    ("issue_date", "01/06/2024", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01 12:00:00Z", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01T12:00:00", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01T24:00:00Z", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01T12:00Z", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01T12:00:00Z\n", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01T12:00:00+24:00", A_DATE_OR_TIME),
    ("issue_date", "\uff12024-06-01", A_DATE_OR_TIME),
    ("issue_date", "2024-06-01\n", A_DATE_OR_TIME),
    ("issue_date", 20240601, A_DATE_OR_TIME),
    ("issue_date", None, A_DATE_OR_TIME),
    ("payer", "123456789", "must be an object"),
    ("payer", None, "must be an object"),
    ("payer.country_code", "us", A_COUNTRY),
    ("payer.country_code", "USA", A_COUNTRY),
    ("payer.country_code", "US\n", A_COUNTRY),
    ("payer.country_code", None, A_COUNTRY),
    ("payer.tax_id", "", "must have 1 to 32 characters, has 0"),
    ("payer.tax_id", "9" * 33, "must have 1 to 32 characters, has 33"),
    ("payer.tax_id", 123456789, "must be a string"),
    ("currency_code", "usd", A_CURRENCY),
    ("currency_code", "ABC", A_CURRENCY),
    ("currency_code", ["USD"], A_CURRENCY),
    ("currency_code", None, A_CURRENCY),
    ("total_amount", "1500.00", "must be a number, like 1500.00"),
    ("total_amount", -1, "must be greater than 0"),
    ("filing_date", "2024-06-05T10:00:00Z", A_DATE),
    ("filing_date", "", A_DATE),
    ("filing_date", True, A_DATE),
    ("filing_reference", "", "must have 1 to 64 characters, has 0"),
    ("filing_reference", "r" * 65, "must have 1 to 64 characters, has 65"),
    ("filing_reference", 5, "must be a string"),
]


def with_fault(invoice: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    outer, _, inner = path.partition(".")
    return invoice | {outer: {**invoice["payer"], inner: value} if inner else value}


def faults_of(value: Any) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Unprocessable) as caught:
        wire.drafts(read_json(body(value), "application/json"))
    return caught.value.faults


def test_the_documented_body_is_read_whole() -> None:
    assert wire.drafts(batch(sample(total_amount=Decimal("1500.00")))) == (
        Draft(
            invoice_number="INV-1001",
            issue_date=date(2024, 6, 1),
            payer=Payer("US", "123456789"),
            currency_code="USD",
            total_amount=Decimal("1500.00"),
            filing_date=date(2024, 6, 5),
            filing_reference="REF123456",
        ),
    )


def test_what_is_stored_are_plain_values() -> None:
    (draft,) = wire.drafts(batch(sample()))

    kinds = [type(getattr(draft, name)) for name in draft.__struct_fields__]
    assert kinds == [str, date, Payer, str, Decimal, date, str]
    assert [type(draft.payer.country_code), type(draft.payer.tax_id)] == [str, str]


@pytest.mark.parametrize("changes", [{"filing_date": None, "filing_reference": None}, None])
def test_filing_data_is_optional(changes: dict[str, Any] | None) -> None:
    invoice = sample(**changes) if changes else without("filing_date", "filing_reference")

    (draft,) = wire.drafts(batch(invoice))

    assert (draft.filing_date, draft.filing_reference) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-01",
        "2024-06-01T12:00:00Z",
        "2024-06-01T23:59:60z",
        "2024-06-01t00:00:00.123456789Z",
        "2024-06-01T23:30:00-05:00",
    ],
)
def test_an_issue_date_is_the_day_as_written(text: str) -> None:
    assert wire.drafts(batch(sample(issue_date=text)))[0].issue_date == date(2024, 6, 1)


@pytest.mark.parametrize("code", sorted(currencies.ACTIVE))
def test_every_active_currency_is_one(code: str) -> None:
    assert wire.drafts(batch(sample(currency_code=code)))[0].currency_code == code


def test_the_longest_texts_are_accepted() -> None:
    payer = {"country_code": "CO", "tax_id": "Ñ" * 32}

    (draft,) = wire.drafts(batch(sample(invoice_number="Ñ" * 64, filing_reference="r" * 64, payer=payer)))

    assert (len(draft.invoice_number), len(draft.payer.tax_id)) == (64, 32)


def test_unknown_and_read_only_fields_are_ignored() -> None:
    extra = {"id": 1, "payment_status": "PAID", "risk_level": None, "due_date": "x", "anything": [{}]}

    assert wire.drafts(batch(sample(**extra)) | {"more": 1}) == wire.drafts(batch(sample()))


@pytest.mark.parametrize("path,value,message", BAD)
def test_a_bad_field_is_named(path: str, value: Any, message: str) -> None:
    invoice = with_fault(sample(), path, value)

    assert faults_of(batch(sample(), invoice)) == ((f"invoices[1].{path}", message),)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_field_is_named(name: str) -> None:
    assert faults_of(batch(without(name))) == ((f"invoices[0].{name}", "is required"),)


@given(st.lists(st.sets(st.sampled_from(range(len(BAD)))), min_size=1, max_size=5))
def test_all_faults_of_a_batch_are_reported_and_no_others(chosen: list[set[int]]) -> None:
    invoices, expected = [], []
    for position, picks in enumerate(chosen):
        invoice, broken = sample(), set[str]()
        for path, value, message in (BAD[pick] for pick in sorted(picks)):
            if not any(path.startswith(other) or other.startswith(path) for other in broken):
                broken.add(path)
                invoice = with_fault(invoice, path, value)
                expected.append((f"invoices[{position}].{path}", message))
        invoices.append(invoice)

    if expected:
        assert sorted(faults_of(batch(*invoices))) == sorted(expected)
    else:
        assert len(wire.drafts(batch(*invoices))) == len(invoices)


@pytest.mark.parametrize("value", [1, "x", None, [], True])
def test_an_item_that_is_no_object(value: Any) -> None:
    assert faults_of(batch(sample(), value, sample())) == (("invoices[1]", "must be an object"),)


@pytest.mark.parametrize(
    "value", [{}, {"invoices": None}, {"invoices": {}}, {"invoices": "x"}, {"invoices": []}]
)
def test_invoices_must_be_a_list_that_holds_some(value: Any) -> None:
    assert [path for path, _ in faults_of(value)] == ["invoices"]


def test_at_most_a_hundred_invoices() -> None:
    assert len(wire.drafts(batch(*[sample()] * 100))) == 100
    assert faults_of(batch(*[1] * 101)) == (("invoices", "must have at most 100 items, has 101"),)


@pytest.mark.parametrize("value", [[], [sample()], "x", 5, 1.5, True, None])
def test_another_top_level_is_malformed(value: Any) -> None:
    with pytest.raises(MalformedJson, match="must be a JSON object"):
        wire.drafts(read_json(body(value), ""))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
NEARLY = st.fixed_dictionaries(
    {}, optional={name: JSON | st.just(value) for name, value in sample().items()} | {"x": JSON}
)


@given(JSON | st.builds(batch, JSON, NEARLY) | st.builds(batch, NEARLY))
def test_nothing_but_an_api_error_comes_of_any_body(value: Any) -> None:
    refused = None
    try:
        drafts = wire.drafts(value)
    except ApiError as error:
        refused = error
    if refused is None:
        assert all(isinstance(draft, Draft) for draft in drafts)
    else:
        assert (refused.status, bool(refused.faults)) in {(400, False), (422, True)}
