"""One line a request, as text for a person or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TextIO

from mock_osigu.engine.masking import mask
from mock_osigu.patient import PatientPipe


class Access(Protocol):
    """What the server tells of a request. `path` is as it was sent, and logged with its secrets masked.

    `status` is None where no answer left.
    """

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def status(self) -> int | None: ...
    @property
    def response_bytes(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def outcome(self) -> str: ...


Hide = Callable[[str], str]
Line = Callable[[datetime, Access, Hide], str]


def text_line(at: datetime, access: Access, hide: Hide = mask) -> str:
    """`2026-01-01T00:00:00.123Z GET /v1/invoices 200 4711 bytes 1.234 ms`, and an outcome other than "sent"."""
    what = f"{_on_one_line(access.method)} {_on_one_line(hide(access.path))}"
    ending = "" if access.outcome == "sent" else f" {access.outcome}"
    status = "-" if access.status is None else access.status
    return (
        f"{_stamp(at)} {what} {status} {access.response_bytes} bytes {access.seconds * 1000:.3f} ms{ending}"
    )


def json_line(at: datetime, access: Access, hide: Hide = mask) -> str:
    """`{"at", "method", "path", "status", "bytes", "ms"}`, in this order, ASCII only; `outcome` unless "sent"."""
    entry = {
        "at": _stamp(at),
        "method": access.method,
        "path": hide(access.path),
        "status": access.status,
        "bytes": access.response_bytes,
        "ms": round(access.seconds * 1000, 3),
    }
    if access.outcome != "sent":
        entry["outcome"] = access.outcome
    return json.dumps(entry)


LINES: dict[str, Line] = {"text": text_line, "json": json_line}


class AccessLog:
    """Writes to a stream that may go away, or be one that never waits (`patient`): an unread log stops no server.

    The server calls `flush` once a turn of its loop, so that many answers of one turn are one write.
    `hide` masks the secrets in a path.
    """

    def __init__(
        self,
        stream: TextIO | PatientPipe,
        now: Callable[[], datetime],
        line: Line,
        hide: Hide = mask,
    ) -> None:
        self._stream = stream
        self._now = now
        self._line = line
        self._hide = hide
        self._lines: list[str] = []

    def __call__(self, access: Access) -> None:
        self._lines.append(f"{self._line(self._now(), access, self._hide)}\n")

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
    """RFC 3339 with milliseconds, for a time in UTC."""
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"


def _on_one_line(part: str) -> str:
    return part if part.isascii() and part.isprintable() and " " not in part else ascii(part)
