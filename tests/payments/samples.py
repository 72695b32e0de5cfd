"""The documented invoice, variants of it, and a service with a store of its own."""

import json
from datetime import UTC, datetime
from typing import Any

from mock_osigu.api.payments.model import Draft, Invoice
from mock_osigu.api.payments.service import Invoices
from mock_osigu.api.payments.wire import drafts
from mock_osigu.core.store import Store
from mock_osigu.engine.world import World

PROVIDER = "clinic"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REQUIRED = ("invoice_number", "issue_date", "payer", "currency_code", "total_amount")


def sample(**changes: Any) -> dict[str, Any]:
    """The invoice of the documentation, as JSON values, with some fields changed."""
    return {
        "issue_date": "2024-06-01",
        "payer": {"country_code": "US", "tax_id": "123456789"},
        "currency_code": "USD",
        "invoice_number": "INV-1001",
        "total_amount": 1500,
        "filing_date": "2024-06-05",
        "filing_reference": "REF123456",
    } | changes


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in sample().items() if name not in names}


def batch(*invoices: Any) -> dict[str, Any]:
    return {"invoices": list(invoices)}


def draft(**changes: Any) -> Draft:
    return drafts(batch(sample(**changes)))[0]


def numbered(count: int, prefix: str = "N") -> list[Draft]:
    return [draft(invoice_number=f"{prefix}{position}") for position in range(count)]


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def invoices(*, count: int = 0, seed: int = 0, locale: str = "es_CO") -> Invoices:
    """A service over an empty store; each provider starts with `count` synthetic invoices."""
    world = World(
        token_ttl=60, token_format="uuid", token_reuse=False, seed=seed, locale=locale, invoices=count
    )
    return Invoices(Store(), lambda: world, lambda: NOW)


def registered(service: Invoices, provider: str = PROVIDER, **changes: Any) -> Invoice:
    (invoice,) = service.register(provider, [draft(**changes)])
    return invoice
