"""The query of a list, and the page that answers it (reference/pagination; the filters are INVENTED)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from mock_osigu.api.payments import fields, wire
from mock_osigu.api.payments.errors import InvalidParameter
from mock_osigu.api.payments.model import PAYMENT_STATUSES, Invoice
from mock_osigu.core.errors import Fault
from mock_osigu.core.page import PageRequest, neighbours, page_request, total_pages
from mock_osigu.web.operation import Param

DEFAULT_SIZE: Final = 15
MAX_SIZE: Final = 100


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which invoices a list is about: each field that isn't None must hold. The dates are inclusive."""

    payment_status: str | None = None
    invoice_number: str | None = None
    issue_date_from: date | None = None
    issue_date_to: date | None = None
    payer_tax_id: str | None = None

    def accepts(self, invoice: Invoice) -> bool:
        return (
            self.payment_status in (None, invoice.payment_status)
            and self.invoice_number in (None, invoice.invoice_number)
            and (self.issue_date_from is None or self.issue_date_from <= invoice.issue_date)
            and (self.issue_date_to is None or invoice.issue_date <= self.issue_date_to)
            and self.payer_tax_id in (None, invoice.payer.tax_id)
        )


ALL: Final = Filter()
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "payment_status": fields.StatusChoice.read,
    "invoice_number": str,
    "issue_date_from": fields.Day.read,
    "issue_date_to": fields.Day.read,
    "payer_tax_id": str,
}


class PageInfo(msgspec.Struct, kw_only=True):
    """`number` is the page that was asked for, from 0, whether it exists or not."""

    size: int
    total_elements: int
    total_pages: int
    number: int


class Link(msgspec.Struct):
    """A neighbour of this page, relative and without the version."""

    rel: str
    href: str


class InvoicePage(msgspec.Struct):
    """A page of invoices, newest first."""

    content: list[wire.ListedInvoice]
    page: PageInfo
    links: list[Link]


def page_of(query: Mapping[str, str]) -> PageRequest:
    """Read `page` (from 0) and `size` (1 to 100, else 15); what cannot be read is the default."""
    return page_request(query.get("page"), query.get("size"), default_size=DEFAULT_SIZE, max_size=MAX_SIZE)


def filter_of(query: Mapping[str, str]) -> Filter:
    """Read the filters; an empty one is none, an unknown parameter is ignored.

    Raises InvalidParameter with every bad one.
    """
    found: dict[str, Any] = {}
    faults = []
    for name, read in _READ.items():
        if text := query.get(name):
            try:
                found[name] = read(text)
            except ValueError as error:
                faults.append(Fault(name, str(error)))
    if faults:
        raise InvalidParameter("The request has invalid parameters", tuple(faults))
    return Filter(**found)


def answer(
    invoices: Iterable[Invoice], total: int, asked: PageRequest, query: Mapping[str, str], collection: str
) -> InvoicePage:
    """Make the page: `collection` is the path that the client used, without version and slashes."""
    return InvoicePage(
        [wire.listed(each) for each in invoices],
        PageInfo(
            size=asked.size,
            total_elements=total,
            total_pages=total_pages(total, asked.size),
            number=asked.number,
        ),
        list(_links(total, asked, query, collection)),
    )


def _links(total: int, asked: PageRequest, query: Mapping[str, str], collection: str) -> Iterator[Link]:
    kept = [(name, query[name]) for name in _READ if query.get(name)]
    previous, following = neighbours(asked, total)
    for rel, number in (("self", asked.number), ("next", following), ("prev", previous)):
        if number is not None:
            yield Link(rel, f"/{collection}?{urlencode([('page', number), ('size', asked.size), *kept])}")


PARAMETERS: Final = (
    Param(
        "page", "From 0; anything that is not a number from 0 to 2147483647 counts as 0.", {"type": "string"}
    ),
    Param("size", "1 to 100; anything else counts as 15.", {"type": "string"}),
    Param("payment_status", "A mock extra.", {"type": "string", "enum": list(PAYMENT_STATUSES)}),
    Param("invoice_number", "A mock extra: exact text.", {"type": "string"}),
    Param("issue_date_from", "A mock extra, inclusive.", {"type": "string", "format": "date"}),
    Param("issue_date_to", "A mock extra, inclusive.", {"type": "string", "format": "date"}),
    Param("payer_tax_id", "A mock extra: exact text.", {"type": "string"}),
)
