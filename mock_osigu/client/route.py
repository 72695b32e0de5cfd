"""Where calls go: the control API as a whole, or the part of it that is one sandbox's."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from mock_osigu.client.answers import read
from mock_osigu.client.transport import Transport

T = TypeVar("T")

DEFAULT_SANDBOX: Final = "default"
ADMIN: Final = "/__admin"


class Route:
    """Calls below one prefix, with answers as values."""

    def __init__(self, transport: Transport, sandbox: str = DEFAULT_SANDBOX) -> None:
        self._transport = transport
        self._prefix = ADMIN if sandbox == DEFAULT_SANDBOX else f"{ADMIN}/sandboxes/{segment(sandbox)}"

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        parse_float: Callable[[str], Any] = float,
        silence_seconds: float = 0,
    ) -> Any:
        """As `Transport.call`, below the prefix."""
        return self._transport.call(
            method, self._prefix + path, body, parse_float=parse_float, silence_seconds=silence_seconds
        )

    def one(
        self,
        kind: type[T],
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        parse_float: Callable[[str], Any] = float,
        silence_seconds: float = 0,
    ) -> T:
        answer = self.call(method, path, body, parse_float=parse_float, silence_seconds=silence_seconds)
        return read(kind, answer)

    def all(self, kind: type[T], path: str, query: Mapping[str, Any] | None = None) -> list[T]:
        return [read(kind, item) for item in self.call("GET", path + query_text(query or {}))["items"]]


def segment(name: str) -> str:
    """A name as one segment of a path. Raises ValueError for what no segment can carry."""
    if not name or "/" in name:
        raise ValueError(f"{name!r} cannot be in a path: it must have a character, and no slash")
    return quote(name, safe="")


def query_text(values: Mapping[str, Any]) -> str:
    """The values that are not None as a query, with its question mark."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def given(**values: Any) -> dict[str, Any]:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}
