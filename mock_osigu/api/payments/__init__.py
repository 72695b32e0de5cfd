"""Payments: invoices that payers owe to providers, under the two documented paths."""

from typing import Final

from mock_osigu.api.payments.control import CONTROL
from mock_osigu.api.payments.errors import envelope
from mock_osigu.api.payments.operations import OPERATIONS
from mock_osigu.api.payments.service import Invoices
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.operation import Product


def build(sandbox: Sandbox) -> Invoices:
    return Invoices(sandbox.store, lambda: sandbox.world)


payments: Final = Product(
    name="payments",
    operations=OPERATIONS,
    envelope=envelope,
    build=build,
    control=CONTROL,
)
