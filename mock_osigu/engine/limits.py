"""Osigu's documented rate limits, on the sandbox's clock; off unless the world enforces them.

The numbers are DOCUMENTED (rate-limits-best-practices; obtaining-tokens), what happens beyond them is not: 429 is,
for Payments; the window's form, the body and Retry-After are INVENTED.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mock_osigu.core.clock import Clock
from mock_osigu.core.collection import Collection
from mock_osigu.core.errors import TooManyRequests
from mock_osigu.core.store import Store
from mock_osigu.engine.world import WORLD

Requests = Annotated[int, Meta(ge=1, le=1_000_000)]


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most so many requests of one client in any minute, and in any second; None: no limit."""

    per_minute: Requests | None = None
    per_second: Requests | None = None


DOCUMENTED: Final = {
    "oauth": Limit(per_minute=10),
    "payments": Limit(per_minute=60, per_second=10),
}


class Window(msgspec.Struct, frozen=True):
    """When a client's requests of the last minute came."""

    product: str
    client_id: str
    times: tuple[datetime, ...]


class LimitTable(msgspec.Struct, frozen=True):
    """The limits that a sandbox enforces, by product."""

    by_product: dict[str, Limit]


def _window_key(window: Window) -> tuple[str, str]:
    return window.product, window.client_id


def _the_only(_: LimitTable) -> str:
    return "limits"


WINDOWS: Final = Collection("limit_windows", Window, key=_window_key, part="faults")
LIMITS: Final = Collection("limits", LimitTable, key=_the_only, part="faults")
_SPANS: Final = (
    ("per_second", timedelta(seconds=1), "second"),
    ("per_minute", timedelta(minutes=1), "minute"),
)


class Limits:
    """The rate limits of one sandbox: its own, or the documented ones while its world enforces limits."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def current(self) -> dict[str, Limit]:
        """The limits in force, by product; empty: none."""
        own = self._store.get(LIMITS, "limits")
        if own is not None:
            return own.by_product
        world = self._store.get(WORLD, "world")
        assert world is not None
        return DOCUMENTED if world.enforce_limits else {}

    def set(self, limits: dict[str, Limit] | None) -> None:
        """Enforce these instead of the world's; None goes back to the world's."""
        with self._store.transaction() as tx:
            for window in tx.all(WINDOWS):
                tx.delete(WINDOWS, _window_key(window))
            if limits is None:
                tx.delete(LIMITS, "limits")
            else:
                tx.put(LIMITS, LimitTable(limits))

    def count(self, product: str, client_id: str) -> None:
        """Count a request. Raises TooManyRequests beyond a limit; a refused request does not count."""
        limit = self.current().get(product)
        if limit is None:
            return
        now = self._clock.now()
        with self._store.transaction() as tx:
            window = tx.get(WINDOWS, (product, client_id))
            recent = tuple(t for t in window.times if now - timedelta(minutes=1) < t <= now) if window else ()
            for name, span, word in _SPANS:
                allowed = getattr(limit, name)
                inside = [t for t in recent if t > now - span]
                if allowed is not None and len(inside) >= allowed:
                    free = inside[-allowed] + span - now
                    raise TooManyRequests(
                        f"Rate limit of {allowed} requests a {word} exceeded (enforced by mock-osigu)",
                        max(1, ceil(free.total_seconds())),
                    )
            tx.put(WINDOWS, Window(product, client_id, (*recent, now)))
