"""All of the product's tables in one: what clients may call, what tests may control, what the clock brings about."""

from typing import Final

from mock_osigu.api.payments import control, operations
from mock_osigu.api.payments.attachments import operations as attaching
from mock_osigu.api.payments.cashouts import control as moving
from mock_osigu.api.payments.cashouts import operations as reading
from mock_osigu.api.payments.eligibility import control as terms
from mock_osigu.api.payments.eligibility.judging import JUDGE, judge

OPERATIONS: Final = (*operations.OPERATIONS, *attaching.OPERATIONS, *reading.OPERATIONS)
CONTROL: Final = (*control.CONTROL, *moving.CONTROL, *terms.CONTROL)
JOBS: Final = {JUDGE: judge, **moving.JOBS}
