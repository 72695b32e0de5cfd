"""The journal: every exchange with Osigu's API, bounded for the whole server by entries and by bytes.

An entry exists from the request's arrival, and is complete before the first byte of the answer leaves. It keeps
what was sent as it was sent; `masking` hides the secrets when it is looked at, so that a request pays nothing.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from threading import RLock
from typing import Final, Literal

import msgspec

from mock_osigu.engine.masking import Discreet
from mock_osigu.engine.tokens import Token

Outcome = Literal["open", "sent", "reset", "closed", "gave_up"]

MAX_ENTRIES: Final = 10_000
MAX_BYTES: Final = 64 * 1024 * 1024
_MAX_BODY: Final = 256 * 1024
_BASE_BYTES: Final = 1_500  # an entry without its bodies, headers included
_SLACK: Final = 1_000


class Entry(Discreet, msgspec.Struct, kw_only=True, gc=False):
    """One exchange. `request_headers` has WSGI's variables; bodies are cut at 256 KiB, which `cut` says.

    `reason` is the mock's own word on an error; `token` is the Bearer token as sent, `known_token` what it was
    then; `addressed` the sandbox that the path named.
    """

    id: str
    seq: int = 0
    at: datetime
    sandbox_id: str
    client_id: str | None
    operation: str
    method: str
    path: str
    query: str
    token: str = ""
    known_token: Token | None = None
    addressed: str | None = None
    request_headers: Mapping[str, str]
    request_body: bytes = b""
    status: int | None = None
    outcome: Outcome = "open"
    seconds: float = 0.0
    fault: str | None = None
    reason: str = ""
    response_headers: Sequence[tuple[str, str]] = ()
    response_body: bytes = b""
    cut: bool = False
    size: int = _BASE_BYTES
    dropped: bool = False

    def __repr__(self) -> str:
        return f"Entry({self.seq}, {self.id!r}, {self.operation or self.method!r}, {self.status}, {self.outcome!r})"


class Journal:
    """What the journals of a server's sandboxes share: the numbering, the lock, and the bounds on all of them."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self.max_entries = max_entries
        self.max_bytes = max_bytes
        self.lock = RLock()
        self._order: deque[tuple[Entry, Requests]] = deque()
        self._entries = 0
        self._bytes = 0
        self._numbers = count(1)

    def add(self, entry: Entry, to: "Requests") -> None:
        """Number an entry, which only grows over all sandboxes, and put it last in one's journal."""
        with self.lock:
            entry.seq = next(self._numbers)
            to.entries.append(entry)
            self._order.append((entry, to))
            self._entries += 1
            self._bytes += entry.size
            if self._entries > self.max_entries or self._bytes > self.max_bytes:
                self._evict()

    def grow(self, entry: Entry, by: int) -> None:
        """An entry got bigger: its answer is known."""
        with self.lock:
            if not entry.dropped:
                entry.size += by
                self._bytes += by
                if self._bytes > self.max_bytes:
                    self._evict()

    def dropped(self, entry: Entry) -> None:
        """An entry is out of its sandbox's journal; here it stays in line, empty, until its turn comes."""
        entry.dropped = True
        entry.request_body = entry.response_body = b""
        entry.request_headers, entry.response_headers = {}, ()
        self._entries -= 1
        self._bytes -= entry.size
        if len(self._order) > 2 * self._entries + _SLACK:
            self._order = deque(pair for pair in self._order if not pair[0].dropped)

    def _evict(self) -> None:
        while self._entries > self.max_entries or self._bytes > self.max_bytes:
            entry, home = self._order.popleft()
            if not entry.dropped:
                home.evict(entry)


class Requests:
    """The journal of one sandbox, oldest first; a log of its store, so that a reset empties it.

    `truncated` says that older entries had to go for want of room.
    """

    part: Final = "requests"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.entries: deque[Entry] = deque()
        self.truncated = False
        self._open: dict[str, Callable[[], None]] = {}
        self._watchers: set[Callable[[], None]] = set()

    def add(self, entry: Entry) -> None:
        """Take in a request that has just arrived, and number it."""
        if len(entry.request_body) > _MAX_BODY:
            entry.request_body, entry.cut = entry.request_body[:_MAX_BODY], True
        entry.size = _BASE_BYTES + len(entry.request_body) + len(entry.query) + len(entry.path)
        self._journal.add(entry, self)
        if self._watchers:
            self._notify()

    def complete(self, entry: Entry) -> None:
        """The answer is known; its bytes leave after this."""
        if len(entry.response_body) > _MAX_BODY:
            entry.response_body, entry.cut = entry.response_body[:_MAX_BODY], True
        self._journal.grow(entry, len(entry.response_body))
        if self._watchers:
            self._notify()

    def opened(self, entry: Entry, cut: Callable[[], None]) -> None:
        """The answer is on its way, or never leaves: `cut` breaks the exchange off."""
        self._open[entry.id] = cut

    def ended(self, entry: Entry, outcome: Outcome, seconds: float) -> None:
        entry.outcome = outcome
        entry.seconds = seconds
        self._open.pop(entry.id, None)
        self._notify()

    def newest_first(self) -> list[Entry]:
        """The entries as they are now."""
        return list(self.entries)[::-1]

    @property
    def last_seq(self) -> int:
        """The number of the newest entry, 0 without one."""
        newest = self.newest_first()[:1]
        return newest[0].seq if newest else 0

    def find(self, entry_id: str) -> Entry | None:
        return next((entry for entry in self.newest_first() if entry.id == entry_id), None)

    def remove(self, unwanted: Callable[[Entry], bool]) -> None:
        """Drop the entries that are unwanted; what is still open of them goes on."""
        with self._journal.lock:
            for entry in self.entries:
                if unwanted(entry):
                    self._journal.dropped(entry)
            self.entries = deque(entry for entry in self.entries if not entry.dropped)
            if not self.entries:
                self.truncated = False
        self._notify()

    def clear(self) -> None:
        """Drop every entry, and cut the exchanges that are still open."""
        cuts, self._open = list(self._open.values()), {}
        self.remove(lambda _: True)
        for cut in cuts:
            cut()

    def evict(self, entry: Entry) -> None:
        """Make room: `entry` is the oldest one."""
        self.entries.popleft()
        self._journal.dropped(entry)
        self.truncated = True

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` whenever something changes, until the function that this gives is called."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    def _notify(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
