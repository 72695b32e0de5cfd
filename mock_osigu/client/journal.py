"""What the journal tells of requests, as values whose repr is one readable line. Secrets come masked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from mock_osigu.client.answers import read

_LONGEST_QUERY: Final = 80
_ENDINGS: Final = {
    "open": "still open",
    "sent": "no status",
    "reset": "connection reset",
    "closed": "connection closed",
    "gave_up": "the client gave up",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class RequestSummary:
    """An exchange in a line. `seq` numbers the requests of a server in the order of their arrival.

    `status` is None until the answer is known, or where the connection was broken instead. `outcome` is one of
    open, sent, reset, closed, gave_up.
    """

    id: str
    seq: int
    method: str
    path: str
    client_id: str | None
    operation: str | None
    status: int | None
    outcome: str

    @property
    def line(self) -> str:
        """`#3 GET /v1/invoices -> 401`, for a person."""
        return f"#{self.seq} {self.method} {self.path}{self._asked} -> {self._ending}{self._more}"

    def __repr__(self) -> str:
        return f"<{self.line}>"

    @property
    def _ending(self) -> str:
        end = _ENDINGS.get(self.outcome, self.outcome)
        if self.status is None:
            return end
        return str(self.status) if self.outcome == "sent" else f"{self.status}, {end}"

    @property
    def _asked(self) -> str:
        return ""

    @property
    def _more(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """Headers by name, and the body as text; None where there is none."""

    headers: Mapping[str, str]
    body: str | None

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    def json(self) -> Any:
        """The body as JSON, with exact money: numbers with a point are Decimal. Raises ValueError for none."""
        if self.body is None:
            raise ValueError("there is no body")
        return json.loads(self.body, parse_float=Decimal)


def _message(answer: Mapping[str, Any]) -> Message:
    return read(Message, answer)


@dataclass(frozen=True, kw_only=True, repr=False)
class JournalEntry(RequestSummary):
    """One exchange: who asked for what and when, on the sandbox's clock, and what was answered.

    `token` is the fingerprint of the Bearer token, `fault` the rules that changed the answer, `duration_ms` the
    server's own time. `truncated`: a body was cut for its size.
    """

    at: datetime = field(metadata={"read": datetime.fromisoformat})
    query: str
    duration_ms: float
    fault: str | None
    request: Message = field(metadata={"read": _message})
    response: Message = field(metadata={"read": _message})
    token: str | None = None
    truncated: bool = False

    @property
    def _asked(self) -> str:
        cut = len(self.query) > _LONGEST_QUERY
        return f"?{self.query[:_LONGEST_QUERY]}{'…' if cut else ''}" if self.query else ""

    @property
    def _more(self) -> str:
        took = "" if self.outcome == "open" else f" in {self.duration_ms:.1f} ms"
        return f"{took} by {self.fault}" if self.fault else took


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why an answer was what it was: `because` in sentences; `instead`, the nearest good request, if it was bad.

    `client`, `token` and `faults` are what the mock knows of them now; `clock` the times that count.
    """

    id: str
    status: int | None
    outcome: str
    sandbox: str
    because: tuple[str, ...] = field(metadata={"read": tuple})
    instead: str | None
    client: Mapping[str, Any] | None
    token: Mapping[str, Any] | None
    faults: tuple[Any, ...] = field(metadata={"read": tuple})
    clock: Mapping[str, Any]

    def __str__(self) -> str:
        advice = (f"A good request would be: {self.instead}",) if self.instead else ()
        return "\n".join((*self.because, *advice))


class Difference(NamedTuple):
    """One field in which a request is not what was wanted."""

    field: str
    wanted: str
    seen: str | None


def _differences(answer: Sequence[Any]) -> tuple[Difference, ...]:
    """By name or, as some servers write them, in their order."""
    return tuple(Difference(**each) if isinstance(each, Mapping) else Difference(*each) for each in answer)


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """A request that came near what was wanted, and in what it differs."""

    request: RequestSummary = field(metadata={"read": lambda answer: read(RequestSummary, answer)})
    differs: tuple[Difference, ...] = field(metadata={"read": _differences})


def _summaries(answer: list[Mapping[str, Any]]) -> tuple[RequestSummary, ...]:
    return tuple(read(RequestSummary, each) for each in answer)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether what was wanted has come: `matched` so often, or, for an order, so far.

    Where it is not `ok`, `near_misses` are the nearest requests, and `seen` those that match, or for an order all.
    """

    matched: int
    ok: bool
    near_misses: tuple[NearMiss, ...] = field(
        metadata={"read": lambda found: tuple(read(NearMiss, each) for each in found)}
    )
    seen: tuple[RequestSummary, ...] = field(default=(), metadata={"read": _summaries})


@dataclass(frozen=True, kw_only=True)
class Waited:
    """What a wait ended with: whether it came, or stayed away, in time; how many match, and the newest of them."""

    ok: bool
    matched: int
    items: tuple[JournalEntry, ...] = field(
        metadata={"read": lambda found: tuple(read(JournalEntry, each) for each in reversed(found))}
    )
