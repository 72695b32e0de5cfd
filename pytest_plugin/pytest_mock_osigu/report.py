"""What a failing test's report tells of its Osigu: who asked for what, and why it was refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mock_osigu.client import ControlError, ControlUnreachable

if TYPE_CHECKING:
    import pytest

    from mock_osigu.client import JournalEntry
    from pytest_mock_osigu.handle import OsiguServer

SECTION: Final = "osigu journal"
SHOWN: Final = 20


def add_journals(report: pytest.TestReport, osigu: OsiguServer) -> None:
    """A section for the test's sandbox, and one for each other that it made and called."""
    for world in osigu.worlds():
        text = journal_of(world)
        if world is osigu:
            report.sections.append((SECTION, text))
        elif text != _nothing(world):
            report.sections.append((f"{SECTION} of sandbox {world.control.sandbox}", text))


def journal_of(osigu: OsiguServer) -> str:
    """A line for each of the last requests, oldest first, and below it why it was refused."""
    try:
        total = osigu.requests.count()
        lines = [line for entry in osigu.requests.all(limit=SHOWN) for line in _told(osigu, entry)]
    except (ControlError, ControlUnreachable) as error:
        return f"cannot be read: {error}"
    if not total:
        return _nothing(osigu)
    head = [f"the last {SHOWN} of {total} requests:"] if total > SHOWN else []
    return "\n".join([*head, *lines])


def _nothing(osigu: OsiguServer) -> str:
    return f"no request came to {osigu.url}"


def _told(osigu: OsiguServer, entry: JournalEntry) -> Iterator[str]:
    yield entry.line
    if entry.status is not None and entry.status >= 400:
        yield f"    {osigu.requests.explain(entry).because[0]}"
