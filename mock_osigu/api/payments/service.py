"""The rules of Payments invoices; where Osigu is silent they are INFERRED, and `operations` says which."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from msgspec import UNSET

from mock_osigu.api.payments import seed
from mock_osigu.api.payments.errors import DuplicateInvoiceNumber, InvalidState, InvoiceNotFound
from mock_osigu.api.payments.listing import ALL, Filter
from mock_osigu.api.payments.model import (
    CHANGEABLE,
    ERP,
    NOT_ELIGIBLE,
    PENDING,
    Changes,
    Draft,
    Invoice,
    KnownPayer,
    Made,
    Payer,
    is_filed,
    risk_of,
)
from mock_osigu.api.payments.records import INVOICES, KNOWN_PAYERS, MADE
from mock_osigu.core import counters
from mock_osigu.core.ids import product_uuid
from mock_osigu.core.page import PageRequest
from mock_osigu.core.store import Store
from mock_osigu.engine.world import World

Change = Callable[[Invoice], Changes]


class Invoices:
    """The invoices of one sandbox, each provider's apart from all others'.

    A provider's synthetic invoices are made when it is first looked at, in reading or writing.
    """

    def __init__(self, store: Store, world: Callable[[], World]) -> None:
        self._store = store
        self._world = world

    def list(self, provider: str, page: PageRequest, wanted: Filter = ALL) -> tuple[tuple[Invoice, ...], int]:
        """Give one page of a provider's invoices, newest first, and how many there are in all."""
        with self._open(provider) as tx:
            if wanted == ALL:
                rows = tx.scan(
                    INVOICES, "provider", provider, start=page.offset, limit=page.size, reverse=True
                )
                return tuple(rows), tx.count(INVOICES, "provider", provider)
            found = [each for each in _candidates(tx, provider, wanted) if wanted.accepts(each)]
        return tuple(found[page.offset : page.offset + page.size]), len(found)

    def get(self, provider: str, invoice_id: str) -> Invoice:
        """Give one invoice; raises InvoiceNotFound for another provider's too."""
        with self._open(provider) as tx:
            return _own(tx, provider, invoice_id)

    def register(self, provider: str, drafts: Iterable[Draft]) -> tuple[Invoice, ...]:
        """Register all or none, as PENDING where the payer has terms, else NOT_ELIGIBLE.

        Raises DuplicateInvoiceNumber with every number that the provider, or the batch, already has.
        """
        with self._open(provider) as tx:
            return self._add(tx, provider, tuple(drafts))

    def update(self, provider: str, invoice_id: str, change: Change) -> Invoice:
        """Change an invoice by what `change` makes of it.

        Raises InvoiceNotFound, what `change` raises, and then InvalidState once money was requested.
        """
        with self._open(provider) as tx:
            old = _own(tx, provider, invoice_id)
            changes = change(old)
            _check_changeable(old)
            new = _changed(old, changes)
            tx.put(INVOICES, new)
            return new

    def delete(self, provider: str, invoice_id: str) -> None:
        """Remove an invoice and free its number; raises InvoiceNotFound, InvalidState."""
        with self._open(provider) as tx:
            _check_changeable(_own(tx, provider, invoice_id))
            tx.delete(INVOICES, invoice_id)

    def add(self, provider: str, draft: Draft, **forced: str) -> Invoice:
        """Register one invoice with a `payment_status` or `risk_level` of choice."""
        with self._open(provider) as tx:
            (invoice,) = self._add(tx, provider, (draft,), "", **forced)
            return invoice

    def all(self) -> tuple[Invoice, ...]:
        """Give the invoices that every provider has so far, the latest made first."""
        return tuple(reversed(self._store.all(INVOICES)))

    def force(self, invoice_id: str, **forced: str) -> Invoice:
        """Set `payment_status` or `risk_level`, whatever the rules say; raises InvoiceNotFound."""
        with self._store.transaction() as tx:
            new = msgspec.structs.replace(_any(tx, invoice_id), **forced)
            tx.put(INVOICES, new)
            return new

    def find(self, invoice_id: str) -> Invoice:
        """Give an invoice of any provider; raises InvoiceNotFound."""
        return _any(self._store, invoice_id)

    def remove(self, invoice_id: str) -> None:
        """Remove an invoice in any state; raises InvoiceNotFound."""
        with self._store.transaction() as tx:
            tx.delete(INVOICES, _any(tx, invoice_id).id)

    def payer_name(self, payer: Payer) -> str | None:
        """Name a payer; None where the platform has never heard of it."""
        known = _known(self._store, payer)
        return known.name if known else None

    @contextmanager
    def _open(self, provider: str) -> Iterator[Store]:
        """Open a transaction in which a provider's synthetic invoices are there."""
        self.look(provider)
        with self._store.transaction() as tx:
            yield tx

    def look(self, provider: str) -> None:
        """Make a provider's synthetic invoices, unless they were made before.

        In a transaction of its own: a refused request must not take them away again.
        """
        if self._store.get(MADE, provider) is not None:
            return
        world = self._world()
        with self._store.transaction() as tx:
            if tx.get(MADE, provider) is not None:
                return
            for known in seed.payers(world.seed, world.locale):
                if _known(tx, known.payer) is None:
                    tx.put(KNOWN_PAYERS, known)
            self._add(tx, provider, seed.drafts(world.seed, provider, world.invoices, world.locale))
            tx.put(MADE, Made(provider))

    def _add(
        self, tx: Store, provider: str, drafts: tuple[Draft, ...], where: str = "invoices[{}].", **forced: str
    ) -> tuple[Invoice, ...]:
        _check_numbers(tx, provider, drafts, where)
        first = counters.take(tx, counters.COUNTERS, f"invoices of {provider}", len(drafts))
        number = self._world().seed
        added = tuple(
            Invoice(
                **{
                    "id": product_uuid(number, provider, "invoice", ordinal),
                    "provider": provider,
                    "ordinal": ordinal,
                    "payment_status": PENDING if _has_terms(tx, draft.payer) else NOT_ELIGIBLE,
                    "risk_level": risk_of(ERP, draft),
                    **_fields(draft),
                    **forced,
                }
            )
            for ordinal, draft in enumerate(drafts, first)
        )
        for invoice in added:
            tx.put(INVOICES, invoice)
        return added


