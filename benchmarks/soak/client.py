"""One keep-alive connection of the soak, that costs little beside the server: it shares the machine with that."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, cast

from benchmarks.process import HOST
from benchmarks.soak.mix import LOST, Step
from benchmarks.soak.reading import Answer, split, status_of

_NOTHING: Final = Answer(LOST, b"")


class Client(asyncio.Protocol):
    """Sends one request at a time, and connects again where the server has ended the connection.

    Whoever counts the time calls `give_up`.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._awaited: asyncio.Future[Answer] | None = None
        self._sent_at = 0.0
        self.connections = 0

    async def send(self, raw: bytes) -> Answer:
        """Raises OSError where nothing listens any more, TimeoutError after `give_up`."""
        if self._transport is None or self._transport.is_closing():
            await self._loop.create_connection(lambda: self, HOST, self._port)
        self._awaited = self._loop.create_future()
        self._sent_at = self._loop.time()
        assert self._transport is not None
        self._transport.write(raw)
        return await self._awaited

    def give_up(self, seconds: float) -> None:
        """Fail the request that has waited for so long, if there is one."""
        if self._awaited and self._loop.time() - self._sent_at > seconds:
            self._take().set_exception(TimeoutError(f"no answer within {seconds:g} s"))
            self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._received.clear()
        self.connections += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        found = split(self._received)
        if found is not None and self._awaited:
            head, body = found
            self._take().set_result(Answer(status_of(head), body))

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        if self._awaited:
            self._take().set_result(_NOTHING)

    def _take(self) -> asyncio.Future[Answer]:
        awaited, self._awaited = self._awaited, None
        assert awaited is not None
        return awaited


def raw(step: Step, known: Mapping[str, Any]) -> bytes:
    """The bytes of a request. Raises KeyError where the story does not know something by then."""
    lines = [f"{step.line % known} HTTP/1.1", f"Host: {HOST}:{known['port']}"]
    if step.authorization:
        lines.append(f"Authorization: {step.authorization % known}")
    if step.soak:
        lines.append(f"X-Soak: {step.soak}")
    body = step.body % known if step.body else ""
    if body:
        lines.append(f"Content-Type: {step.media}")
    if body or not step.line.startswith("GET"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", body]).encode()
