"""The rules of cashout requests: who may be in one, how it moves, and how its invoices follow."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from mock_osigu.api.payments import events
from mock_osigu.api.payments.cashouts import model
from mock_osigu.api.payments.cashouts.errors import CashoutNotFound
from mock_osigu.api.payments.cashouts.life import Life
from mock_osigu.api.payments.cashouts.model import Cashout, Payment, Status
from mock_osigu.api.payments.cashouts.requesting import Order, requested_lines
from mock_osigu.api.payments.eligibility import judging
from mock_osigu.api.payments.events import Emit
from mock_osigu.api.payments.model import PAID, REQUESTED, Invoice
from mock_osigu.api.payments.records import CASHOUTS, INVOICES
from mock_osigu.core import counters
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.core.ids import digest, product_uuid
from mock_osigu.core.page import PageRequest
from mock_osigu.core.store import Store
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.check import MESSAGE


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Where to, without which of the invoices, and under which reference it is paid; None makes one up."""

    to: Status
    exclude: tuple[str, ...] = ()
    payment_reference: str | None = None


class Cashouts:
    """The cashout requests of one sandbox, each provider's apart from all others'."""

    def __init__(
        self, store: Store, seed: Callable[[], int], now: Callable[[], datetime], emit: Emit
    ) -> None:
        self._store = store
        self._seed = seed
        self._now = now
        self._emit = emit
        self.life = Life(store)

    def list(self, provider: str, page: PageRequest) -> tuple[tuple[Cashout, ...], int]:
        """Give one page of a provider's requests, newest first, and how many there are in all."""
        with self._store.transaction() as tx:
            rows = tx.scan(CASHOUTS, "provider", provider, start=page.offset, limit=page.size, reverse=True)
            return tuple(rows), tx.count(CASHOUTS, "provider", provider)

    def get(self, provider: str, cashout_id: str) -> Cashout:
        """Give one request; raises CashoutNotFound for another provider's too."""
        cashout = self.find(cashout_id)
        if cashout.provider != provider:
            raise CashoutNotFound(cashout_id)
        return cashout

    def all(self) -> tuple[Cashout, ...]:
        """Give every provider's requests, the latest made first."""
        return tuple(reversed(self._store.all(CASHOUTS)))

    def find(self, cashout_id: str) -> Cashout:
        """Give a request of any provider; raises CashoutNotFound."""
        cashout = self._store.get(CASHOUTS, cashout_id)
        if cashout is None:
            raise CashoutNotFound(cashout_id)
        return cashout

    def request(self, order: Order) -> Cashout:
        """Ask for an advance on invoices, which are REQUESTED from then on.

        Raises Unprocessable or NotRequestable, with every invoice that cannot be in it.
        """
        now = self._now()
        with self._store.transaction() as tx:
            invoices, lines = requested_lines(tx, order)
            provider = invoices[0].provider
            ordinal = counters.take(tx, counters.COUNTERS, f"cashouts of {provider}")
            cashout = Cashout(
                id=product_uuid(self._seed(), provider, "cashout", ordinal),
                provider=provider,
                ordinal=ordinal,
                currency_code=invoices[0].currency_code,
                status="REQUESTED",
                lines=lines,
                requested_by=order.requested_by,
                request_date=_whole_second(now),
            )
            tx.put(CASHOUTS, cashout)
            events.created(self._emit, cashout)
            self._follow(tx, cashout, (judging.with_status(each, REQUESTED) for each in invoices))
            self.life.entered(cashout, now)
            return cashout

    def move(self, cashout_id: str, move: Move, at: datetime | None = None) -> Cashout:
        """Take a request to another status, now or `at` another time; its invoices follow.

        Raises CashoutNotFound, IllegalMove, and Unprocessable for invoices that cannot be excluded.
        """
        at = at or self._now()
        with self._store.transaction() as tx:
            old = self.find(cashout_id)
            effect = model.FLOW.move(old.status, move.to)
            _check_exclusion(old, move, effect)
            payment = Payment(_whole_second(at), move.payment_reference or self._reference(old))
            new = model.moved(old, move.to, move.exclude, payment)
            tx.put(CASHOUTS, new)
            events.moved(self._emit, new)
            self._follow(tx, new, _followers(tx, old, new, at))
            self.life.entered(new, at)
            return new

    def _follow(self, tx: Store, cashout: Cashout, changed: Iterable[Invoice]) -> None:
        for invoice in changed:
            tx.put(INVOICES, invoice)
            events.invoice_changed(self._emit, invoice, cashout.id)

    def _reference(self, cashout: Cashout) -> str:
        """What a payment processor could have called it: as in the sample, `pay-7890-xyz123`."""
        text = digest(self._seed(), cashout.provider, "payment", cashout.ordinal).hex()
        return f"pay-{int(text[:8], 16) % 10_000:04}-{text[8:14]}"


def build(sandbox: Sandbox) -> Cashouts:
    return Cashouts(sandbox.store, lambda: sandbox.world.seed, sandbox.clock.now, sandbox.webhooks.emit)


def _followers(tx: Store, old: Cashout, new: Cashout, at: datetime) -> Iterable[Invoice]:
    """The invoices that a move changes, as they are after it; one that is gone meanwhile changes no more."""
    for before, after in zip(old.lines, new.lines, strict=True):
        invoice = tx.get(INVOICES, after.invoice_id)
        if before.state == after.state or invoice is None:
            continue
        yield (
            judging.with_status(invoice, PAID) if after.state == "PAID" else judging.released(tx, invoice, at)
        )


def _check_exclusion(cashout: Cashout, move: Move, effect: model.Effect) -> None:
    held = set(cashout.held)
    faults = [
        Fault(f"exclude[{place}]", f"'{invoice_id[:64]}' is not an invoice that this request still has")
        for place, invoice_id in enumerate(move.exclude)
        if invoice_id not in held
    ]
    if move.exclude and effect is model.Effect.RELEASE:
        faults.append(Fault("exclude", f"a request that becomes {move.to} lets go of all its invoices"))
    elif held and held <= set(move.exclude):
        faults.append(
            Fault("exclude", "at least one invoice must stay; cancel or reject the request instead")
        )
    if move.payment_reference is not None and effect is not model.Effect.PAY:
        faults.append(Fault("payment_reference", "is for a request that becomes PAID"))
    if faults:
        raise Unprocessable(MESSAGE, tuple(faults))


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
