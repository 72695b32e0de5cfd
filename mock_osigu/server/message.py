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