def _candidates(tx: Store, provider: str, wanted: Filter) -> list[Invoice]:
    if wanted.invoice_number is not None:
        return tx.scan(INVOICES, "number", (provider, wanted.invoice_number), reverse=True)
    return tx.scan(INVOICES, "provider", provider, reverse=True)


def _own(tx: Store, provider: str, invoice_id: str) -> Invoice:
    invoice = tx.get(INVOICES, invoice_id)
    if invoice is None or invoice.provider != provider:
        raise InvoiceNotFound(invoice_id)
    return invoice


def _any(tx: Store, invoice_id: str) -> Invoice:
    invoice = tx.get(INVOICES, invoice_id)
    if invoice is None:
        raise InvoiceNotFound(invoice_id)
    return invoice


def _known(tx: Store, payer: Payer) -> KnownPayer | None:
    return tx.get(KNOWN_PAYERS, (payer.country_code, payer.tax_id))


def _has_terms(tx: Store, payer: Payer) -> bool:
    known = _known(tx, payer)
    return known is not None and known.has_terms


def _check_numbers(tx: Store, provider: str, drafts: tuple[Draft, ...], where: str) -> None:
    seen: set[str] = set()
    repeats = []
    for position, draft in enumerate(drafts):
        number = draft.invoice_number
        if number in seen or tx.count(INVOICES, "number", (provider, number)):
            repeats.append((f"{where.format(position)}invoice_number", number))
        seen.add(number)
    if repeats:
        raise DuplicateInvoiceNumber(tuple(repeats))


def _check_changeable(invoice: Invoice) -> None:
    if invoice.payment_status not in CHANGEABLE:
        raise InvalidState(invoice)


def _changed(old: Invoice, changes: Changes) -> Invoice:
    new = msgspec.structs.replace(
        old, **{name: value for name, value in _fields(changes).items() if value is not UNSET}
    )
    if is_filed(old) == is_filed(new):
        return new  # so that a risk level that a test has forced stays
    return msgspec.structs.replace(new, risk_level=risk_of(ERP, new))


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}
