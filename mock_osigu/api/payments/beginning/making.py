"""One cashout request of the settings is made, along the legal way.

It was there before, as synthetic invoices were: no webhook tells of it, and its dates follow from its invoices alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from mock_osigu.api.payments.beginning.forms import BegunCashout, Selection
from mock_osigu.api.payments.cashouts.life import Life
from mock_osigu.api.payments.cashouts.requesting import Order
from mock_osigu.api.payments.cashouts.service import Cashouts, Move
from mock_osigu.api.payments.model import PENDING, Invoice
from mock_osigu.api.payments.records import CASHOUTS, INVOICES
from mock_osigu.api.payments.service import Invoices
from mock_osigu.config.errors import SettingError
from mock_osigu.core.store import Store
from mock_osigu.sandbox import Sandbox

_STEP: Final = timedelta(hours=12)
_SHOWN: Final = 10  # of what there is to choose from


def make(sandbox: Sandbox, invoices: Invoices, name: str, wanted: BegunCashout) -> list[SettingError]:
    """Make the request, in a transaction, of those of its invoices that are there; give what is not."""
    client = sandbox.clients.find(wanted.client_id or sandbox.own_client_id)
    if client is None:
        known = ", ".join(each.client_id for each in sandbox.clients.all())
        return [SettingError(f"{name}.client_id", wanted.client_id, "is not a client", known)]
    invoices.look(client.provider)
    pending = _pending(sandbox.store, client.provider, wanted.invoices)
    chosen = _picked(pending, wanted.invoices)
    left_out = _picked(chosen[::-1], wanted.exclude)[: max(len(chosen) - 1, 0)]
    if chosen:
        order = Order(
            invoice_ids=tuple(each.id for each in chosen),
            requested_by=wanted.requested_by,
            provider=client.provider,
        )
        _request(sandbox, order, wanted, chosen, tuple(each.id for each in left_out))
    return [
        *_missing(
            f"{name}.invoices", wanted.invoices, pending, f"the PENDING invoices of {client.provider!r}"
        ),
        *_missing(f"{name}.exclude", wanted.exclude, chosen, "its invoices"),
    ]


def _pending(tx: Store, provider: str, selection: Selection) -> list[Invoice]:
    """What can still be requested, the newest first; where it is counted, without what another request let go of."""
    cashouts = tx.scan(CASHOUTS, "provider", provider) if selection.count else ()
    had = {line.invoice_id for cashout in cashouts for line in cashout.lines}
    rows = tx.scan(INVOICES, "provider", provider, reverse=True)
    return [each for each in rows if each.payment_status == PENDING and each.id not in had]


def _picked(among: Sequence[Invoice], selection: Selection) -> list[Invoice]:
    if selection.count:
        return list(among[: selection.count])
    by_number = {each.invoice_number: each for each in among}
    return [by_number[number] for number in selection.numbers if number in by_number]


def _missing(name: str, selection: Selection, among: Sequence[Invoice], what: str) -> list[SettingError]:
    if selection.count > len(among):
        reason = "is more than there are"
        return [SettingError(name, selection.count, reason, f"up to {len(among)}, the number of {what}")]
    numbers = [each.invoice_number for each in among]
    shown = ", ".join(numbers[:_SHOWN]) + (", …" if len(numbers) > _SHOWN else "")
    return [
        SettingError(name, number, f"is not one of {what}", shown)
        for number in selection.numbers
        if number not in numbers
    ]


def _request(
    sandbox: Sandbox,
    order: Order,
    wanted: BegunCashout,
    invoices: Sequence[Invoice],
    left_out: tuple[str, ...],
) -> None:
    at = _noon_after(invoices)
    cashouts = Cashouts(sandbox.store, lambda: sandbox.world.seed, lambda: at, _tell_nobody)
    cashout = cashouts.request(order)
    for number, status in enumerate(wanted.way, 1):
        exclude = left_out if number == 1 else ()
        reference = wanted.payment_reference if status == "PAID" else None
        move = Move(to=status, exclude=exclude, payment_reference=reference)
        cashout = cashouts.move(cashout.id, move, at + number * _STEP)
    # Its stay in this status, if it ever goes on by itself, is counted from the world's start.
    Life(sandbox.store).entered(cashout, sandbox.clock.now())


def _noon_after(invoices: Sequence[Invoice]) -> datetime:
    """The day after the last of them was filed, or issued."""
    last = max(each.filing_date or each.issue_date for each in invoices)
    return datetime.combine(last + timedelta(1), time(12), UTC)


def _tell_nobody(_event: str, _payload: Any) -> None:
    pass
