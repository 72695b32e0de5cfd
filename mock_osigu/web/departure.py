"""How an answer leaves. The app describes it; the server does it in its loop, so that no request holds up another.

The server finds it as `environ["mock_osigu.departure"]`. Under another WSGI server the app itself does what
WSGI can: it waits in the thread, and ends early what cannot be sent as it should.
"""

from collections.abc import Callable
from typing import Final, Literal, Protocol

import msgspec

KEY: Final = "mock_osigu.departure"

Ending = Literal["sent", "reset", "close", "hang"]
Ended = Literal["sent", "reset", "closed", "gave_up"]


class Later(Protocol):
    """An answer that is not known yet: a long poll, or work whose end must be awaited.

    The server calls `begin` once with a function that any thread may call when the answer is there, holds the
    request for at most `timeout_seconds`, and then calls `answer` for status line, headers and body.
    `abandon` tells that nobody waits any more.
    """

    @property
    def timeout_seconds(self) -> float: ...

    def begin(self, ready: Callable[[], None]) -> None: ...

    def answer(self) -> tuple[str, list[tuple[str, str]], bytes]: ...

    def abandon(self) -> None: ...


class Departure(msgspec.Struct, eq=False):
    """What is special about an answer's way out.

    `wait_seconds` come first. `ending`: "sent" sends it; "reset" sends nothing and resets the connection; "close"
    sends nothing and closes it; "hang" sends nothing until the client goes. `body_bytes` sends only the head and so
    many bytes of the body, then closes. `bytes_per_second` drips the body. `is_watched`: nothing else is special, but
    a client may leave in its midst. `ended` is called exactly once with what became of it. The server puts `cut` in
    place: calling it, from any thread, breaks the exchange off at once.
    """

    wait_seconds: float = 0.0
    ending: Ending = "sent"
    body_bytes: int | None = None
    bytes_per_second: float | None = None
    later: Later | None = None
    is_watched: bool = False
    ended: Callable[[Ended], None] | None = None
    cut: Callable[[], None] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the answer just leaves, at once."""
        return (
            self.ending == "sent"
            and not self.wait_seconds
            and self.body_bytes is None
            and self.bytes_per_second is None
            and self.later is None
            and not self.is_watched
        )
