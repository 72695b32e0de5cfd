"""What can go wrong between a test and the control API.

ControlError          the server said no: its status, its words, every bad field
ControlUnreachable    the server said nothing; a ConnectionError
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final, NamedTuple

# What Python 3.13 calls otherwise, as the server says it under every Python.
_STEADY: Final = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus} | _STEADY


class FieldError(NamedTuple):
    """One thing wrong with one field of a request: where, and what."""

    path: str
    message: str


class ControlError(Exception):
    """A refusal of the control API (RFC 9457): `status`, `detail`, and `errors`, one for each bad field."""

    def __init__(
        self, status: int, detail: str, errors: Iterable[FieldError] = (), request: str = ""
    ) -> None:
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.request = request
        super().__init__(status, detail, self.errors, request)

    def __str__(self) -> str:
        lines = [f"{self.request}: {self._phrase}: {self.detail}".removeprefix(": ")]
        lines += [f"  {error.path or 'the body'}: {error.message}" for error in self.errors]
        return "\n".join(lines)

    @property
    def _phrase(self) -> str:
        return f"{self.status} {_PHRASES.get(self.status, '')}".rstrip()


class ControlUnreachable(ConnectionError):
    """No answer came from the server at `url`; `reason` says what happened instead."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(url, reason)

    def __str__(self) -> str:
        return f"no answer from mock-osigu at {self.url}: {self.reason}"
