"""Requests as bytes, and answers read from a socket: what no HTTP client of Python can be made to send."""

import base64
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import msgspec

SECONDS = 10.0

Pair = tuple[str, str]

EXAMPLE: Pair = ("cossen-osigu-service", "base64secretkey")
DASHED: Pair = ("a-b_c", "s-e_c.r~et")
RESERVED: Pair = ("c id+", "p:w d/+%&")
ACCENTED: Pair = ("josé", "contraseña")
CLIENTS = (EXAMPLE, DASHED, RESERVED, ACCENTED)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


def as_it_is(pair: Pair, encoding: str = "utf-8") -> str:
    """The credentials of RFC 7617: `id:secret` in Base64."""
    return base64.b64encode(":".join(pair).encode(encoding)).decode()


def as_latin_1(pair: Pair) -> str:
    return as_it_is(pair, "latin-1")


def as_form(pair: Pair) -> str:
    """Form-encoded before Base64 (RFC 6749 §2.3.1), a space as a plus."""
    return as_it_is((quote_plus(pair[0], safe=""), quote_plus(pair[1], safe="")))


def as_escapes(pair: Pair) -> str:
    """Form-encoded with everything but letters and digits as an escape: `a%2Db%5Fc`."""
    return as_it_is((_escaped(pair[0]), _escaped(pair[1])))


def _escaped(text: str) -> str:
    kept = {"-": "%2D", "_": "%5F", ".": "%2E", "~": "%7E"}
    return "".join(kept.get(character, character) for character in quote(text, safe=""))


def exchange(url: str, packets: Sequence[bytes], *, method: str = "POST", wait: bool = False) -> Answer:
    """Sends the packets on a connection of their own and gives the final answer.

    With `wait` all but the first packet are held back until the server says 100 Continue (RFC 9110 §10.1.1).
    """
    where = urlsplit(url)
    assert where.hostname is not None
    with socket.create_connection((where.hostname, where.port or 80), SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(packets[0])
        if wait:
            _await_continue(connection)
        for packet in packets[1:]:
            connection.sendall(packet)
        answer = HTTPResponse(connection, method=method)
        answer.begin()
        return Answer(answer.status, answer.msg, answer.read())


def _await_continue(connection: socket.socket) -> None:
    seen = b""
    while not seen.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, f"closed after {seen!r}"
        seen += byte
    assert seen.startswith(b"HTTP/1.1 100 "), seen
