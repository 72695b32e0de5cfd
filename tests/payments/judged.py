"""Invoices registered and looked at by their status, and payers made known: for the tests of eligibility."""

from typing import Any

import requests

from payments.conftest import Caller
from payments.samples import batch, sample

STRANGER = {"country_code": "CO", "tax_id": "900-1"}


def register(call: Caller, number: str = "INV-1001", **changes: Any) -> dict[str, Any]:
    answer = call("POST", "/invoices", json=batch(sample(invoice_number=number, **changes)))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()[0]
    return made


def status(call: Caller, invoice: dict[str, Any]) -> str:
    seen: str = call.admin("GET", f"/invoices/{invoice['id']}").json()["payment_status"]
    return seen


def set_payer(call: Caller, path: str = "CO/900-1", **body: Any) -> requests.Response:
    return call.admin("PUT", f"/payers/{path}", json=body)


def paths(answer: requests.Response) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {each["path"] for each in answer.json()["errors"]}
