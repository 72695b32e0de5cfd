"""Whether a client whose input the loop does not read is still there."""

import select
import socket
from asyncio import AbstractEventLoop, TimerHandle, Transport
from contextlib import suppress

_FIRST_SECONDS = 0.01
_LONGEST_SECONDS = 0.5
# Of Linux; elsewhere the end of a client that has sent more than we read shows with the next byte to it.
_CLOSED_ITS_HALF = getattr(select, "POLLRDHUP", 0)


class Watch:
    """Aborts the transport, from `start` to `stop`, when its client has gone; looks twice a second.

    A client that closed and one that only stopped sending look the same: their end of the stream has come.
    They answer a byte differently, the former by a reset. So that the latter gets no byte before its answer,
    the byte is an urgent one, which TCP does not deliver in the stream (RFC 6093) and the receiver drops.
    It remains unread there, so that a later close is a reset, too: one is enough.
    """

    __slots__ = ("_loop", "_probed", "_timer", "_transport")

    def __init__(self, loop: AbstractEventLoop, transport: Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._timer: TimerHandle | None = None
        self._probed = False

    def start(self, *, half_closed: bool) -> None:
        """`half_closed`: the client's end of the stream has been read."""
        if half_closed:
            self._probe()
        if self._timer is None:
            self._timer = self._loop.call_later(_FIRST_SECONDS, self._look, _FIRST_SECONDS)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, waited: float) -> None:
        self._timer = None
        if self._transport.is_closing():
            return
        peer = self._transport.get_extra_info("socket")
        if peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._transport.abort()
            return
        if not self._probed and _has_closed_its_half(peer.fileno()):
            self._probe()
        pause = min(2 * waited, _LONGEST_SECONDS)
        self._timer = self._loop.call_later(pause, self._look, pause)

    def _probe(self) -> None:
        if self._probed:
            return
        self._probed = True
        # What cannot be sent now says with the next look why.
        with suppress(OSError), self._transport.get_extra_info("socket").dup() as peer:
            peer.send(b"!", socket.MSG_OOB)


def _has_closed_its_half(descriptor: int) -> bool:
    if not _CLOSED_ITS_HALF:
        return False
    poll = select.poll()
    poll.register(descriptor, _CLOSED_ITS_HALF)
    return bool(poll.poll(0))
