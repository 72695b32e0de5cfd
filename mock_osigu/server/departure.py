"""What an app may say about the way an answer leaves: `environ["mock_osigu.departure"]`."""

from collections.abc import Callable
from typing import Protocol

KEY = "mock_osigu.departure"


class Later(Protocol):
    """An answer that is not known yet; see `Departure.later`."""

    timeout_seconds: float

    def begin(self, ready: Callable[[], None]) -> None: ...

    def answer(self) -> tuple[str, list[tuple[str, str]], bytes]: ...

    def abandon(self) -> None: ...


class Departure(Protocol):
    """The app's wishes for one answer; any object with these attributes will do.

    `wait_seconds` come first (at most a year). Then `later`, if given: `begin` gets a function that any
    thread may call when the answer is there; at the latest after `timeout_seconds`, `answer` is asked for
    status line, headers and body, or `abandon` is called instead because nobody wants them any more.
    `ending`: "sent", or without a byte "reset", "close" or "hang" (until the client goes or the server
    stops). `body_bytes` sends no more of the body than so many bytes and closes. `bytes_per_second` drips
    the body. `ended` is called once, in the loop's thread: "sent" (the operating system has the last byte),
    "reset", "closed" (also by `cut` or the server's stop) or "gave_up" (the client was gone first). The
    server puts `cut` in place: called from any thread, it breaks the exchange off.
    """

    wait_seconds: float
    ending: str
    body_bytes: int | None
    bytes_per_second: float | None
    later: Later | None
    ended: Callable[[str], None] | None
    cut: Callable[[], None] | None
