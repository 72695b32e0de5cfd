"""A child process of the measurement: started, asked over a socket, measured, and ended by its own number."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

HOST: Final = "127.0.0.1"
MIB: Final = 1024
_POLL_SECONDS: Final = 0.001
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class NeverReady(Exception):
    """The process ended, or gave no good answer in time; the text has the end of what it printed."""


@dataclass(frozen=True)
class Request:
    """One request, and what it takes to send it again and again. `status` is what a good answer has."""

    method: str
    path: str
    authorization: str
    body: str = ""
    status: int = 200

    def raw(self, port: int) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close"]
        if self.authorization:
            lines.append(f"Authorization: {self.authorization}")
        if self.body:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(self.body)}",
            ]
        return "\r\n".join([*lines, "", self.body]).encode()


def ask(port: int, request: Request, seconds: float = 5.0) -> tuple[int, bytes]:
    """Status and body of one request on a connection of its own. Raises OSError or ValueError."""
    with socket.create_connection((HOST, port), seconds) as connection:
        connection.sendall(request.raw(port))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    if not body and not head:
        raise ValueError("no answer")
    return int(head.split(b" ", 2)[1]), body


def free_port() -> int:
    """A port for a program that cannot be given 0. It is free now; nobody holds it."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def clean_environment() -> dict[str, str]:
    """Of the environment, what a program needs: `PYTHONDONTWRITEBYTECODE`, say, makes each run a first one."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


class Process:
    """A program and its children, in a session of their own; what it prints goes to a file."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self.began = time.perf_counter()
            self._popen = subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                env={**clean_environment(), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    def wait_until(self, port: int, request: Request, seconds: float = 60.0) -> float:
        """Seconds from the start to the first good answer. Raises NeverReady."""
        deadline = self.began + seconds
        while time.perf_counter() < deadline:
            if self._popen.poll() is not None:
                break
            with suppress(OSError, ValueError, IndexError):
                if ask(port, request)[0] == request.status:
                    return time.perf_counter() - self.began
            time.sleep(_POLL_SECONDS)
        raise NeverReady(self.printed()[-400:])

    def is_running(self) -> bool:
        return self._popen.poll() is None

    def printed(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def memory_mib(self) -> float:
        """Resident memory of the process and its children."""
        return sum(_status(pid, "VmRSS") for pid in self._tree()) / MIB

    def threads(self) -> int:
        return sum(_status(pid, "Threads") for pid in self._tree())

    def cpu_seconds(self) -> float:
        """What the processor has spent on it, in it and in the kernel: other work on the machine hardly changes it."""
        return sum(_ticks(pid) for pid in self._tree()) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> float:
        """Ask it to end, make it after 8 seconds; give how long that took."""
        pids = self._tree()
        began = time.perf_counter()
        self._popen.terminate()
        self._await_end(8)
        took = time.perf_counter() - began
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._popen.wait()
        return took

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _await_end(self, seconds: float) -> None:
        """Popen's own wait looks every 50 ms only."""
        if self._popen.poll() is not None:
            return
        descriptor = os.pidfd_open(self.pid)
        try:
            select.select([descriptor], [], [], seconds)
        finally:
            os.close(descriptor)

    def _tree(self) -> list[int]:
        found, waiting = [], [self.pid] if self._popen.poll() is None else []
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):
                    waiting += [int(child) for child in task.read_text().split()]
        return found


def _ticks(pid: int) -> int:
    """User and system time of /proc/PID/stat, counted after the name, which may have blanks."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0


def _status(pid: int, name: str) -> int:
    """A number of /proc/PID/status; sizes are in kB there."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0
