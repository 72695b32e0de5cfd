"""One at a time on this machine: the pages give their containers and image fixed names."""

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.1


@contextmanager
def alone(what: str, seconds: float, folder: Path | None = None) -> Iterator[None]:
    """Holds a lock of this machine's user; raises TimeoutError when another run keeps it that long.

    The system takes it back from a process that ends in whatever way.
    """
    file = (folder or Path(tempfile.gettempdir())) / f"mock-osigu-docs-{what}-{os.getuid()}.lock"
    with file.open("w") as lock:
        _acquire(lock, time.monotonic() + seconds)
        yield


def _acquire(lock: IO[str], deadline: float) -> None:
    pause = threading.Event()
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"another run holds {lock.name}") from None
            pause.wait(POLL_SECONDS)
        else:
            return
