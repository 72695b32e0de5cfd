"""What a server bears, and what it tells of each request."""

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds of one server; sizes in bytes, times in real seconds.

    Times are looked at in steps of a quarter of the shortest of them, at most a second: they end a little
    late, never early.
    """

    max_header: int = 32 * 1024
    """Request line and headers together; more is 431."""
    max_body: int = 10 * 1024 * 1024
    """Body without its chunk framing; more is told to the app by `mock_osigu.body_too_large`."""
    header_seconds: float = 10.0
    """From the first byte of a request to the end of its headers; else the connection is closed."""
    body_seconds: float = 60.0
    """From the end of the headers to the end of the body; else the connection is closed."""
    idle_seconds: float = 75.0
    """Between requests, and for a client that takes no byte of its answer."""
    linger_seconds: float = 2.0
    """How long a client whose input was refused may be silent until the end; `body_seconds` in all."""


class Access(NamedTuple):
    """One request that was answered, or whose client left before (`response_bytes` 0).

    `path` has no query, which may hold secrets; method and path are `-` when the request was too broken to
    tell. `seconds` goes from the complete request to its answer's last byte given to the operating system's
    buffers or ours. `outcome` is "sent" unless a departure made it "reset", "closed" or "gave_up"; `status` is
    None when no answer had begun to leave.
    """

    method: str
    path: str
    status: int | None
    response_bytes: int
    seconds: float
    outcome: str = "sent"
