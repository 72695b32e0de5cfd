"""One listening socket on one loop, from opening to the last connection."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from mock_osigu.server.acceptor import Acceptor
from mock_osigu.server.answer import WsgiApp
from mock_osigu.server.connection import Connection
from mock_osigu.server.limits import Access, Limits
from mock_osigu.server.secure import Secured, Tls
from mock_osigu.server.service import Service

# What a client sent before the port closed is in the loop's hands within this time.
_ON_ITS_WAY_SECONDS = 0.01
_CLEARING_SECONDS = 1.0


class Site:
    """Accepts, keeps all connections' deadlines, and ends. Its methods belong to the loop's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listener: socket.socket,
        app: WsgiApp,
        limits: Limits,
        access_log: Callable[[Access], None] | None,
        tls: Tls | None = None,
    ) -> None:
        self.loop = loop
        self._tls = tls
        self._thread: int | None = None
        self._service = Service(app, limits, access_log, loop, self._joined, self._left)
        self._acceptor = Acceptor(loop, listener, self._connection)
        self._connections: set[Connection] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._ending = False
        self._over: asyncio.Future[None] = loop.create_future()
        times = (limits.header_seconds, limits.body_seconds, limits.idle_seconds, limits.linger_seconds)
        self._step = min(max(min(times) / 4, 0.01), 1.0)

    @property
    def draining(self) -> bool:
        return self._service.draining

    def serve(self, ready: Callable[[], None]) -> None:
        """Accept, call `ready`, and serve until `cut`, or until what `drain` waits for is done.

        `ready` is called in the loop: uvloop loses a signal that comes before it runs.
        """
        self.loop.run_until_complete(self._serve(ready))

    def close(self) -> None:
        """Give back the port and the loop, when `serve` is over or was never called."""
        self._acceptor.close()
        self._service.flush_log()
        self.loop.close()

    def drain(self, grace_seconds: float) -> None:
        """Free the port, let running exchanges finish, then end; what runs after `grace_seconds` is cut."""
        if self.draining:
            return
        self._service.draining = True
        self._acceptor.close()
        self.loop.call_later(min(_ON_ITS_WAY_SECONDS, grace_seconds), self._drain_idle)
        self.loop.call_later(grace_seconds, self.cut)

    def cut(self) -> None:
        """Free the port and end at once."""
        self._service.draining = True
        self._acceptor.close()
        for connection in list(self._connections):
            connection.cut()
        self._end()

    async def _serve(self, ready: Callable[[], None]) -> None:
        self._acceptor.open()
        if self._tls is not None:
            self._thread = threading.get_ident()
            self._tls.on_change(self._retire_from_any_thread)
        try:
            ready()
            await self._over
        finally:
            await self._clear()

    async def _clear(self) -> None:
        """Cut what is left, those still being connected too; bounded in time."""
        deadline = self.loop.time() + _CLEARING_SECONDS
        self.cut()
        while (self._acceptor.connecting or self._connections) and self.loop.time() < deadline:  # noqa: ASYNC110 - some turns
            await asyncio.sleep(0)

    def _drain_idle(self) -> None:
        for connection in list(self._connections):
            connection.drain()
        self._end()

    def _end(self) -> None:
        """Be over once no connection is left."""
        self._ending = True
        if not self._connections and not self._over.done():
            self._over.set_result(None)

    def _connection(self) -> asyncio.Protocol:
        connection, tls = Connection(self._service), self._tls
        if tls is None:
            return connection
        return Secured(connection, tls.context(), self.loop, self._service.limits.header_seconds)

    def _retire_from_any_thread(self) -> None:
        if self._thread == threading.get_ident():
            # Asked for by a request: no connection is an old one when its answer is there.
            self._retire()
            return
        # A RuntimeError says that the loop is closed, and with it every connection.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._retire)

    def _retire(self) -> None:
        """Have clients come anew, to meet the certificate of now."""
        for connection in list(self._connections):
            connection.retire()

    def _joined(self, connection: Connection) -> None:
        self._connections.add(connection)
        if self._timer is None:
            self._timer = self.loop.call_later(self._step, self._hang_up_on_overdue)
        if self._ending:
            # Accepted before the port closed, made only now.
            connection.cut()

    def _left(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if self._ending:
            self._end()

    def _hang_up_on_overdue(self) -> None:
        """Keep all deadlines by one timer; one for each request would cost more than its parsing."""
        now = self.loop.time()
        for connection in list(self._connections):
            if connection.overdue(now):
                connection.cut()
        again = bool(self._connections)
        self._timer = self.loop.call_later(self._step, self._hang_up_on_overdue) if again else None
