"""A journal entry as it is shown: headers by their names, bodies as text, secrets masked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from mock_osigu.engine.journal import Entry
from mock_osigu.engine.masking import fingerprint, mask


class Message(msgspec.Struct, frozen=True):
    """Headers by name, and the body as text; None where there is none."""

    headers: dict[str, str]
    body: str | None


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. `token` is the fingerprint of the Bearer token; `truncated`: a body was cut for its size."""

    id: str
    seq: int
    at: datetime
    client_id: str | None
    token: str | None
    operation: str | None
    method: str
    path: str
    query: str
    status: int | None
    outcome: str
    duration_ms: float
    fault: str | None
    truncated: bool
    request: Message
    response: Message


def view(entry: Entry) -> EntryView:
    token = entry.token
    return EntryView(
        id=entry.id,
        seq=entry.seq,
        at=entry.at,
        client_id=entry.client_id,
        token=fingerprint(token) if token else None,
        operation=entry.operation or None,
        method=entry.method,
        path=mask(entry.path, token),
        query=mask(entry.query, token),
        status=entry.status,
        outcome=entry.outcome,
        duration_ms=0.0 if entry.outcome == "open" else round(entry.seconds * 1000, 3),
        fault=entry.fault,
        truncated=entry.cut,
        request=Message(
            _headers(((_name(name), value) for name, value in entry.request_headers.items()), token),
            _text(entry.request_body, token),
        ),
        response=Message(_headers(entry.response_headers, token), _text(entry.response_body, token)),
    )


def _headers(pairs: Iterable[tuple[str, str]], token: str) -> dict[str, str]:
    return {name: _header(name, value, token) for name, value in pairs}


def _header(name: str, value: str, token: str) -> str:
    if name.lower() in ("authorization", "proxy-authorization", "cookie"):
        scheme, space, rest = value.partition(" ")
        return f"{scheme}{space}{fingerprint(rest)}" if space else fingerprint(value)
    return mask(value, token)


def _name(variable: str) -> str:
    return "-".join(part.capitalize() for part in variable.removeprefix("HTTP_").split("_"))


def _text(body: bytes, token: str) -> str | None:
    return mask(body.decode("utf-8", "replace"), token) if body else None


def summary(entry: Entry) -> dict[str, Any]:
    """An entry in a line, for lists of near misses."""
    seen = view(entry)
    return {
        "id": seen.id,
        "seq": seen.seq,
        "method": seen.method,
        "path": seen.path,
        "client_id": seen.client_id,
        "operation": seen.operation,
        "status": seen.status,
        "outcome": seen.outcome,
    }
