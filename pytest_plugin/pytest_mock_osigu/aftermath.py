"""What is looked at when a test is over: failures of the mock itself, and of rules that never hit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest

from mock_osigu.client import ControlError, ControlUnreachable
from pytest_mock_osigu.options import MARKER

if TYPE_CHECKING:
    from mock_osigu.client import JournalEntry
    from pytest_mock_osigu.handle import OsiguServer

_SHOWN: Final = 10


def check_end(osigu: OsiguServer, *, may_have_failed: bool, trace: str, with_faults: bool) -> None:
    """Fail the end of a test whose mock had a bug, or, `with_faults`, whose rules hit nothing.

    Where it `may_have_failed`, the journal knows. `trace` says where the mock's log is. A server that is gone is the
    next test's to tell of.
    """
    found: list[str] = []
    for world in osigu.worlds():
        with suppress(ControlError, ControlUnreachable):
            if may_have_failed:
                found += _surprises(world, trace)
            if with_faults:
                found += _unused(world)
    if found:
        raise pytest.fail.Exception("\n".join(found), pytrace=False)


def _surprises(osigu: OsiguServer, trace: str) -> Iterator[str]:
    """Internal errors that no rule asked for."""
    failed = [entry for entry in osigu.requests.all(status=500, limit=_SHOWN) if entry.fault is None]
    if failed:
        yield "mock-osigu itself failed while this test ran; that is a bug of the mock, not of your program:"
        yield from (_with_id(entry) for entry in failed)
        yield f"The trace is in {trace}, beside that id."


def _with_id(entry: JournalEntry) -> str:
    return f"  {entry.line}, request id {entry.id}"


def _unused(osigu: OsiguServer) -> Iterator[str]:
    rules = osigu.faults.unused()
    if rules:
        yield f'fault rules that hit nothing, and @pytest.mark.{MARKER}(unused_faults="error") forbids that:'
        yield from (f"  {rule.line} (matched {rule.matched})" for rule in rules)
