"""Requests that come again byte for byte: a client that polls, or a load test, sends nothing else."""

from typing import Final

from mock_osigu.server.message import Request

_MOST: Final = 256
_LONGEST: Final = 2048


class Repeats:
    """Requests by the bytes that they are, whole and alone, between two others of a connection.

    All connections of a server share it: what some bytes mean depends on nothing else. Bounded in number and in
    bytes; when it is full, it begins anew.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Request] = {}

    def find(self, data: bytes) -> Request | None:
        known = self._known.get(data)
        return known and known.again()

    def keep(self, data: bytes, request: Request) -> None:
        if len(data) > _LONGEST:
            return
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[data] = request.again()
