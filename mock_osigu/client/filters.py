"""Which requests of a journal are meant, as keyword arguments and in words."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, TypedDict

from mock_osigu.client.options import Moment


class RequestFilters(TypedDict, total=False):
    """Requests that all of this holds for; without any, every one.

    `path` is without the query, exact or with `*` for anything; `since` a time on the sandbox's clock, inclusive;
    `after` a `seq`.
    """

    method: str
    path: str
    client_id: str
    operation: str
    status: int
    outcome: Literal["open", "sent", "reset", "closed", "gave_up"]
    since: Moment
    after: int


Step: TypeAlias = RequestFilters | str
"""One request of an order: filters, or in short `GET /v1/invoices`, `/v1/invoices`, `invoices.list`."""


def as_filters(step: Step) -> Mapping[str, Any]:
    """The filters of a step. Raises ValueError for a text that says nothing."""
    if not isinstance(step, str):
        return step
    first, _, rest = step.strip().partition(" ")
    if not first:
        raise ValueError("an empty text names no request; write it as 'GET /v1/invoices'")
    if rest:
        return {"method": first, "path": rest.strip()}
    return {"path": first} if first.startswith(("/", "*")) else {"operation": first}


def in_words(filters: Mapping[str, Any]) -> str:
    """`POST /v1/invoices with status 201`, or `any`."""
    head = " ".join(str(filters[name]) for name in ("method", "path") if name in filters)
    rest = [f"{name} {value}" for name, value in filters.items() if name not in ("method", "path")]
    tail = f"with {', '.join(rest)}" if rest else ""
    return " ".join(part for part in (head or "any", tail) if part)
