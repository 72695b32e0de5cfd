"""The server that is soaked: the command itself, in a process of its own, on a port that it chose."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.process import NeverReady, Process
from benchmarks.soak.mix import INVOICES
from benchmarks.soak.tally import Sample

TTL_SECONDS: Final = 2
_START_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.02


class Served:
    """A running server; what it has printed is its access log, and whatever went wrong."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.port = port

    def look(self, requests: int) -> Sample:
        return Sample(requests, self.process.memory_mib(), self.process.cpu_seconds())

    def tracebacks(self) -> int:
        return self.process.printed().count("Traceback (most recent call last)")


@contextmanager
def serving(options: Sequence[str] = ()) -> Iterator[Served]:
    """Start, wait, end. Raises NeverReady with what the server had to say."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.json")
        program = Path(sys.executable).with_name("mock-osigu")
        given = ("--token-ttl", str(TTL_SECONDS), "--invoices", str(INVOICES), *options)
        command: list[str | Path] = [program, "serve", "--port", "0", "--ready-file", ready, *given]
        with Process(command, log=Path(folder, "log.txt")) as process:
            yield Served(process, _port(process, ready))


def _port(process: Process, ready: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while not ready.exists():
        if time.monotonic() > deadline or not process.is_running():
            raise NeverReady(process.printed()[-400:])
        time.sleep(_POLL_SECONDS)
    port: int | None = urlsplit(json.loads(ready.read_text())["url"]).port
    assert port is not None
    return port
