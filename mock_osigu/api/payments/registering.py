"""What becomes of drafts: numbers checked, ids and ordinals given, status and risk decided."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from mock_osigu.api.payments.eligibility import judging
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules
from mock_osigu.api.payments.errors import DuplicateInvoiceNumber
from mock_osigu.api.payments.model import (
    DAYS_UNTIL_DUE,
    NOT_ELIGIBLE,
    PENDING,
    Draft,
    Invoice,
    fields_of,
    risk_of,
)
from mock_osigu.api.payments.records import INVOICES
from mock_osigu.core import counters
from mock_osigu.core.ids import product_uuid
from mock_osigu.core.schedule import Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.clients import DataSource


class Registering(msgspec.Struct, frozen=True):
    """One registration, inside one transaction: who registers, when, and what the ids depend on.

    Synthetic invoices were there before: `is_synthetic` ones are in no state that lasts a second only.
    """

    tx: Store
    schedule: Schedule
    seed: int
    now: datetime
    provider: str
    data_source: DataSource
    is_synthetic: bool = False

    def add(
        self, drafts: tuple[Draft, ...], where: str = "invoices[{}].", **forced: Any
    ) -> tuple[Invoice, ...]:
        """Store all of them. Raises DuplicateInvoiceNumber, naming each repeat by `where` it stands."""
        _check_numbers(self.tx, self.provider, drafts, where)
        first = counters.take(self.tx, counters.COUNTERS, f"invoices of {self.provider}", len(drafts))
        rules = judging.rules_of(self.tx)
        if self.is_synthetic:
            rules = replace(rules, starts_pending=False)
        added = tuple(
            self._made(draft, ordinal, rules, forced) for ordinal, draft in enumerate(drafts, first)
        )
        for invoice in added:
            self.tx.put(INVOICES, invoice)
        return added

    def _made(self, draft: Draft, ordinal: int, rules: Rules, forced: dict[str, Any]) -> Invoice:
        known = judging.known_payer(self.tx, draft.payer)
        fields = {
            "id": product_uuid(self.seed, self.provider, "invoice", ordinal),
            "provider": self.provider,
            "ordinal": ordinal,
            "payment_status": PENDING if known and known.has_terms else NOT_ELIGIBLE,
            "risk_level": risk_of(self.data_source, draft),
            "data_source": self.data_source,
            "days_until_due": known.days_until_due if known else DAYS_UNTIL_DUE,
            **fields_of(draft),
            **forced,
        }
        invoice = Invoice(**fields)
        return invoice if "payment_status" in forced else self._started(invoice, known, rules)

    def _started(self, invoice: Invoice, known: KnownPayer | None, rules: Rules) -> Invoice:
        """The invoice in the state in which the rules let it start."""
        if rules == Rules():
            return invoice  # as nearly always: nothing to judge by but the terms
        if not rules.accepts(invoice, known, self.now):
            invoice = judging.with_status(invoice, NOT_ELIGIBLE)
        return judging.watched(self.schedule, rules, invoice, self.now)


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
