"""The control API from Python: one client for a server in this process and for one in a container.

It always speaks HTTP, needs the standard library alone and imports nothing else of this package.
"""

from mock_osigu.client.answers import (
    Client,
    ClockReading,
    Health,
    Invoice,
    IssuedToken,
    Operation,
    Payer,
    Sandbox,
    Scenario,
    Snapshot,
    Token,
)
from mock_osigu.client.clients import Clients
from mock_osigu.client.clock import Clock
from mock_osigu.client.control import ControlClient
from mock_osigu.client.errors import ControlError, ControlUnreachable, FieldError
from mock_osigu.client.invoices import Invoices
from mock_osigu.client.options import ClientFields, Part, SandboxOptions, WorldOptions
from mock_osigu.client.sandboxes import Sandboxes, Snapshots
from mock_osigu.client.tokens import Tokens

__all__ = [
    "Client",
    "ClientFields",
    "Clients",
    "Clock",
    "ClockReading",
    "ControlClient",
    "ControlError",
    "ControlUnreachable",
    "FieldError",
    "Health",
    "Invoice",
    "Invoices",
    "IssuedToken",
    "Operation",
    "Part",
    "Payer",
    "Sandbox",
    "SandboxOptions",
    "Sandboxes",
    "Scenario",
    "Snapshot",
    "Snapshots",
    "Token",
    "Tokens",
    "WorldOptions",
]
