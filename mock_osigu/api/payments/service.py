"""The rules of Payments invoices; where Osigu is silent they are INFERRED, and `operations` says which."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import msgspec
from msgspec import UNSET

from mock_osigu.api.payments import seed
from mock_osigu.api.payments.eligibility import judging
from mock_osigu.api.payments.eligibility.model import Rules
from mock_osigu.api.payments.errors import InvalidState, InvoiceNotFound
from mock_osigu.api.payments.kept import KeptPages
from mock_osigu.api.payments.listing import ALL, Filter
from mock_osigu.api.payments.model import (
    CHANGEABLE,
    Changes,
    Draft,
    Invoice,
    Made,
    Payer,
    fields_of,
    is_filed,
    risk_of,
)
from mock_osigu.api.payments.records import COMMENTS, FILES, INVOICES, KNOWN_PAYERS, MADE, RULES
from mock_osigu.api.payments.registering import Registering
from mock_osigu.core.counters import COUNTERS
from mock_osigu.core.page import PageRequest
from mock_osigu.core.schedule import Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.clients import CLIENTS, DataSource
from mock_osigu.engine.world import World

Change = Callable[[Invoice], Changes]
_SEEDED: Final = (MADE, INVOICES, KNOWN_PAYERS, RULES, COUNTERS)


class Invoices:
    """The invoices of one sandbox, each provider's apart from all others'.

    A provider's synthetic invoices are made when it is first looked at, in reading or writing.
    """

    def __init__(self, store: Store, world: Callable[[], World], now: Callable[[], datetime]) -> None:
        self._store = store
        self._world = world
        self._now = now
        self._schedule = Schedule(store)
        self.pages = KeptPages()

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

    def state(self, provider: str) -> object:
        """What stands for all that a provider's lists are made from: the same object, the same lists."""
        self.look(provider)
        return self._store.state(INVOICES)

    def get(self, provider: str, invoice_id: str) -> Invoice:
        """Give one invoice; raises InvoiceNotFound for another provider's too."""
        with self._open(provider) as tx:
            return _own(tx, provider, invoice_id)

    def register(
        self, provider: str, drafts: Iterable[Draft], data_source: DataSource = "ERP"
    ) -> tuple[Invoice, ...]:
        """Register all or none, as PENDING where the payer has terms, else NOT_ELIGIBLE.

        Raises DuplicateInvoiceNumber with every number that the provider, or the batch, already has.
        """
        with self._open(provider) as tx:
            return self._registering(tx, provider, data_source).add(tuple(drafts))

    def update(self, provider: str, invoice_id: str, change: Change) -> Invoice:
        """Change an invoice by what `change` makes of it.

        Raises InvoiceNotFound, what `change` raises, and then InvalidState once money was requested.
        """
        with self._open(provider) as tx:
            old = _own(tx, provider, invoice_id)
            changes = change(old)
            _check_changeable(old)
            new = self._rejudged(tx, old, _changed(old, changes))
            tx.put(INVOICES, new)
            return new

    def delete(self, provider: str, invoice_id: str) -> None:
        """Remove an invoice and free its number; raises InvoiceNotFound, InvalidState."""
        with self._open(provider) as tx:
            _check_changeable(_own(tx, provider, invoice_id))
            _delete(tx, invoice_id)

    def add(self, provider: str, draft: Draft, data_source: DataSource = "ERP", **forced: str) -> Invoice:
        """Register one invoice with a `payment_status` or `risk_level` of choice."""
        with self._open(provider) as tx:
            (invoice,) = self._registering(tx, provider, data_source).add((draft,), "", **forced)
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
            _delete(tx, _any(tx, invoice_id).id)

    def payer_name(self, payer: Payer) -> str | None:
        """Name a payer; None where the platform has never heard of it."""
        known = judging.known_payer(self._store, payer)
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
        world, source = self._world(), _data_source(self._store, provider)

        def make(tx: Store) -> None:
            if tx.get(MADE, provider) is not None:
                return
            judging.know_payers(tx, world)
            drafts = seed.drafts(world.seed, provider, world.invoices, world.locale)
            msgspec.structs.replace(self._registering(tx, provider, source), is_synthetic=True).add(drafts)
            tx.put(MADE, Made(provider))

        if world.invoices > seed.FEW or judging.rules_of(self._store) != Rules():
            # Many would be held twice as soon as one changes; rules depend on the time, and plan jobs.
            with self._store.transaction() as tx:
                make(tx)
        else:
            what = provider, world.seed, world.invoices, world.locale, source
            self._store.repeat(what, _SEEDED, make)

    def _registering(self, tx: Store, provider: str, data_source: DataSource) -> Registering:
        return Registering(tx, self._schedule, self._world().seed, self._now(), provider, data_source)

    def _rejudged(self, tx: Store, old: Invoice, new: Invoice) -> Invoice:
        """An invoice with another due date is another matter to the rule about it."""
        rules, now = judging.rules_of(tx), self._now()
        if new.due_date == old.due_date or not rules.due_date_rule:
            return new
        judged = judging.judged(tx, new, now)
        judging.watch_due_date(self._schedule, rules, judged)
        return judged


def _data_source(tx: Store, provider: str) -> DataSource:
    """Where a provider's synthetic invoices come from: where the first of its clients has them from."""
    return next((each.data_source for each in tx.all(CLIENTS) if each.provider == provider), "ERP")


def _delete(tx: Store, invoice_id: str) -> None:
    """Remove an invoice with all that is attached to it."""
    tx.delete(INVOICES, invoice_id)
    for file in tx.scan(FILES, "invoice", invoice_id):
        tx.delete(FILES, file.id)
    for comment in tx.scan(COMMENTS, "invoice", invoice_id):
        tx.delete(COMMENTS, comment.id)


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


def _check_changeable(invoice: Invoice) -> None:
    if invoice.payment_status not in CHANGEABLE:
        raise InvalidState(invoice)


def _changed(old: Invoice, changes: Changes) -> Invoice:
    new = msgspec.structs.replace(
        old, **{name: value for name, value in fields_of(changes).items() if value is not UNSET}
    )
    if is_filed(old) == is_filed(new):
        return new  # so that a risk level that a test has forced stays
    return msgspec.structs.replace(new, risk_level=risk_of(new.data_source, new))
