"""One listening socket on one loop, from opening to the last connection."""

import asyncio
import socket
from collections.abc import Callable

from mock_osigu.server.answer import WsgiApp
from mock_osigu.server.connection import Connection, Service
from mock_osigu.server.limits import Access, Limits

BACKLOG = 2048
# What a client sent before the port closed is in the loop's hands within this time.
_ON_ITS_WAY_SECONDS = 0.01
_SETTLE_SECONDS = 1.0


class Site:
    """Accepts, keeps all connections' deadlines, and ends. Its methods belong to the loop's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listener: socket.socket,
        app: WsgiApp,
        limits: Limits,
        access_log: Callable[[Access], None] | None,
    ) -> None:
        self.loop = loop
        self._listener = listener
        self._service = Service(app, limits, access_log, loop, self._joined, self._left)
        self._connections: set[Connection] = set()
        self._acceptor: asyncio.AbstractServer | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ending = False
        times = (limits.header_seconds, limits.body_seconds, limits.idle_seconds, limits.linger_seconds)
        self._step = min(max(min(times) / 4, 0.01), 1.0)

    @property
    def draining(self) -> bool:
        return self._service.draining

    def open(self) -> None:
        """Accept from now on."""
        serving = self.loop.create_server(
            lambda: Connection(self._service), sock=self._listener, backlog=BACKLOG
        )
        self._acceptor = self.loop.run_until_complete(serving)

    def run(self, ready: Callable[[], None] | None = None) -> None:
        """Serve until `cut`, or until what `drain` waits for is done; raises what `ready` raises."""
        failures: list[BaseException] = []

        def announce(ready: Callable[[], None]) -> None:
            try:
                ready()
            except BaseException as failure:  # noqa: BLE001 - carried out of the loop
                failures.append(failure)
                self.loop.stop()

        if ready is not None:
            # Within the loop: uvloop loses a signal that comes before it runs.
            self.loop.call_soon(announce, ready)
        self.loop.run_forever()
        for failure in failures:
            raise failure

    def close(self) -> None:
        """Give back every descriptor."""
        self.cut()
        self._settle()
        self.loop.close()

    def drain(self, grace_seconds: float) -> None:
        """Free the port, let running exchanges finish, then end; what runs after `grace_seconds` is cut."""
        if self.draining:
            return
        self._service.draining = True
        self._stop_accepting()
        self.loop.call_later(min(_ON_ITS_WAY_SECONDS, grace_seconds), self._drain_idle)
        self.loop.call_later(grace_seconds, self.cut)

    def cut(self) -> None:
        """Free the port and end at once."""
        self._service.draining = True
        self._stop_accepting()
        self._end()
        for connection in list(self._connections):
            connection.cut()

    def _drain_idle(self) -> None:
        for connection in list(self._connections):
            connection.drain()
        self._end()

    def _end(self) -> None:
        """Stop the loop once no connection is left."""
        self._ending = True
        if not self._connections:
            self.loop.stop()

    def _stop_accepting(self) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
        # Never opened, it is not the loop's to close.
        self._listener.close()

    def _settle(self) -> None:
        """See through what was being accepted when the port closed; bounded in time."""
        deadline = self.loop.time() + _SETTLE_SECONDS
        while self.loop.time() < deadline:
            tasks = asyncio.all_tasks(self.loop)
            for connection in list(self._connections):
                connection.cut()
            if not tasks and not self._connections:
                return
            self.loop.run_until_complete(asyncio.wait(tasks, timeout=0.1) if tasks else asyncio.sleep(0))

    def _joined(self, connection: Connection) -> None:
        self._connections.add(connection)
        if self._timer is None:
            self._timer = self.loop.call_later(self._step, self._hang_up_on_overdue)
        if self._ending:
            # Accepted before the port closed, made only now.
            connection.cut()

    def _left(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if self._ending and not self._connections:
            self.loop.stop()

    def _hang_up_on_overdue(self) -> None:
        """Keep all deadlines by one timer; one for each request would cost more than its parsing."""
        now = self.loop.time()
        for connection in list(self._connections):
            if connection.overdue(now):
                connection.cut()
        again = bool(self._connections)
        self._timer = self.loop.call_later(self._step, self._hang_up_on_overdue) if again else None
