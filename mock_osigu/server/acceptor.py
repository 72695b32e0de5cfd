"""Turns those who knock at a listening socket into connections."""

import asyncio
import logging
import socket
from collections.abc import Callable

_AT_ONCE = 64
_RETRY_SECONDS = 0.5
_log = logging.getLogger("mock_osigu.server")


class Acceptor:
    """Like `loop.create_server`, which drops who was accepted, but not yet connected, unclosed when it closes."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listener: socket.socket,
        connection: Callable[[], asyncio.Protocol],
    ) -> None:
        self._loop = loop
        self._listener = listener
        self._connection = connection
        self._closed = False
        self.connecting: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._listener, self._accept)

    def close(self) -> None:
        """Free the port; who was accepted before is in `connecting` until connected."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._listener)
            self._listener.close()

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                client, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                # No descriptors left, most likely: those in the queue wait until there are.
                _log.warning("Cannot accept a client now: %s", error)
                self._loop.remove_reader(self._listener)
                self._loop.call_later(_RETRY_SECONDS, self.open)
                return
            client.setblocking(False)  # noqa: FBT003 - the library's signature
            task = self._loop.create_task(self._connect(client))
            self.connecting.add(task)
            task.add_done_callback(self.connecting.discard)

    async def _connect(self, client: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._connection, client)
        except OSError:
            # It left before it was connected.
            client.close()
