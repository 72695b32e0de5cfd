"""Pages, links and filters of a list."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_osigu.api.payments import listing, paging
from mock_osigu.api.payments.errors import InvalidParameter
from mock_osigu.api.payments.service import Invoices
from mock_osigu.core.page import PageRequest
from payments.samples import PROVIDER, draft, invoices, numbered


def page(service: Invoices, query: dict[str, str], collection: str = "invoices") -> listing.InvoicePage:
    asked, wanted = paging.page_of(query), listing.filter_of(query)
    rows, total = service.list(PROVIDER, asked, wanted)
    return listing.answer(rows, total, asked, query, collection)


def links(answer: listing.InvoicePage) -> dict[str, str]:
    return {link.rel: link.href for link in answer.links}


def numbers(answer: listing.InvoicePage) -> list[str]:
    return [each.invoice_number for each in answer.content]


def query_of(href: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


@pytest.fixture
def forty() -> Invoices:
    service = invoices()
    service.register(PROVIDER, numbered(40))
    return service


def test_the_first_page_has_the_fifteen_newest(forty: Invoices) -> None:
    answer = page(forty, {})

    assert numbers(answer) == [f"N{number}" for number in range(39, 24, -1)]
    assert answer.page == paging.PageInfo(size=15, total_elements=40, total_pages=3, number=0)
    assert links(answer) == {
        "self": "/invoices?page=0&size=15",
        "next": "/invoices?page=1&size=15",
    }


def test_a_page_in_between_links_both_ways(forty: Invoices) -> None:
    answer = page(forty, {"page": "1", "size": "10"}, "account-receivables")

    assert [(link.rel, link.href) for link in answer.links] == [
        ("self", "/account-receivables?page=1&size=10"),
        ("next", "/account-receivables?page=2&size=10"),
        ("prev", "/account-receivables?page=0&size=10"),
    ]


def test_the_last_page_has_the_rest(forty: Invoices) -> None:
    answer = page(forty, {"page": "2"})

    assert numbers(answer) == [f"N{number}" for number in range(9, -1, -1)]
    assert links(answer) == {"self": "/invoices?page=2&size=15", "prev": "/invoices?page=1&size=15"}


@pytest.mark.parametrize("number", ["3", "99", "2147483647"])
def test_beyond_the_end_is_an_empty_page_that_links_to_the_last(forty: Invoices, number: str) -> None:
    answer = page(forty, {"page": number})

    assert answer.content == []
    assert answer.page.number == int(number)
    assert links(answer) == {
        "self": f"/invoices?page={number}&size=15",
        "prev": "/invoices?page=2&size=15",
    }


def test_nothing_at_all_is_a_page_too() -> None:
    answer = page(invoices(), {"page": "4"})

    assert answer.page == paging.PageInfo(size=15, total_elements=0, total_pages=0, number=4)
    assert links(answer) == {"self": "/invoices?page=4&size=15"}


@pytest.mark.parametrize(
    "text", ["-1", "x", "", " 1", "1.0", "1e1", "+1", "\u0661", "2147483648", "9" * 5000, "1_0"]
)
def test_a_bad_page_is_the_first(text: str) -> None:
    assert paging.page_of({"page": text}) == (0, 15)


@pytest.mark.parametrize("text", ["0", "-1", "101", "x", "", "1000000000000", "\uff15", "0x10"])
def test_a_bad_size_is_fifteen(text: str) -> None:
    assert paging.page_of({"size": text}) == (0, 15)


@pytest.mark.parametrize("text,size", [("1", 1), ("100", 100), ("007", 7)])
def test_a_size_in_range_is_taken(text: str, size: int) -> None:
    assert paging.page_of({"size": text}).size == size


def follow(service: Invoices, query: dict[str, str], rel: str) -> list[listing.InvoicePage]:
    """This page and those that the links of one kind lead to."""
    pages = [page(service, query)]
    while rel in links(pages[-1]):
        pages.append(page(service, query_of(links(pages[-1])[rel])))
    return pages


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(1, 25), st.sampled_from(["", "PENDING", "NOT_ELIGIBLE"]))
def test_the_links_lead_to_every_invoice_once(count: int, size: int, status: str) -> None:
    service = invoices(count=count)
    query = {"size": str(size), "payment_status": status}
    expected = [each.id for each in service.list(PROVIDER, PageRequest(0, 60), listing.filter_of(query))[0]]

    forward = follow(service, query, "next")
    backward = follow(service, query | {"page": str(len(forward) - 1)}, "prev")

    assert [each.id for one in forward for each in one.content] == expected
    assert backward == forward[::-1]
    assert len(forward) == max(1, -(-len(expected) // size))


# Filters


@pytest.fixture
def mixed() -> Invoices:
    service = invoices()
    stranger = {"country_code": "CO", "tax_id": "900 & más"}
    service.register(
        PROVIDER,
        [
            draft(invoice_number="A", issue_date="2024-01-31"),
            draft(invoice_number="B", issue_date="2024-02-01", payer=stranger),
            draft(invoice_number="C", issue_date="2024-02-29"),
            draft(invoice_number="D", issue_date="2024-03-01", payer=stranger),
        ],
    )
    return service


@pytest.mark.parametrize(
    "query,expected",
    [
        ({}, "DCBA"),
        ({"payment_status": "PENDING"}, "CA"),
        ({"payment_status": "NOT_ELIGIBLE"}, "DB"),
        ({"payment_status": "PAID"}, ""),
        ({"payment_status": ""}, "DCBA"),
        ({"invoice_number": "C"}, "C"),
        ({"invoice_number": "c"}, ""),
        ({"invoice_number": "C", "payment_status": "NOT_ELIGIBLE"}, ""),
        ({"issue_date_from": "2024-02-01"}, "DCB"),
        ({"issue_date_to": "2024-02-29"}, "CBA"),
        ({"issue_date_from": "2024-02-01", "issue_date_to": "2024-02-29"}, "CB"),
        ({"issue_date_from": "2025-01-01", "issue_date_to": "2024-01-01"}, ""),
        ({"payer_tax_id": "900 & más"}, "DB"),
        ({"unknown": "x", "sort": "asc"}, "DCBA"),
    ],
)
def test_filters(mixed: Invoices, query: dict[str, str], expected: str) -> None:
    answer = page(mixed, query)

    assert "".join(numbers(answer)) == expected
    assert answer.page.total_elements == len(expected)


def test_links_keep_the_filters_and_nothing_unknown(mixed: Invoices) -> None:
    query = {
        "x": "y",
        "payer_tax_id": "900 & más",
        "size": "1",
        "issue_date_from": "2024-01-01",
        "payment_status": "",
    }

    answer = page(mixed, query)

    assert links(answer)["next"] == (
        "/invoices?page=1&size=1&issue_date_from=2024-01-01&payer_tax_id=900+%26+m%C3%A1s"
    )
    assert numbers(page(mixed, query_of(links(answer)["next"]))) == ["B"]


def test_every_bad_filter_is_named() -> None:
    with pytest.raises(InvalidParameter) as caught:
        listing.filter_of(
            {"payment_status": "pending", "issue_date_from": "x", "issue_date_to": "2024-06-01T00:00:00Z"}
        )

    assert (caught.value.status, caught.value.code) == (400, "VALIDATION_ERROR")
    assert caught.value.faults == (
        ("payment_status", "must be one of PENDING, NOT_ELIGIBLE, REQUESTED, PAID"),
        ("issue_date_from", "must be a date, like 2024-06-01"),
        ("issue_date_to", "must be a date, like 2024-06-01"),
    )


def test_the_documented_parameters_are_those_that_are_read() -> None:
    assert {param.name for param in listing.PARAMETERS} == {"page", "size", *listing.Filter.__struct_fields__}
