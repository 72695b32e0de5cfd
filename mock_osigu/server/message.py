"""What the parser hands on: a request to serve, or the reason why there is none."""

from collections.abc import Mapping
from http import HTTPStatus


class Request:
    """A whole request: its headers as WSGI variables, its body in memory."""

    __slots__ = ("body", "close", "method", "target", "too_large", "variables", "version")

    def __init__(self, method: str, target: str, version: str, variables: Mapping[str, str]) -> None:
        self.method = method
        self.target = target
        self.version = version
        self.variables = variables
        self.body = b""
        self.too_large = False
        self.close = False

    @property
    def path(self) -> str:
        """The target without its query, as sent."""
        return self.target.partition("?")[0]


class Refusal(Exception):
    """The server's own answer to what is no good HTTP request; the connection ends with it."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.method = "-"
        self.path = "-"


def check(request: Request) -> None:
    """Refuse what llhttp lets pass and RFC 9112 (2.3, 3.2, 6.1) does not."""
    headers = request.variables
    if request.version not in ("1.1", "1.0"):
        raise Refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
    host = headers.get("HTTP_HOST")
    if host is None and request.version == "1.1":
        raise Refusal(HTTPStatus.BAD_REQUEST, "The Host header is missing.")
    if host is not None and "," in host:
        raise Refusal(HTTPStatus.BAD_REQUEST, "There is more than one Host.")
    coding = headers.get("HTTP_TRANSFER_ENCODING")
    if coding is None:
        return
    if request.version == "1.0":
        raise Refusal(HTTPStatus.BAD_REQUEST, "HTTP/1.0 has no Transfer-Encoding.")
    if coding.lower() != "chunked":
        raise Refusal(HTTPStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding known is chunked.")
