"""From a reply to the bytes and headers of an answer."""

from http import HTTPStatus
from typing import Final, NamedTuple

import msgspec

from mock_osigu.web.operation import Reply

Headers = list[tuple[str, str]]

json_bytes: Final = msgspec.json.Encoder(decimal_format="number").encode
# Python 3.13 renamed these four; an answer must not depend on the Python that makes it.
_STEADY: Final = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus} | _STEADY
_LINES: Final = {code: f"{code} {phrase}" for code, phrase in _PHRASES.items()}
BODILESS: Final = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class Answer(NamedTuple):
    """What WSGI sends: status line without the version, headers in their order, body."""

    status: int
    line: str
    headers: Headers
    body: bytes


def encode(reply: Reply) -> Answer:
    """A reply as it goes on the wire; field order is the value's own, and money keeps its two decimals."""
    body = reply.body
    if body is None:
        body = b""
    elif not isinstance(body, bytes):
        body = json_bytes(body)
    headers = [*reply.headers]
    if reply.status not in BODILESS:
        headers.append(("Content-Type", reply.content_type))
    return Answer(reply.status, status_line(reply.status), headers, body)


def status_line(status: int) -> str:
    return _LINES.get(status) or f"{status} {reason_phrase(status)}"


def reason_phrase(status: int) -> str:
    """The status in words; numbers that nobody registered are "Unknown"."""
    return _PHRASES.get(status, "Unknown")
