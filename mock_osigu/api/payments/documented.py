"""What several operations document: the sample invoice, and what can be wrong with a body."""

from typing import Any, Final

from mock_osigu.core.errors import PayloadTooLarge, Unprocessable, UnsupportedMediaType
from mock_osigu.web.body import MalformedJson

CONTROL_BODY_ERRORS: Final = (MalformedJson, PayloadTooLarge, Unprocessable)
BODY_ERRORS: Final = (*CONTROL_BODY_ERRORS, UnsupportedMediaType)

# the invoice of docs/invoice-registration
SAMPLE: Final[dict[str, Any]] = {
    "invoice_number": "INV-1001",
    "issue_date": "2024-06-01",
    "payer": {"country_code": "US", "tax_id": "123456789"},
    "currency_code": "USD",
    "total_amount": 1500.00,
    "filing_date": "2024-06-05",
    "filing_reference": "REF123456",
}

# What the pages say of its answer; the id and the risk level are ours.
REGISTERED: Final[dict[str, Any]] = {
    "id": "3f0e6c1a-5b7d-4c52-9a0e-2d6b8f1c4e77",
    "invoice_number": "INV-1001",
    "payment_status": "PENDING",
    "risk_level": "MEDIUM",
}
