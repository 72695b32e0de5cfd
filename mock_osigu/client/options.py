"""What may be said to the control API, as keyword arguments: an option that is left out is not sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias, TypedDict

Moment: TypeAlias = datetime | str
"""An aware datetime, or RFC 3339 text: `2026-01-01T00:00:00Z`."""

Part: TypeAlias = Literal["data", "tokens", "clock", "faults", "requests", "webhooks"]
"""What a reset can be limited to."""


class WorldOptions(TypedDict, total=False):
    """The options of a new start. `token_ttl` is in seconds; `scenario` is for the sandbox's own client."""

    token_ttl: int
    seed: int
    invoices: int
    freeze: Moment
    scenario: str | None


class SandboxOptions(WorldOptions, total=False):
    """`idle_seconds`: how long, in real time, an unused sandbox is kept (an hour)."""

    from_snapshot: str
    idle_seconds: float


class ClientFields(TypedDict, total=False):
    """What a client has beside its id. `token_ttl` is in seconds; None stands for the world's.

    `data_source` is where its provider's invoices come from; their risk level depends on it.
    """

    client_secret: str
    scopes: Sequence[str]
    provider_slug: str | None
    data_source: Literal["ERP", "RCM", "CLAIMS"]
    token_ttl: int | None
    scenario: str | None
