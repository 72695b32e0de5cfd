"""One line a request, as text for a person or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TextIO

from mock_osigu.engine.masking import mask


class Access(Protocol):
    """What the server tells of an answered request. `path` is as it was sent, and logged with its secrets masked."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def response_bytes(self) -> int: ...
    @property
    def seconds(self) -> float: ...


Line = Callable[[datetime, Access], str]


def text_line(at: datetime, access: Access) -> str:
    """`2026-01-01T00:00:00.123Z GET /v1/invoices 200 4711 bytes 1.234 ms`."""
    method, path = (_on_one_line(part) for part in (access.method, _shown(access.path)))
    milliseconds = f"{access.seconds * 1000:.3f} ms"
    return f"{_stamp(at)} {method} {path} {access.status} {access.response_bytes} bytes {milliseconds}"


def json_line(at: datetime, access: Access) -> str:
    """`{"at", "method", "path", "status", "bytes", "ms"}`, in this order, ASCII only."""
    entry = {
        "at": _stamp(at),
        "method": access.method,
        "path": _shown(access.path),
        "status": access.status,
        "bytes": access.response_bytes,
        "ms": round(access.seconds * 1000, 3),
    }
    return json.dumps(entry)


LINES: dict[str, Line] = {"text": text_line, "json": json_line}


class AccessLog:
    """Writes to a stream that may go away: a log that nobody reads stops no server.

    The server calls `flush` once a turn of its loop, so that many answers of one turn are one write.
    """

    def __init__(self, stream: TextIO, now: Callable[[], datetime], line: Line) -> None:
        self._stream = stream
        self._now = now
        self._line = line
        self._lines: list[str] = []

    def __call__(self, access: Access) -> None:
        self._lines.append(f"{self._line(self._now(), access)}\n")

    def flush(self) -> None:
        """Write what has been logged."""
        text = "".join(self._lines)
        self._lines.clear()
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # ValueError is what a closed stream raises.
            return


def _stamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, for an aware time."""
    return f"{at.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def _shown(path: str) -> str:
    # Secrets come in queries; the usual line has none, and is not searched.
    return mask(path) if "?" in path else path


def _on_one_line(part: str) -> str:
    return part if part.isascii() and part.isprintable() and " " not in part else ascii(part)
