"""Any story of invoices and cashout requests leaves money and states in agreement."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mock_osigu.api.payments.cashouts.model import FLOW, AutoAdvance, Cashout, Delays, Effect, Status
from mock_osigu.api.payments.errors import InvalidState
from mock_osigu.api.payments.model import Invoice
from mock_osigu.core.errors import ApiError
from mock_osigu.core.flow import IllegalMove
from mock_osigu.core.schedule import JOBS
from payments.advancing import Advances
from payments.samples import PROVIDER

STATUSES: Final = st.sampled_from(get_args(Status))
AMOUNTS: Final = st.decimals("0.01", "999999999999.99", places=2)


def _id(invoice: Invoice) -> str:
    return invoice.id


def _kind(invoice: Invoice) -> tuple[str, str]:
    """What all invoices of one request have in common."""
    return invoice.provider, invoice.currency_code


class CashoutLife(RuleBasedStateMachine):
    """Registers, requests, moves, excludes, deletes, lets time pass: in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Advances()
        self.count = 0

    def _invoices(self) -> list[Invoice]:
        return list(self.world.invoices.all())

    def _pending(self) -> list[Invoice]:
        return [invoice for invoice in self._invoices() if invoice.payment_status == "PENDING"]

    def _open(self) -> list[Cashout]:
        return [cashout for cashout in self._cashouts() if cashout.is_open]

    def _cashouts(self) -> list[Cashout]:
        return list(self.world.cashouts.all())

    @rule(
        amount=AMOUNTS,
        currency=st.sampled_from(["USD", "USD", "EUR"]),
        provider=st.sampled_from([PROVIDER, "b"]),
    )
    def register(self, amount: Decimal, currency: str, provider: str) -> None:
        self.count += 1
        self.world.invoice(f"N{self.count}", provider, total_amount=amount, currency_code=currency)

    @precondition(lambda self: self._pending())
    @rule(data=st.data())
    def request(self, data: st.DataObject) -> None:
        first = data.draw(st.sampled_from(self._pending()))
        alike = [each for each in self._pending() if _kind(each) == _kind(first)]
        invoices = data.draw(st.lists(st.sampled_from(alike), min_size=1, max_size=4, unique_by=_id))

        cashout = self.world.request(*invoices)

        assert [line.invoice_id for line in cashout.lines] == [invoice.id for invoice in invoices]
        assert cashout.requested_amount <= sum(invoice.total_amount for invoice in invoices)

    @precondition(lambda self: self._invoices())
    @rule(data=st.data())
    def request_any(self, data: st.DataObject) -> None:
        invoices = data.draw(st.lists(st.sampled_from(self._invoices()), min_size=1, max_size=4))
        is_good = (
            len(set(map(_id, invoices))) == len(invoices)
            and {invoice.payment_status for invoice in invoices} == {"PENDING"}
            and len(set(map(_kind, invoices))) == 1
        )
        if is_good:
            return
        before = self._seen()
        with pytest.raises(ApiError) as caught:
            self.world.request(*invoices)
        assert caught.value.faults
        assert self._seen() == before

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        cashout = data.draw(st.sampled_from(self._open()))
        to: Any = data.draw(st.sampled_from(FLOW.targets(cashout.status)))
        exclude: tuple[str, ...] = ()
        if FLOW.move(cashout.status, to) is not Effect.RELEASE and len(cashout.held) > 1:
            exclude = tuple(data.draw(st.sets(st.sampled_from(cashout.held[1:]))))

        moved = self.world.move(cashout, to, exclude=exclude)

        assert {line.invoice_id for line in moved.lines if line.state == "EXCLUDED"} == {
            *(line.invoice_id for line in cashout.lines if line.state == "EXCLUDED"),
            *exclude,
        }

    @precondition(lambda self: self._cashouts())
    @rule(data=st.data(), to=STATUSES)
    def move_any(self, data: st.DataObject, to: Status) -> None:
        cashout = data.draw(st.sampled_from(self._cashouts()))
        before = self._seen()
        is_legal = (cashout.status, to) in FLOW.moves
        with pytest.raises(ApiError) as caught:
            self.world.move(cashout, to, exclude=("not in it",))
        assert isinstance(caught.value, IllegalMove) is not is_legal
        assert self._seen() == before

    @precondition(lambda self: self._invoices())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        invoice = data.draw(st.sampled_from(self._invoices()))
        if invoice.payment_status == "PENDING":
            self.world.invoices.delete(invoice.provider, invoice.id)
            return
        with pytest.raises(InvalidState):
            self.world.invoices.delete(invoice.provider, invoice.id)

    @rule(enabled=st.booleans(), seconds=st.sampled_from([0.0, 1.0, 3600.0]))
    def live(self, enabled: bool, seconds: float) -> None:  # noqa: FBT001
        life = AutoAdvance(enabled=enabled, delay_seconds=Delays(REQUESTED=seconds, APPROVED=seconds))
        self.world.cashouts.life.set(life, self.world.now)

    @rule(hours=st.sampled_from([0, 1, 12, 48]))
    def wait(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        self.world.advance_due()

    def _seen(self) -> object:
        return self._invoices(), self._cashouts(), self.world.store.all(JOBS), len(self.world.told)

    @invariant()
    def invoices_are_in_the_state_that_their_requests_say(self) -> None:
        expected: dict[str, str] = {}
        holders = Counter[str]()
        for cashout in reversed(self._cashouts()):
            for line in cashout.lines:
                if line.state in ("REQUESTED", "PAID"):
                    expected[line.invoice_id] = line.state
                    holders[line.invoice_id] += 1
        assert all(count == 1 for count in holders.values()), "no invoice is advanced twice"
        for invoice in self._invoices():
            assert invoice.payment_status == expected.get(invoice.id, "PENDING")

    @invariant()
    def amounts_and_counts_agree(self) -> None:
        for cashout in self._cashouts():
            paid = [line for line in cashout.lines if line.state == "PAID"]
            assert cashout.requested_amount == sum(line.requested_amount for line in cashout.lines)
            assert cashout.requested_amount.as_tuple().exponent == -2
            assert cashout.paid_invoice_count == len(paid)
            assert (cashout.paid_amount is None) == (cashout.status != "PAID")
            assert cashout.paid_amount in (None, sum(line.requested_amount for line in paid))
            assert (cashout.payment_date is None) == (cashout.payment_reference is None) == (not paid)
            assert bool(cashout.held) == cashout.is_open

    @invariant()
    def what_is_planned_can_be_done(self) -> None:
        jobs = self.world.store.all(JOBS)
        assert len({job.subject for job in jobs}) == len(jobs), "one next step for each"
        for job in jobs:
            assert self.world.cashouts.find(job.subject).is_open


CashoutLife.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, database=None, derandomize=True
)
TestCashoutLife = CashoutLife.TestCase
