"""What is made to go wrong for the clients of `docs/what-clients-see.md`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

TIMEOUT_SECONDS: Final = 2.0
# The answer that is dripped has about 555 bytes: longer than the timeout, shorter than anyone's patience.
BODY_BYTES: Final = range(450, 800)
_DRIP: Final = {"drip_bytes_per_second": 200}


@dataclass(frozen=True)
class Effect:
    """One rule. Clients wait as long as it takes if `is_patient`, else `TIMEOUT_SECONDS`."""

    title: str
    effect: Mapping[str, Any]
    is_patient: bool = True
    times: int | None = None

    @property
    def rule(self) -> dict[str, Any]:
        """As it is posted, without what it matches."""
        return {"effect": self.effect} | ({} if self.times is None else {"times": self.times})


EFFECTS: Final = {
    "status": Effect("An error status", {"status": 503}),
    "expired": Effect("An expired token", {"token": "expired"}),
    "no-scope": Effect("A token without authority", {"token": "no_scope"}),
    "reset": Effect("A reset connection", {"connection": "reset"}),
    "reset-once": Effect("A reset connection, once", {"connection": "reset"}, times=1),
    "late-reset": Effect("A reset connection after a delay", {"delay_seconds": 0.2, "connection": "reset"}),
    "close": Effect("A connection closed without an answer", {"connection": "close"}),
    "hang": Effect("A connection that hangs", {"connection": "hang"}, is_patient=False),
    "delay": Effect("A delay beyond the timeout", {"delay_seconds": 30}, is_patient=False),
    "drip": Effect("A body that drips for longer than the timeout", _DRIP, is_patient=False),
    "truncated": Effect("A body shorter than announced", {"damage": "truncated"}),
    "drip-truncated": Effect("A body that drips and then breaks off", {**_DRIP, "damage": "truncated"}),
    "malformed": Effect("Malformed JSON", {"damage": "malformed"}),
    "drip-malformed": Effect("Malformed JSON that drips", {**_DRIP, "damage": "malformed"}),
    "empty": Effect("No body", {"damage": "empty"}),
    "html": Effect("A page instead of JSON", {"damage": "html"}),
    "content-type": Effect("JSON that says it is text", {"damage": "content_type"}),
}


def path(name: str, client: str) -> str:
    """Where a client asks for an effect."""
    return f"/v1/invoices?size=1&effect={name}&by={client}"
