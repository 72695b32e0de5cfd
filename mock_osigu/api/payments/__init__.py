"""Payments: invoices that payers owe to providers, under the two documented paths, and advances on them."""

from typing import Final

from mock_osigu.api.payments.beginning.service import begin
from mock_osigu.api.payments.errors import envelope
from mock_osigu.api.payments.events import CASHOUT_CREATED, CASHOUT_STATUS, INVOICE_STATUS
from mock_osigu.api.payments.service import Invoices
from mock_osigu.api.payments.table import CONTROL, JOBS, OPERATIONS
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.operation import Product


def build(sandbox: Sandbox) -> Invoices:
    return Invoices(sandbox.store, lambda: sandbox.world, sandbox.clock.now)


payments: Final = Product(
    name="payments",
    operations=OPERATIONS,
    envelope=envelope,
    build=build,
    control=CONTROL,
    jobs=JOBS,
    begin=lambda settings: begin(settings, lambda sandbox: sandbox.service(build)),
    events=(CASHOUT_CREATED, CASHOUT_STATUS, INVOICE_STATUS),
)
