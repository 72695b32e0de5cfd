"""A journal entry as it is shown: headers by their names, bodies as text, secrets masked."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from mock_osigu.engine.journal import Entry
from mock_osigu.engine.masking import fingerprint, mask, maskable
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.authorization import read_authorization

Hide = Callable[[str], str]

_CREDENTIALS: Final = ("authorization", "proxy-authorization")
_SECRETS: Final = ("cookie", "x-api-key")
_LONGEST_WORD: Final = 2000


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


class EntrySummary(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange in a line."""

    id: str
    seq: int
    method: str
    path: str
    client_id: str | None
    operation: str | None
    status: int | None
    outcome: str


def view(entry: Entry, registry: Sandboxes) -> EntryView:
    hide = hiding(entry, registry)
    return EntryView(
        id=entry.id,
        seq=entry.seq,
        at=entry.at,
        client_id=None if entry.client_id is None else hide(entry.client_id),
        token=fingerprint(entry.token) if entry.token else None,
        operation=entry.operation or None,
        method=entry.method,
        path=hide(entry.path),
        query=hide(entry.query),
        status=entry.status,
        outcome=entry.outcome,
        duration_ms=0.0 if entry.outcome == "open" else round(entry.seconds * 1000, 3),
        fault=entry.fault,
        truncated=entry.cut,
        request=Message(
            headers_by_name(entry.request_headers, hide), _text(entry.request_body, hide, cut=entry.cut)
        ),
        response=Message(
            _headers(entry.response_headers, hide), _text(entry.response_body, hide, cut=entry.cut)
        ),
    )


def summary(entry: Entry, registry: Sandboxes) -> EntrySummary:
    hide = hiding(entry, registry)
    return EntrySummary(
        id=entry.id,
        seq=entry.seq,
        method=entry.method,
        path=hide(entry.path),
        client_id=None if entry.client_id is None else hide(entry.client_id),
        operation=entry.operation or None,
        status=entry.status,
        outcome=entry.outcome,
    )


def hiding(entry: Entry, registry: Sandboxes) -> Hide:
    """What masks every secret in a text of this exchange.

    Its own, those that its sandbox's clients have or had, also as Basic values, that of the control API, and every
    token that the server has issued.
    """
    pairs = read_authorization(entry.request_headers.get("HTTP_AUTHORIZATION")).pairs
    pairs += registry.get(entry.sandbox_id).clients.pairs()
    secrets = [entry.token, registry.settings.control_token]
    secrets += [secret for pair in pairs for secret in (pair[1], _basic(*pair))]
    return partial(
        mask, secrets=maskable(secrets), is_token=lambda value: registry.holder_of_token(value) is not None
    )


def headers_by_name(variables: Mapping[str, str], hide: Hide) -> dict[str, str]:
    """WSGI's variables as headers."""
    return _headers(((_name(variable), value) for variable, value in variables.items()), hide)


def _headers(pairs: Iterable[tuple[str, str]], hide: Hide) -> dict[str, str]:
    return {name: _header(name.lower(), value, hide) for name, value in pairs}


def _header(name: str, value: str, hide: Hide) -> str:
    if name in _CREDENTIALS:
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {fingerprint(rest.strip())}" if space else fingerprint(value)
    return fingerprint(value) if name in _SECRETS else hide(value)


def _name(variable: str) -> str:
    return "-".join(part.capitalize() for part in variable.removeprefix("HTTP_").split("_"))


def _text(body: bytes, hide: Hide, *, cut: bool = False) -> str | None:
    """A body in words; of one that was cut, the last word goes, which may be most of a token."""
    if not body:
        return None
    text = body.decode("utf-8", "replace")
    return hide(_without_last_word(text) if cut else text)


def _without_last_word(text: str) -> str:
    end = max(text.rfind(sign, max(0, len(text) - _LONGEST_WORD)) for sign in ' \t\r\n"')
    return text[: end + 1] if end >= 0 else text[:-_LONGEST_WORD]


def _basic(client_id: str, secret: str) -> str:
    return b64encode(f"{client_id}:{secret}".encode("utf-8", "surrogatepass")).decode()
