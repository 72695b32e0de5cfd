"""Cashout requests for tests: services that share a store, and what their webhooks would have told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from mock_osigu.api.payments.cashouts.model import NEXT, Cashout
from mock_osigu.api.payments.cashouts.requesting import Order
from mock_osigu.api.payments.cashouts.service import Cashouts, Move
from mock_osigu.api.payments.eligibility.service import Eligibility
from mock_osigu.api.payments.model import Invoice
from mock_osigu.api.payments.service import Invoices
from mock_osigu.core.schedule import Job, Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.world import World
from payments.samples import NOW, PROVIDER, draft

_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


@dataclass
class Advances:
    """The services of one world, on a clock that stands where `now` says."""

    now: datetime = NOW
    store: Store = field(default_factory=Store)
    told: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        world = World(
            token_ttl=60, token_format="uuid", token_reuse=False, seed=0, locale="es_CO", invoices=0
        )
        self.invoices = Invoices(self.store, lambda: world, lambda: self.now)
        self.eligibility = Eligibility(self.store, lambda: world, lambda: self.now)
        self.cashouts = Cashouts(self.store, lambda: world.seed, lambda: self.now, self._tell)

    def _tell(self, event: str, payload: Any) -> None:
        self.told.append((event, _ENCODE(payload)))

    def invoice(self, number: str, provider: str = PROVIDER, **changes: Any) -> Invoice:
        (invoice,) = self.invoices.register(provider, [draft(invoice_number=number, **changes)])
        return invoice

    def request(self, *invoices: Invoice, provider: str | None = None) -> Cashout:
        ids = tuple(invoice.id for invoice in invoices)
        return self.cashouts.request(Order(invoice_ids=ids, requested_by="ana", provider=provider))

    def move(self, cashout: Cashout, *way: Any, **last: Any) -> Cashout:
        """Take it along a way; `last` is what is said of the last move."""
        for status in way[:-1]:
            cashout = self.cashouts.move(cashout.id, Move(to=status))
        return self.cashouts.move(cashout.id, Move(to=way[-1], **last))

    def advance_due(self) -> None:
        """Let the requests take the steps that are due by now."""

        def step(job: Job) -> None:
            status = self.cashouts.find(job.subject).status
            self.cashouts.move(job.subject, Move(to=NEXT[status]), job.due)

        Schedule(self.store).run_due(self.now, step)

    def statuses(self, *invoices: Invoice) -> list[str]:
        return [self.invoices.find(invoice.id).payment_status for invoice in invoices]
