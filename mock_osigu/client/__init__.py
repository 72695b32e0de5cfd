"""The control API from Python: one client for a server in this process and for one in a container.

It always speaks HTTP, needs the standard library alone and imports nothing else of this package. Each name is loaded
with its first use (PEP 562): a test that moves the clock does not pay for webhooks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_osigu.client.about import Health, Operation
    from mock_osigu.client.aio import Aio, in_thread
    from mock_osigu.client.blocking import refuse_in_loop
    from mock_osigu.client.cashouts import Cashout, CashoutInvoice, Cashouts
    from mock_osigu.client.certificates import Certificate, CertificateKind, Certificates
    from mock_osigu.client.clients import Client, Clients
    from mock_osigu.client.clock import Clock, ClockReading
    from mock_osigu.client.control import ControlClient
    from mock_osigu.client.eligibility import Eligibility, EligibilityRules
    from mock_osigu.client.errors import ControlError, ControlUnreachable, FieldError
    from mock_osigu.client.faults import Faults
    from mock_osigu.client.filters import RequestFilters
    from mock_osigu.client.invoices import Invoice, Invoices, Payer
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
    from mock_osigu.client.sandboxes import Sandbox, Sandboxes, Snapshot, Snapshots
    from mock_osigu.client.scenarios import Scenario, Scenarios
    from mock_osigu.client.tokens import IssuedToken, Token, Tokens
    from mock_osigu.client.webhooks import (
        Attempt,
        Delivery,
        ModeName,
        ModeOptions,
        Signature,
        Webhook,
        Webhooks,
    )

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

_MODULES = {
    "aio": ("Aio", "in_thread"),
    "about": ("Health", "Operation"),
    "blocking": ("refuse_in_loop",),
    "cashouts": ("Cashout", "CashoutInvoice", "Cashouts"),
    "certificates": ("Certificate", "CertificateKind", "Certificates"),
    "clients": ("Client", "Clients"),
    "clock": ("Clock", "ClockReading"),
    "control": ("ControlClient",),
    "eligibility": ("Eligibility", "EligibilityRules"),
    "errors": ("ControlError", "ControlUnreachable", "FieldError"),
    "faults": ("Faults",),
    "filters": ("RequestFilters",),
    "invoices": ("Invoice", "Invoices", "Payer"),
    "journal": (
        "Difference",
        "Explanation",
        "JournalEntry",
        "Message",
        "NearMiss",
        "RequestSummary",
        "Verdict",
    ),
    "limits": ("Limit", "Limits", "RateLimits"),
    "options": ("ClientFields", "Part", "SandboxOptions", "WorldOptions"),
    "payers": ("KnownPayer", "PayerFields", "Payers", "Term"),
    "requests": ("Requests",),
    "rules": ("FaultOptions", "FaultRule"),
    "sandboxes": ("Sandbox", "Sandboxes", "Snapshot", "Snapshots"),
    "scenarios": ("Scenario", "Scenarios"),
    "tokens": ("IssuedToken", "Token", "Tokens"),
    "webhooks": ("Attempt", "Delivery", "ModeName", "ModeOptions", "Signature", "Webhook", "Webhooks"),
}


_HOMES = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # else a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        try:
            home = _HOMES[name]
        except KeyError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
