"""What the parser hands on: a request to serve, or the reason why there is none."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class Request:
    """A whole request: its part of the WSGI environ, which is not to be changed, and its body in memory.

    `path` is the target without its query, as sent.
    """

    __slots__ = ("body", "close", "environ", "method", "path", "too_large", "version")

    def __init__(
        self, method: str, path: str, version: str, environ: Mapping[str, Any], body: bytes = b""
    ) -> None:
        self.method = method
        self.path = path
        self.version = version
        self.environ = environ
        self.body = body
        self.too_large = False
        self.close = False

    def again(self) -> "Request":
        """Make the request that the same bytes are when they come once more, on a connection that goes on."""
        return Request(self.method, self.path, self.version, self.environ, self.body)


class Refusal(Exception):
    """The server's own answer to what is no good HTTP request; the connection ends with it."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.method = "-"
        self.path = "-"


def check(version: str, headers: Mapping[str, str]) -> None:
    """Refuse what llhttp lets pass and RFC 9112 (2.3, 3.2, 6.1) does not; `headers` are WSGI variables."""
    if version not in ("1.1", "1.0"):
        raise Refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
    host = headers.get("HTTP_HOST")
    if host is None and version == "1.1":
        raise Refusal(HTTPStatus.BAD_REQUEST, "The Host header is missing.")
    if host is not None and "," in host:
        raise Refusal(HTTPStatus.BAD_REQUEST, "There is more than one Host.")
    coding = headers.get("HTTP_TRANSFER_ENCODING")
    if coding is None:
        return
    if version == "1.0":
        raise Refusal(HTTPStatus.BAD_REQUEST, "HTTP/1.0 has no Transfer-Encoding.")
    if coding.lower() != "chunked":
        raise Refusal(HTTPStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding known is chunked.")
