"""Cashout requests: made and moved, as Osigu's web interface and its staff would."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from mock_osigu.client.answers import read
from mock_osigu.client.route import Route, given, segment

_PATH: Final = "/cashout-requests"


@dataclass(frozen=True, kw_only=True)
class CashoutInvoice:
    """One invoice of a request. `state` is REQUESTED, PAID, EXCLUDED or RELEASED."""

    invoice_id: str
    invoice_number: str
    total_amount: Decimal
    advance_percentage: Decimal
    requested_amount: Decimal
    state: str


def _invoices(details: Mapping[str, Any]) -> tuple[CashoutInvoice, ...]:
    return tuple(read(CashoutInvoice, each) for each in details["invoices"])


@dataclass(frozen=True, kw_only=True)
class Cashout:
    """A cashout request as the platform sees it; money is decimal, `paid_amount` None until it is paid."""

    id: str
    provider: str
    status: str
    currency_code: str
    requested_amount: Decimal
    requested_invoice_count: int
    paid_invoice_count: int
    paid_amount: Decimal | None
    request_date: datetime = field(metadata={"read": datetime.fromisoformat})
    payment_date: datetime | None = field(metadata={"read": datetime.fromisoformat})
    payment_reference: str | None
    requested_by: str
    cashout_request_details: tuple[CashoutInvoice, ...] = field(metadata={"read": _invoices})


class Cashouts:
    """The cashout requests of a sandbox, every provider's."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self) -> list[Cashout]:
        """Give all of them, the latest made first."""
        return [read(Cashout, item) for item in self._route.call("GET", _PATH, parse_float=Decimal)["items"]]

    def get(self, cashout_id: str) -> Cashout:
        return self._route.one(Cashout, "GET", _path(cashout_id), parse_float=Decimal)

    def request(
        self, invoice_ids: Iterable[str], *, client_id: str | None = None, requested_by: str | None = None
    ) -> Cashout:
        """Ask for an advance on PENDING invoices of one provider and one currency.

        Raises ControlError, which names every invoice that cannot be in it.
        """
        body = {"invoice_ids": list(invoice_ids), **given(client_id=client_id, requested_by=requested_by)}
        return self._route.one(Cashout, "POST", _PATH, body, parse_float=Decimal)

    def move(
        self, cashout_id: str, to: str, *, exclude: Iterable[str] = (), payment_reference: str | None = None
    ) -> Cashout:
        """Take it to another status, without some of its invoices; raises ControlError with the legal moves."""
        body = {"to": to, "exclude": list(exclude), **given(payment_reference=payment_reference)}
        return self._route.one(Cashout, "POST", f"{_path(cashout_id)}/move", body, parse_float=Decimal)

    def auto_advance(self, enabled: bool = True, **delay_seconds: float) -> None:  # noqa: FBT001, FBT002
        """Have requests move by themselves, up to PAID, on the sandbox's clock; or no more.

        `delay_seconds` by status, as `REQUESTED=60`: half a day where nothing is said.
        """
        body = {"enabled": enabled, "delay_seconds": delay_seconds}
        self._route.call("PUT", f"{_PATH}/auto-advance", body)


def _path(cashout_id: str) -> str:
    return f"{_PATH}/{segment(cashout_id)}"
