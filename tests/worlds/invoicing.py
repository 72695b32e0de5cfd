"""The invoices of a world, seen through a token of it."""

import json
from typing import Any

from support import Running, bearer

SAMPLE = {
    "invoice_number": "ISO-1",
    "issue_date": "2024-06-05",
    "due_date": "2024-07-05",
    "payer": {"country_code": "US", "tax_id": "123456789"},
    "currency_code": "USD",
    "total_amount": 1500,
}


def register(live: Running, token: str, number: str = "ISO-1") -> str:
    """Register an invoice; give its id."""
    body = json.dumps({"invoices": [{**SAMPLE, "invoice_number": number}]}).encode()
    answer = live.send("POST", "/v1/invoices", bearer(token), body=body)
    assert answer.status == 201, answer.text
    made: str = answer.json()[0]["id"]
    return made


def listed(live: Running, token: str) -> list[str]:
    content: list[dict[str, Any]] = live.send("GET", "/v1/invoices?size=100", bearer(token)).json()["content"]
    return [invoice["id"] for invoice in content]
