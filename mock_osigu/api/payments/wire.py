"""JSON ↔ values: the one place where the names on the wire are written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mock_osigu.api.payments import fields
from mock_osigu.api.payments.model import Changes, Draft, Invoice, Payer
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.web.body import MalformedJson
from mock_osigu.web.check import MESSAGE, check

MAX_BATCH: Final = 100

Money = Annotated[Decimal, Meta(description="Always with two decimals.")]


class PayerBody(msgspec.Struct, kw_only=True):
    """Who owes the invoice."""

    country_code: fields.CountryCode
    tax_id: fields.TaxId


class InvoiceBody(msgspec.Struct, kw_only=True):
    """An invoice as a client registers it, or puts it in the place of a registered one."""

    invoice_number: fields.InvoiceNumber
    issue_date: fields.IssueDate
    payer: PayerBody
    currency_code: fields.CurrencyCode
    total_amount: fields.TotalAmount
    filing_date: fields.FilingDate | None = None
    filing_reference: fields.FilingReference | None = None


class InvoiceBatch(msgspec.Struct, kw_only=True):
    """1 to 100 invoices: all are registered, or none."""

    invoices: Annotated[list[InvoiceBody], Meta(min_length=1, max_length=MAX_BATCH)]


class InvoiceChange(msgspec.Struct, kw_only=True):
    """The fields that an update may set; null clears the two filing fields."""

    issue_date: fields.IssueDate | UnsetType = UNSET
    total_amount: fields.TotalAmount | UnsetType = UNSET
    filing_date: fields.FilingDate | UnsetType | None = UNSET
    filing_reference: fields.FilingReference | UnsetType | None = UNSET


class RegisteredInvoice(msgspec.Struct, kw_only=True):
    """What registering answers for each invoice (docs/invoice-registration)."""

    id: str
    invoice_number: str
    payment_status: str
    risk_level: str


class InvoiceResource(msgspec.Struct, kw_only=True):
    """A registered invoice. The echoed fields and `due_date` are INFERRED."""

    id: str
    invoice_number: str
    issue_date: date
    due_date: date
    payer: Payer
    currency_code: str
    total_amount: Money
    filing_date: date | None
    filing_reference: str | None
    payment_status: str
    risk_level: str


class ListedInvoice(msgspec.Struct, kw_only=True):
    """An invoice in a list: the sample of one says `invoice_id` (reference/pagination), so both names."""

    id: str
    invoice_id: str
    invoice_number: str
    issue_date: date
    due_date: date
    payer: Payer
    currency_code: str
    total_amount: Money
    filing_date: date | None
    filing_reference: str | None
    payment_status: str
    risk_level: str


def drafts(body: Any) -> tuple[Draft, ...]:
    """Read the body of a registration: `{"invoices": [{…}]}`.

    Raises MalformedJson where it isn't an object, Unprocessable with every bad field.
    """
    invoices = _object(body).get("invoices")
    if isinstance(invoices, list) and len(invoices) > MAX_BATCH:
        # Without their own faults: a body of the largest size holds millions of items.
        raise Unprocessable(
            MESSAGE, (Fault("invoices", f"must have at most {MAX_BATCH} items, has {len(invoices)}"),)
        )
    return tuple(draft(each) for each in check(body, InvoiceBatch, dec_hook=fields.read).invoices)


def draft(body: InvoiceBody) -> Draft:
    """Take the plain values out of a checked invoice."""
    return Draft(
        invoice_number=str(body.invoice_number),
        issue_date=_date(body.issue_date),
        payer=Payer(str(body.payer.country_code), str(body.payer.tax_id)),
        currency_code=str(body.currency_code),
        total_amount=Decimal(body.total_amount),
        filing_date=None if body.filing_date is None else _date(body.filing_date),
        filing_reference=None if body.filing_reference is None else str(body.filing_reference),
    )


def changes(body: Any, invoice: Invoice, *, whole: bool) -> Changes:
    """Read the body of an update of `invoice`; with `whole`, what is missing is cleared, or a fault.

    What may not change may be sent along as it is; unknown and read-only fields are ignored.
    Raises MalformedJson where it isn't an object, Unprocessable with every bad field.
    """
    given = dict(_object(body))
    faults = list(_locked_faults(given, invoice, whole=whole))
    if whole:
        faults += [Fault(name, "is required") for name in ("issue_date", "total_amount") if name not in given]
        given = {"filing_date": None, "filing_reference": None} | given
    try:
        change = check(given, InvoiceChange, dec_hook=fields.read)
    except Unprocessable as error:
        faults += error.faults
    if faults:
        raise Unprocessable(MESSAGE, tuple(faults))
    return Changes(
        **{
            name: _plain(value)
            for name in InvoiceChange.__struct_fields__
            if (value := getattr(change, name)) is not UNSET
        }
    )


def registered(invoices: Iterable[Invoice]) -> list[RegisteredInvoice]:
    return [
        RegisteredInvoice(
            id=each.id,
            invoice_number=each.invoice_number,
            payment_status=each.payment_status,
            risk_level=each.risk_level,
        )
        for each in invoices
    ]


def resource(invoice: Invoice) -> InvoiceResource:
    return InvoiceResource(id=invoice.id, **shown(invoice))


def listed(invoice: Invoice) -> ListedInvoice:
    return ListedInvoice(id=invoice.id, invoice_id=invoice.id, **shown(invoice))


def shown(invoice: Invoice) -> dict[str, Any]:
    return {
        "invoice_number": invoice.invoice_number,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "payer": invoice.payer,
        "currency_code": invoice.currency_code,
        "total_amount": invoice.total_amount,
        "filing_date": invoice.filing_date,
        "filing_reference": invoice.filing_reference,
        "payment_status": invoice.payment_status,
        "risk_level": invoice.risk_level,
    }


def _object(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise MalformedJson("The request body must be a JSON object")
    return body


def _locked_faults(given: Mapping[str, Any], invoice: Invoice, *, whole: bool) -> Iterator[Fault]:
    """Say which fields differ that may not change, and with `whole` which are missing."""
    yield from _different(given, "", whole, invoice_number=invoice.invoice_number)
    if "payer" not in given:
        if whole:
            yield Fault("payer", "is required")
    elif not isinstance(given["payer"], dict):
        yield Fault("payer", "must be an object")
    else:
        payer = invoice.payer
        yield from _different(
            given["payer"], "payer.", whole, country_code=payer.country_code, tax_id=payer.tax_id
        )
    yield from _different(given, "", whole, currency_code=invoice.currency_code)


def _different(given: Mapping[str, Any], prefix: str, required: bool, **kept: str) -> Iterator[Fault]:  # noqa: FBT001
    for name, value in kept.items():
        if name in given:
            if given[name] != value:
                yield Fault(prefix + name, f"may not change, it is '{value}'")
        elif required:
            yield Fault(prefix + name, "is required")


def _plain(value: Any) -> Any:
    """Give the value to store for a checked one."""
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    return None if value is None else str(value)


def _date(day: date) -> date:
    return date(day.year, day.month, day.day)
