"""The payers of a sandbox with their terms, and the rules of eligibility."""

from collections.abc import Callable
from datetime import datetime

from mock_osigu.api.payments.eligibility import judging
from mock_osigu.api.payments.eligibility.errors import PayerNotFound
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules
from mock_osigu.api.payments.model import PENDING, Payer
from mock_osigu.api.payments.records import INVOICES, KNOWN_PAYERS, RULES
from mock_osigu.core.schedule import Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.world import World
from mock_osigu.sandbox import Sandbox


class Eligibility:
    """Payers, known from the seed or by a test's word, and the rules.

    What is set here is for invoices yet to come; only the due date rule is for all.
    """

    def __init__(self, store: Store, world: Callable[[], World], now: Callable[[], datetime]) -> None:
        self._store = store
        self._world = world
        self._now = now

    def payers(self) -> tuple[KnownPayer, ...]:
        self._look()
        return tuple(self._store.all(KNOWN_PAYERS))

    def find(self, payer: Payer) -> KnownPayer | None:
        self._look()
        return judging.known_payer(self._store, payer)

    def get(self, payer: Payer) -> KnownPayer:
        """Raises PayerNotFound."""
        known = self.find(payer)
        if known is None:
            raise PayerNotFound(payer)
        return known

    def set_payer(self, known: KnownPayer) -> KnownPayer:
        with self._store.transaction() as tx:
            tx.put(KNOWN_PAYERS, known)
        return known

    @property
    def rules(self) -> Rules:
        return judging.rules_of(self._store)

    def set_rules(self, rules: Rules) -> Rules:
        """Put rules in force; PENDING invoices whose due date is near are NOT_ELIGIBLE at once."""
        schedule, now = Schedule(self._store), self._now()
        with self._store.transaction() as tx:
            is_new = rules.due_date_rule and rules != judging.rules_of(tx)
            tx.put(RULES, rules)
            for invoice in tx.all(INVOICES) if is_new else ():
                if invoice.payment_status == PENDING and now >= rules.last_moment(invoice):
                    tx.put(INVOICES, judging.judged(tx, invoice, now))
                else:
                    judging.watch_due_date(schedule, rules, invoice)
        return rules

    def _look(self) -> None:
        with self._store.transaction() as tx:
            judging.know_payers(tx, self._world())


def build(sandbox: Sandbox) -> Eligibility:
    return Eligibility(sandbox.store, lambda: sandbox.world, sandbox.clock.now)
