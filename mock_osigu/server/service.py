"""What all connections of one server share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mock_osigu.server.answer import DateStamp, WsgiApp
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.repeats import Repeats


@dataclass(slots=True)
class Service:
    """What all connections of one server share."""

    app: WsgiApp
    limits: Limits
    access_log: Callable[[Access], None] | None
    loop: asyncio.AbstractEventLoop
    # Both get the connection, which this module cannot name: it names this one.
    joined: Callable[[Any], None]
    left: Callable[[Any], None]
    stamp: DateStamp = field(default_factory=DateStamp)
    repeats: Repeats = field(default_factory=Repeats)
    draining: bool = False
    _log_is_due: bool = False

    def log(self, access: Access) -> None:
        """Hand an exchange to the access log, whose `flush`, if it has one, is called once a turn of the loop."""
        if self.access_log is None:
            return
        self.access_log(access)
        if not self._log_is_due and hasattr(self.access_log, "flush"):
            self._log_is_due = True
            self.loop.call_soon(self.flush_log)

    def flush_log(self) -> None:
        self._log_is_due = False
        flush = getattr(self.access_log, "flush", None)
        if flush is not None:
            flush()
