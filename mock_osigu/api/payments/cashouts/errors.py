"""The refusals that cashout requests add to those of Payments; their codes are INVENTED.

ApiError
├── NotFound        CashoutNotFound 404
└── Conflict        NotRequestable 409, and the flow's IllegalMove 409
"""

from mock_osigu.core.errors import Conflict, Fault, NotFound

_SHOWN = 64  # characters of what a client sent


class CashoutNotFound(NotFound):
    """No such id, or another provider's: the two look the same."""

    code = "CASHOUT_REQUEST_NOT_FOUND"

    def __init__(self, cashout_id: str) -> None:
        super().__init__(f"Cashout request not found: {cashout_id[:_SHOWN]}")
        self.cashout_id = cashout_id


class NotRequestable(Conflict):
    """Some invoices are not PENDING, or have no terms; each is named with its reason."""

    code = "INVOICES_NOT_REQUESTABLE"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("Some of the invoices cannot be requested", faults)
