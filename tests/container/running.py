"""A container that runs while a test uses it, and is gone afterwards whatever happens."""

import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from os import getpid

from container.engine import Engine

READY_SECONDS = 30.0
STOP_SECONDS = 10.0

_ordinals = count(1)


@dataclass(frozen=True)
class Container:
    """`url` is without a slash at its end; `start_seconds` goes from the command to the ready line."""

    engine: Engine
    name: str
    process: subprocess.Popen[str]
    ready_line: str
    start_seconds: float
    url: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.ready_line.rpartition(" ")[2])

    def exec(self, *command: str) -> str:
        return self.engine.run("exec", self.name, *command)

    def stop(self, *, signal: str = "TERM") -> tuple[int, float]:
        """Signals process 1 of the container; gives its exit code and the seconds that it took."""
        started = time.monotonic()
        self.engine.run("kill", "--signal", signal, self.name)
        code = self.process.wait(timeout=STOP_SECONDS)
        return code, time.monotonic() - started


def hardened(engine: Engine) -> tuple[str, ...]:
    """Nothing can be written or gained; podman alone would put writable folders on top unless told not to."""
    extra = ("--read-only-tmpfs=false",) if engine.name == "podman" else ()
    return ("--read-only", *extra, "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


@contextmanager
def running(engine: Engine, image: str, *flags: str, command: tuple[str, ...] = ()) -> Iterator[Container]:
    """Runs the image on the host's network, bound to loopback on a free port, and waits for its ready line.

    Flags come last, so `-e MOCK_OSIGU_PORT=…` replaces the free port.
    """
    name = f"mock-osigu-test-{getpid()}-{next(_ordinals)}"
    network = ("--network", "host", "-e", "MOCK_OSIGU_HOST=127.0.0.1", "-e", "MOCK_OSIGU_PORT=0")
    words = [engine.name, "run", "--rm", "--name", name, *network, *flags, image, *command]
    with tempfile.TemporaryFile("w+") as log:
        started = time.monotonic()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = first_line(process)
            log.seek(0)
            assert line, f"no ready line within {READY_SECONDS} s; stderr was:\n{log.read()}"
            yield Container(engine, name, process, line, time.monotonic() - started)
        finally:
            end(engine, name, process)


def first_line(process: subprocess.Popen[str]) -> str:
    """What a process prints first, without its end of line; empty when it ends or time runs out before."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], READY_SECONDS)
    return process.stdout.readline().strip() if ready else ""


def end(engine: Engine, name: str, process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        engine.attempt("rm", "--force", name)
    process.wait(timeout=STOP_SECONDS)
    assert process.stdout is not None
    process.stdout.close()


def free_port() -> int:
    """A port that was free just now, for the tests that must know it before the server starts."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
