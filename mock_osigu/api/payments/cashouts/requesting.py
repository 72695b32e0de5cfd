"""Whether invoices can be in one cashout request, and what is asked for each: everything that is wrong, at once."""

from collections.abc import Iterable, Iterator

import msgspec

from mock_osigu.api.payments.cashouts.errors import NotRequestable
from mock_osigu.api.payments.cashouts.model import Line, advance_of
from mock_osigu.api.payments.eligibility import judging
from mock_osigu.api.payments.model import PENDING, Invoice
from mock_osigu.api.payments.records import CASHOUTS, INVOICES
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.core.store import Store

_SHOWN = 64  # characters of what was sent


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask for, and in whose name. A `provider` of None: that of the first invoice."""

    invoice_ids: tuple[str, ...]
    requested_by: str
    provider: str | None = None


def requested_lines(tx: Store, order: Order) -> tuple[tuple[Invoice, ...], tuple[Line, ...]]:
    """The invoices and their lines, in the order's order.

    Raises Unprocessable where the order makes no sense (unknown, twice, of another provider or currency), and
    NotRequestable where only some invoice's state is in the way; both name everything that is.
    """
    found = [tx.get(INVOICES, invoice_id) for invoice_id in order.invoice_ids]
    first = next((each for each in found if each is not None), None)
    provider = order.provider or (first.provider if first else "")
    currency = next((each.currency_code for each in found if each and each.provider == provider), "")
    holders = _holders(tx, provider)
    wrong, untimely = [], []
    for place, (invoice_id, invoice) in enumerate(zip(order.invoice_ids, found, strict=True)):
        path = f"invoice_ids[{place}]"
        if invoice is None or invoice.provider != provider:
            wrong.append(Fault(path, _stranger(invoice_id, invoice, provider)))
            continue
        if invoice_id in order.invoice_ids[:place]:
            wrong.append(Fault(path, "is there twice"))
        if invoice.currency_code != currency:
            wrong.append(Fault(path, f"is in {invoice.currency_code}, the first one in {currency}"))
        untimely += [Fault(path, text) for text in _obstacles(tx, invoice, holders)]
    if wrong:
        raise Unprocessable(
            "Some of the invoices cannot be requested", tuple(sorted(wrong + untimely, key=_place))
        )
    if untimely:
        raise NotRequestable(tuple(untimely))
    invoices = tuple(each for each in found if each is not None)
    return invoices, tuple(_line(tx, each) for each in invoices)


def unknown(tx: Store, invoice_ids: Iterable[str]) -> Iterator[Fault]:
    """Those that are no invoice of any provider's."""
    for place, invoice_id in enumerate(invoice_ids):
        if tx.get(INVOICES, invoice_id) is None:
            yield Fault(f"invoice_ids[{place}]", _stranger(invoice_id, None, ""))


def _place(fault: Fault) -> int:
    return int(fault.path.partition("[")[2].rstrip("]"))


def _stranger(invoice_id: str, invoice: Invoice | None, provider: str) -> str:
    if invoice is None:
        return f"there is no invoice '{invoice_id[:_SHOWN]}'"
    return f"belongs to provider '{invoice.provider}', not to '{provider}'"


def _obstacles(tx: Store, invoice: Invoice, holders: dict[str, str]) -> Iterator[str]:
    if invoice.payment_status != PENDING:
        yield f"is {invoice.payment_status}; only {PENDING} invoices can be requested"
    elif invoice.id in holders:  # a state forced by a test does not take it out of a request
        yield f"is in the open cashout request '{holders[invoice.id]}'"
    known = judging.known_payer(tx, invoice.payer)
    if known is None or known.terms is None:
        yield "its payer has no terms"


def _holders(tx: Store, provider: str) -> dict[str, str]:
    """Which open request holds which invoice."""
    return {
        invoice_id: cashout.id
        for cashout in tx.scan(CASHOUTS, "provider", provider)
        if cashout.is_open
        for invoice_id in cashout.held
    }


def _line(tx: Store, invoice: Invoice) -> Line:
    known = judging.known_payer(tx, invoice.payer)
    assert known is not None
    assert known.terms is not None
    percentage = known.terms.of(invoice.risk_level).advance_percentage
    return Line(
        invoice_id=invoice.id,
        invoice_number=invoice.invoice_number,
        total_amount=invoice.total_amount,
        advance_percentage=percentage,
        requested_amount=advance_of(invoice.total_amount, percentage),
    )
