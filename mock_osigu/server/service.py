"""What all connections of one server share."""

import asyncio
from collections.abc import Callable
from typing import Any

from mock_osigu.server.answer import DateStamp, WsgiApp
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.repeats import Repeats


class Service:
    """What all connections of one server share. `joined` and `left` are called with each of them."""

    def __init__(
        self,
        app: WsgiApp,
        limits: Limits,
        access_log: Callable[[Access], None] | None,
        loop: asyncio.AbstractEventLoop,
        joined: Callable[[Any], None],  # Any is the Connection, whose module names this one
        left: Callable[[Any], None],
    ) -> None:
        self.app = app
        self.limits = limits
        self.access_log = access_log
        self.loop = loop
        self.joined = joined
        self.left = left
        self.stamp = DateStamp()
        self.repeats = Repeats()
        self.draining = False
        self._log_is_due = False

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
