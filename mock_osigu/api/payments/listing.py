"""The query of a list, and the page that answers it (reference/pagination; the filters are INVENTED)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from mock_osigu.api.payments import fields, paging, wire
from mock_osigu.api.payments.errors import InvalidParameter
from mock_osigu.api.payments.model import PAYMENT_STATUSES, Invoice
from mock_osigu.core.errors import Fault
from mock_osigu.core.page import PageRequest
from mock_osigu.web.operation import Param


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


class InvoicePage(msgspec.Struct):
    """A page of invoices, newest first."""

    content: list[wire.ListedInvoice]
    page: paging.PageInfo
    links: list[paging.Link]


def filter_of(query: Mapping[str, str]) -> Filter:
    """Read the filters; an empty one is none, an unknown parameter is ignored.

    Raises InvalidParameter with every bad one.
    """
    if not query:
        return ALL
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
    invoices: Iterable[Invoice],
    total: int,
    asked: PageRequest,
    query: Mapping[str, str],
    collection: str,
) -> InvoicePage:
    """Make the page: `collection` is the path that the client used, without version and slashes."""
    kept = [(name, query[name]) for name in _READ if query.get(name)] if query else ()
    return InvoicePage(
        [wire.listed(each) for each in invoices],
        paging.page_info(total, asked),
        list(paging.links(total, asked, collection, kept)),
    )


PARAMETERS: Final = (
    *paging.PARAMETERS,
    Param("payment_status", "A mock extra.", {"type": "string", "enum": list(PAYMENT_STATUSES)}),
    Param("invoice_number", "A mock extra: exact text.", {"type": "string"}),
    Param("issue_date_from", "A mock extra, inclusive.", {"type": "string", "format": "date"}),
    Param("issue_date_to", "A mock extra, inclusive.", {"type": "string", "format": "date"}),
    Param("payer_tax_id", "A mock extra: exact text.", {"type": "string"}),
)
