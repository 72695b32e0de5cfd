"""The program as people start it: a process of its own, with a deadline for everything that is waited for."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

DEADLINE_SECONDS = 30.0
PROGRAM = (sys.executable, "-m", "mock_osigu")


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's variables without any that the program reads, and with those given."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and not name.startswith(("MOCK_OSIGU_", "PYTHONWARNINGS"))
    }
    return clean | dict(variables or {})


def run(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        env=environment(env),
        cwd=cwd,
        check=False,
    )


@dataclass
class Served:
    """A server that said it is ready: its line, and what it wrote after it was stopped."""

    process: subprocess.Popen[str]
    line: str
    stderr_file: Path

    @property
    def url(self) -> str:
        return self.line.split()[-1]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(DEADLINE_SECONDS)

    def rest_of_stdout(self) -> str:
        return _stdout(self.process).read()

    def log(self) -> str:
        return self.stderr_file.read_text()


@contextmanager
def serving(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, port: str = "0"
) -> Iterator[Served]:
    stderr_file = folder / "stderr.txt"
    with (
        stderr_file.open("w") as stderr,
        subprocess.Popen(
            [*PROGRAM, "serve", "--port", port, *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=environment(env),
        ) as process,
    ):
        try:
            yield Served(process, _first_line(process, stderr_file), stderr_file)
        finally:
            process.kill()


def _stdout(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def _first_line(process: subprocess.Popen[str], stderr_file: Path) -> str:
    ready, _, _ = select.select([_stdout(process)], [], [], DEADLINE_SECONDS)
    line = _stdout(process).readline() if ready else ""
    assert line, f"not ready: {stderr_file.read_text()}"
    return line
