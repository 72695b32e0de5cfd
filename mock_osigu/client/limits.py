"""Osigu's rate limits, or others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_osigu.client.answers import read
from mock_osigu.client.route import Route, given


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most so many requests of one client in any minute, and in any second; None: no limit."""

    per_minute: int | None = None
    per_second: int | None = None


def _limit(answer: Mapping[str, Any]) -> Limit:
    return read(Limit, answer)


@dataclass(frozen=True, kw_only=True)
class RateLimits:
    """The limits in force, by product."""

    oauth: Limit = field(metadata={"read": _limit})
    payments: Limit = field(metadata={"read": _limit})


def _body(product: str, limit: Any) -> Mapping[str, Any] | None:
    if limit is None:
        return None
    if not isinstance(limit, Limit):
        example = limit if type(limit) is int else 60
        raise TypeError(
            f"limits.set({product}={limit!r}): valid is a Limit, as Limit(per_minute={example}) or "
            f"Limit(per_second={example}), or None for no limit"
        )
    return given(**vars(limit))


class Limits:
    """The rate limits of a sandbox, on its clock. Off at the start, unless its world enforces Osigu's own."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def get(self) -> RateLimits:
        return self._route.one(RateLimits, "GET", "/limits")

    def set(self, *, oauth: Limit | None = None, payments: Limit | None = None) -> RateLimits:
        """Enforce these from now on; a product that is left out has none. Raises TypeError for what is no Limit."""
        body = given(oauth=_body("oauth", oauth), payments=_body("payments", payments))
        return self._route.one(RateLimits, "PUT", "/limits", body)

    def clear(self) -> None:
        """Enforce none."""
        self._route.call("DELETE", "/limits")
