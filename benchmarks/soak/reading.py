"""What a client of the soak reads in bytes that came: where an answer ends, its status, and what its JSON tells."""

import base64
from collections.abc import Callable
from typing import Any, Final, NamedTuple

Reader = Callable[[Any], str]
"""From an answer's JSON to what a later request needs of it. Raises KeyError, IndexError or TypeError."""

_BLANK: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class Answer(NamedTuple):
    """`status` is 0 where the connection ended first; `text` is then empty."""

    status: int
    text: bytes


def at(*path: str | int) -> Reader:
    """The value at a place: `at("content", 0, "id")`."""

    def read(value: Any) -> str:
        for part in path:
            value = value[part]
        return str(value)

    return read


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def basic_of(made: Any) -> str:
    """The Authorization header of a new sandbox's client."""
    return basic(made["client_id"], made["client_secret"])


def split(received: bytearray) -> tuple[bytes, bytes] | None:
    """Head and body of a message that came whole, taken out of `received`; None where more is to come.

    Every message here has a Content-Length, or no body.
    """
    end = received.find(_BLANK)
    if end < 0:
        return None
    head = bytes(received[:end])
    begin = end + len(_BLANK)
    _, found, after = head.lower().partition(_LENGTH)
    length = int(after.partition(b"\r\n")[0]) if found else 0
    if len(received) < begin + length:
        return None
    body = bytes(received[begin : begin + length])
    del received[: begin + length]
    return head, body


def status_of(head: bytes) -> int:
    """`HTTP/1.1 200 OK` is 200."""
    return int(head[9:12])
