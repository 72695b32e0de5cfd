"""Fault rules: what they are made of, as keyword arguments, and as the server shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypedDict

from mock_osigu.client.options import Moment
from mock_osigu.client.wire import encode


class FaultOptions(TypedDict, total=False):
    """A fault rule in one row of keyword arguments: which requests, what happens to them, how often.

    Which: `operation` (an id, or `api` for all that take a token), `method`, `path` (exact or with `*`, without the
    query), `client_id`, `header` and `query` (values by name). None of them: every operation of Osigu's.

    What: `status` with `body` and `headers`; `delay_seconds` and up to `jitter_seconds` more, in real time; `token`
    as it looks when used; `connection`; `damage` to the body; `drip_bytes_per_second`.

    How often: `after` so many matches, `times` (None: always), with `probability` from 0 to 1, `until` a time on the
    sandbox's clock; `per` "token" counts for each token apart.
    """

    operation: str
    method: str
    path: str
    client_id: str
    header: Mapping[str, str]
    query: Mapping[str, str]
    status: int
    body: Any
    headers: Mapping[str, str]
    delay_seconds: float
    jitter_seconds: float
    token: Literal["expired", "revoked", "no_scope"]
    connection: Literal["reset", "close", "hang"]
    damage: Literal["truncated", "malformed", "empty", "html", "content_type"]
    drip_bytes_per_second: float
    after: int
    times: int | None
    probability: float
    until: Moment
    per: Literal["token"]


MATCH: Final = ("operation", "method", "path", "client_id", "header", "query")
EFFECT: Final = (
    "status",
    "body",
    "headers",
    "delay_seconds",
    "jitter_seconds",
    "token",
    "connection",
    "damage",
    "drip_bytes_per_second",
)
OFTEN: Final = ("after", "times", "probability", "until", "per")
_ANSWERS: Final = frozenset(EFFECT) - {"body", "headers"}


@dataclass(frozen=True, kw_only=True, repr=False)
class FaultRule:
    """A rule, how many requests it has matched, and how many of them it has hit."""

    id: str
    match: Mapping[str, Any]
    effect: Mapping[str, Any]
    after: int
    times: int | None
    probability: float
    until: datetime | None = field(default=None, metadata={"read": datetime.fromisoformat})
    per: str | None = None
    matched: int
    hits: int

    @property
    def line(self) -> str:
        """`fault-1: status 503 for path /v1/invoices, times 1`, for a person."""
        where = _in_words(self.match) or "every operation"
        often = _in_words({name: getattr(self, name) for name in OFTEN if self._is_said(name)})
        return f"{self.id}: {_in_words(self.effect)} for {where}" + (f"; {often}" if often else "")

    def _is_said(self, name: str) -> bool:
        return bool(getattr(self, name) != {"after": 0, "probability": 1}.get(name))

    def __repr__(self) -> str:
        return f"<{self.line}; matched {self.matched}, hit {self.hits}>"


def rule_of(
    caller: str, match: Mapping[str, Any] | None, effect: Mapping[str, Any] | None, options: Mapping[str, Any]
) -> dict[str, Any]:
    """The rule as the control API takes it. Raises TypeError for a keyword that is none."""
    for name in options:
        if name not in FaultOptions.__annotations__:
            raise TypeError(f"{caller}() does not know {name}=; {_advice(name)}")
    if "method" in options:
        options = {**options, "method": str(options["method"]).upper()}
    return {
        "match": {**(match or {}), **_part(options, MATCH)},
        "effect": {**(effect or {}), **_part(options, EFFECT)},
        **_part(options, OFTEN),
    }


def answers_by_itself(options: Mapping[str, Any]) -> bool:
    """Whether the keywords say what happens; a body or headers alone are for a status that is not said."""
    return not _ANSWERS.isdisjoint(options)


def _part(options: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: options[name] for name in names if name in options}


def _advice(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for a mistake alone

    near = get_close_matches(name, FaultOptions.__annotations__, 1)
    if near:
        return f"did you mean {near[0]}= ?"
    return f"it takes {', '.join(f'{each}=' for each in (*MATCH, *EFFECT, *OFTEN))}"


def _in_words(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in values.items())


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else encode(value)
