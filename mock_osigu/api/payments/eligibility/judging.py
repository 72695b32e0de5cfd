"""Who is eligible, judged when an invoice is registered or changed, and again when time brings its due date near."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from mock_osigu.api.payments import seed
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules
from mock_osigu.api.payments.model import NOT_ELIGIBLE, PENDING, Invoice, Payer
from mock_osigu.api.payments.records import INVOICES, KNOWN_PAYERS, RULES
from mock_osigu.core.schedule import Job, Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.world import World
from mock_osigu.sandbox import Deed, Sandbox

JUDGE: Final = "invoice.judge"
LATER: Final = timedelta(seconds=1)


def rules_of(tx: Store) -> Rules:
    return tx.get(RULES, "rules") or Rules()


def known_payer(tx: Store, payer: Payer) -> KnownPayer | None:
    return tx.get(KNOWN_PAYERS, (payer.country_code, payer.tax_id))


def judged(tx: Store, invoice: Invoice, now: datetime) -> Invoice:
    """The invoice as the rules see it now: PENDING or NOT_ELIGIBLE."""
    is_accepted = rules_of(tx).accepts(invoice, known_payer(tx, invoice.payer), now)
    return with_status(invoice, PENDING if is_accepted else NOT_ELIGIBLE)


def with_status(invoice: Invoice, status: str) -> Invoice:
    return msgspec.structs.replace(invoice, payment_status=status)


def released(tx: Store, invoice: Invoice, now: datetime) -> Invoice:
    """An invoice that no cashout request holds any more: PENDING, unless its due date came near meanwhile."""
    rules = rules_of(tx)
    is_late = rules.due_date_rule and now >= rules.last_moment(invoice)
    return with_status(invoice, NOT_ELIGIBLE if is_late else PENDING)


def know_payers(tx: Store, world: World) -> None:
    """Have the seed's payers known; what a test has said of one of them stands."""
    for known in seed.payers(world.seed, world.locale):
        if known_payer(tx, known.payer) is None:
            tx.put(KNOWN_PAYERS, known)


def watched(schedule: Schedule, rules: Rules, invoice: Invoice, now: datetime) -> Invoice:
    """See to it that a registered or changed invoice is judged again at its time; give it as it starts."""
    if rules.starts_pending and invoice.payment_status == NOT_ELIGIBLE:
        schedule.add(now + LATER, JUDGE, invoice.id)
        return with_status(invoice, PENDING)
    watch_due_date(schedule, rules, invoice)
    return invoice


def watch_due_date(schedule: Schedule, rules: Rules, invoice: Invoice) -> None:
    """Have a PENDING invoice judged when its due date is near, where the rule is on."""
    if rules.due_date_rule and invoice.payment_status == PENDING:
        schedule.add(rules.last_moment(invoice), JUDGE, invoice.id)


def judge(sandbox: Sandbox, job: Job) -> Deed:
    """What the job does: an invoice that is still PENDING may turn out to be NOT_ELIGIBLE."""
    with sandbox.store.transaction() as tx:
        old = tx.get(INVOICES, job.subject)
        if old is None or old.payment_status != PENDING:
            return None
        new = judged(tx, old, job.due)
        if new == old:
            return None
        tx.put(INVOICES, new)
        return {"payment_status": new.payment_status}
