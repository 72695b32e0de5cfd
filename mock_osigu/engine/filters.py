"""Which entries of a journal are meant, and how near the others come."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from mock_osigu.engine.journal import Entry, Outcome
from mock_osigu.engine.matching import path_matches

Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Status = Annotated[int, Meta(ge=100, le=999)]


class EntryMatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Entries that all of this holds for; `path` is exact or has `*`, `since` is inclusive, `after` a `seq`."""

    method: Text | None = None
    path: Text | None = None
    client_id: Text | None = None
    operation: Text | None = None
    status: Status | None = None
    outcome: Outcome | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    after: Annotated[int, Meta(ge=0)] | None = None

    def holds(self, entry: Entry) -> bool:
        return next(self.differences(entry), None) is None

    def differences(self, entry: Entry) -> Iterator["Difference"]:
        """What keeps an entry from matching, field by field."""
        if self.method is not None and self.method.upper() != entry.method:
            yield Difference("method", self.method, entry.method)
        if self.path is not None and not path_matches(self.path, entry.path):
            yield Difference("path", self.path, entry.path)
        for name in ("client_id", "operation", "status", "outcome"):
            wanted, seen = getattr(self, name), getattr(entry, name)
            if wanted is not None and wanted != seen:
                yield Difference(name, str(wanted), None if seen is None else str(seen))
        if self.since is not None and entry.at < self.since:
            yield Difference("since", self.since.isoformat(), entry.at.isoformat())
        if self.after is not None and entry.seq <= self.after:
            yield Difference("after", str(self.after), str(entry.seq))


class Difference(msgspec.Struct, frozen=True):
    """One field in which an entry is not what was wanted."""

    field: str
    wanted: str
    seen: str | None


def in_order(wanted: Sequence[EntryMatch], oldest_first: Sequence[Entry]) -> list[Entry]:
    """The entries that match `wanted` one after the other, others between them or not, as far as that goes."""
    found: list[Entry] = []
    for entry in oldest_first:
        if len(found) < len(wanted) and wanted[len(found)].holds(entry):
            found.append(entry)
    return found
