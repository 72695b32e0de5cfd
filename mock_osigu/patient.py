"""A stream that nobody has to read: what would block is kept for later, up to a bound."""

import os
import select
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

# A pipe that says it is ready takes so much at once; more could block.
_AT_ONCE: Final = getattr(select, "PIPE_BUF", 512)
_MOST_KEPT: Final = 1024 * 1024


class PatientPipe:
    """Writes text to the pipe or socket `descriptor` as far as its reader takes it, and never waits.

    What is over a mebibyte of unread text is left out; a line says so once there is a reader again.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)
        self._kept = bytearray()
        self._left_out = 0

    def write(self, text: str, /) -> None:
        # After one that is left out so are all, until the reader has caught up: one gap, and where it is said to be.
        if self._left_out or len(self._kept) > _MOST_KEPT:
            self._left_out += text.count("\n")
        else:
            self._kept += text.encode("utf-8", "backslashreplace")

    def flush(self) -> None:
        """Write what can be written now. Raises OSError where there will be no reader again."""
        self._write(patience_milliseconds=0)

    def close(self) -> None:
        """Write the rest, unless the reader takes nothing for a tenth of a second; the descriptor stays open."""
        self._write(patience_milliseconds=100)

    def _write(self, patience_milliseconds: int) -> None:
        try:
            while self._kept and self._poll.poll(patience_milliseconds):
                del self._kept[: os.write(self._descriptor, self._kept[:_AT_ONCE])]
        except OSError:
            self._kept.clear()
            raise
        if self._left_out and not self._kept:
            lines, self._left_out = self._left_out, 0
            self.write(f"{lines} lines were left out here: nobody read the log\n")
            self._write(patience_milliseconds)


@contextmanager
def patient(stream: TextIO) -> Iterator[TextIO | PatientPipe]:
    """The stream, or, where writing to it may block for ever, one to the same place that never does."""
    if not _may_block(stream):
        yield stream
        return
    pipe = PatientPipe(stream.fileno())
    try:
        yield pipe
    finally:
        with suppress(OSError):
            pipe.close()


def _may_block(stream: TextIO) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return hasattr(select, "poll") and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode))
