"""The control API from Python: one client for a server in this process and for one in a container.

It always speaks HTTP, needs the standard library alone and imports nothing else of this package.
"""

from mock_osigu.client.aio import Aio, in_thread
from mock_osigu.client.answers import (
    Client,
    ClockReading,
    Health,
    Invoice,
    IssuedToken,
    Operation,
    Payer,
    Sandbox,
    Snapshot,
    Token,
)
from mock_osigu.client.blocking import refuse_in_loop
from mock_osigu.client.cashouts import Cashout, CashoutInvoice, Cashouts
from mock_osigu.client.certificates import Certificate, CertificateKind, Certificates
from mock_osigu.client.clients import Clients
from mock_osigu.client.clock import Clock
from mock_osigu.client.control import ControlClient
from mock_osigu.client.eligibility import Eligibility, EligibilityRules
from mock_osigu.client.errors import ControlError, ControlUnreachable, FieldError
from mock_osigu.client.faults import Faults
from mock_osigu.client.filters import RequestFilters
from mock_osigu.client.invoices import Invoices
from mock_osigu.client.journal import (
    Difference,
    Explanation,
    JournalEntry,
    Message,
    NearMiss,
    RequestSummary,
    Verdict,
)
from mock_osigu.client.limits import Limit, Limits, RateLimits
from mock_osigu.client.options import ClientFields, Part, SandboxOptions, WorldOptions
from mock_osigu.client.payers import KnownPayer, PayerFields, Payers, Term
from mock_osigu.client.requests import Requests
from mock_osigu.client.rules import FaultOptions, FaultRule
from mock_osigu.client.sandboxes import Sandboxes, Snapshots
from mock_osigu.client.scenarios import Scenario, Scenarios
from mock_osigu.client.tokens import Tokens
from mock_osigu.client.webhooks import Attempt, Delivery, ModeName, ModeOptions, Signature, Webhook, Webhooks

__all__ = [
    "Aio",
    "Attempt",
    "Cashout",
    "CashoutInvoice",
    "Cashouts",
    "Certificate",
    "CertificateKind",
    "Certificates",
    "Client",
    "ClientFields",
    "Clients",
    "Clock",
    "ClockReading",
    "ControlClient",
    "ControlError",
    "ControlUnreachable",
    "Delivery",
    "Difference",
    "Eligibility",
    "EligibilityRules",
    "Explanation",
    "FaultOptions",
    "FaultRule",
    "Faults",
    "FieldError",
    "Health",
    "Invoice",
    "Invoices",
    "IssuedToken",
    "JournalEntry",
    "KnownPayer",
    "Limit",
    "Limits",
    "Message",
    "ModeName",
    "ModeOptions",
    "NearMiss",
    "Operation",
    "Part",
    "Payer",
    "PayerFields",
    "Payers",
    "RateLimits",
    "RequestFilters",
    "RequestSummary",
    "Requests",
    "Sandbox",
    "SandboxOptions",
    "Sandboxes",
    "Scenario",
    "Scenarios",
    "Signature",
    "Snapshot",
    "Snapshots",
    "Term",
    "Token",
    "Tokens",
    "Verdict",
    "Webhook",
    "Webhooks",
    "WorldOptions",
    "in_thread",
    "refuse_in_loop",
]
