"""What may be asked of cashout requests, by a control route or by the settings."""

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mock_osigu.api.payments.cashouts.model import AutoAdvance, Delays, Status

MAX_INVOICES: Final = 1000
WEB_USER: Final = "web user"

ShortText = Annotated[str, Meta(min_length=1, max_length=200)]


class NewCashout(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PENDING invoices of one provider and one currency. Without `client_id`: the provider of the first invoice."""

    invoice_ids: Annotated[list[str], Meta(min_length=1, max_length=MAX_INVOICES)]
    client_id: str | UnsetType = UNSET
    requested_by: ShortText = WEB_USER


class CashoutMove(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where to; `exclude` are ids of invoices to leave out from here on, `payment_reference` is for PAID."""

    to: Status
    exclude: list[str] = []
    payment_reference: ShortText | None = None


class AutoAdvanceChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`delay_seconds` by status: a status left out has half a day."""

    enabled: bool
    delay_seconds: Delays = Delays()

    def settings(self) -> AutoAdvance:
        return AutoAdvance(enabled=self.enabled, delay_seconds=self.delay_seconds)
