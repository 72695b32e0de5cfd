"""Invoices as the platform sees them: every provider's, past the rules of Osigu's API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mock_osigu.client.answers import read
from mock_osigu.client.route import Route, given, query_text, segment

MOST: Final = 1000
"""How many invoices the control API gives at a time."""


@dataclass(frozen=True, kw_only=True)
class Payer:
    country_code: str
    tax_id: str
    name: str | None = None


def _payer(value: Mapping[str, Any]) -> Payer:
    return read(Payer, value)


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice as the platform sees it; money is decimal."""

    id: str
    provider: str
    invoice_number: str
    issue_date: date
    due_date: date
    payer: Payer = field(metadata={"read": _payer})
    currency_code: str
    total_amount: Decimal
    filing_date: date | None
    filing_reference: str | None
    payment_status: str
    risk_level: str


class Invoices:
    """The invoices of a sandbox."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(
        self,
        *,
        client_id: str | None = None,
        provider: str | None = None,
        payment_status: str | None = None,
        invoice_number: str | None = None,
        limit: int | None = None,
    ) -> list[Invoice]:
        """Those that fit, the latest made first; with `limit`, the first of them.

        Raises ValueError when without it there are more than `MOST`, rather than to leave some out in silence.
        """
        query = {
            "client_id": client_id,
            "provider": provider,
            "payment_status": payment_status,
            "invoice_number": invoice_number,
            "limit": MOST if limit is None else limit,
        }
        answer = self._route.call("GET", f"/invoices{query_text(query)}", parse_float=Decimal)
        total = answer["meta"]["total"]
        if limit is None and total > len(answer["items"]):
            raise ValueError(
                f"there are {total} invoices, and at most {MOST} are given at a time; "
                "ask for fewer with limit=, client_id=, payment_status= or invoice_number="
            )
        return [read(Invoice, item) for item in answer["items"]]

    def add(self, **fields: Any) -> Invoice:
        """Make an invoice as a provider would register it, in a state of choice.

        Beside the documented fields it takes `client_id` (whose invoice; the sandbox's own client's if left
        out), `payment_status` and `risk_level`. Money is best given as Decimal. Raises ControlError, which
        names each field that is missing or wrong.
        """
        return self._route.one(Invoice, "POST", "/invoices", fields, parse_float=Decimal)

    def get(self, invoice_id: str) -> Invoice:
        return self._route.one(Invoice, "GET", _path(invoice_id), parse_float=Decimal)

    def change(
        self, invoice_id: str, *, payment_status: str | None = None, risk_level: str | None = None
    ) -> Invoice:
        """Force a state, whatever the invoice's own rules say."""
        forced = given(payment_status=payment_status, risk_level=risk_level)
        return self._route.one(Invoice, "PATCH", _path(invoice_id), forced, parse_float=Decimal)

    def remove(self, invoice_id: str) -> None:
        """Take an invoice away, in any state."""
        self._route.call("DELETE", _path(invoice_id))


def _path(invoice_id: str) -> str:
    return f"/invoices/{segment(invoice_id)}"
