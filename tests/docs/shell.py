"""Shell blocks: run to their end by bash, or, when they end in a server, kept running behind the rest."""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pytest_alone import alone

BASH = ("bash", "-euo", "pipefail", "-c")
SECONDS = 60.0
LONG_SECONDS = 300.0
STOP_SECONDS = 10.0

_ARROW = re.compile(r"^(?P<command>.*?)\s*# → ?(?P<output>.*)$")
_READY = re.compile(r"^mock-osigu \S+ listening on (?P<url>https?://\S+)$", re.MULTILINE)
_MARK = "--- end of part ---"
_WORDS_WITH_VALUES = (
    "-e",
    "--env",
    "-p",
    "--publish",
    "--name",
    "--user",
    "--network",
    "-v",
    "--volume",
    "--cap-drop",
)
_LONG = re.compile(r"^(docker build|MOCK_OSIGU_PORT=0 make serve)", re.MULTILINE)


@dataclass(frozen=True)
class Output:
    """What a block printed, in one part for each `# →` and one for what comes after the last."""

    status: int
    parts: tuple[str, ...]
    stderr: str

    def __str__(self) -> str:
        return f"exit status {self.status}\n{''.join(self.parts)}{self.stderr}"


def environment() -> dict[str, str]:
    """This process's variables, without those that a fresh terminal has not, and with our own programs first."""
    ours = ("MOCK_OSIGU_", "OSIGU_", "PYTEST_", "MAKE", "MFLAGS")
    clean = {
        name: value for name, value in os.environ.items() if name != "PORT" and not name.startswith(ours)
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"
    return clean | {"PATH": path, "PYTEST_ADDOPTS": shlex.join(alone("anyio"))}


def split_arrows(text: str) -> tuple[str, list[str]]:
    """The script with a mark printed where outputs are shown, and these outputs."""
    script: list[str] = []
    outputs: list[str] = []
    goes_on = False
    for line in text.splitlines():
        arrow = _ARROW.match(line)
        if arrow is None:
            script.append(line)
        elif goes_on and not arrow["command"]:
            outputs[-1] += f"\n{arrow['output']}"
        else:
            script += [arrow["command"], f"printf '\\n{_MARK}\\n'"]
            outputs.append(arrow["output"])
        goes_on = arrow is not None
    return "\n".join(script), outputs


def is_server(script: str) -> bool:
    """Whether the last command goes on until it is stopped."""
    commands = [
        line for line in script.replace("\\\n", " ").splitlines() if line and not line.startswith("#")
    ]
    words = shlex.split(commands[-1]) if commands else []
    while words and "=" in words[0]:
        words.pop(0)
    if words[:1] == ["docker"]:
        return words[1:2] == ["run"] and _is_foreground(words[2:])
    return words[:2] in (["mock-osigu", "serve"], ["make", "serve"])


def _is_foreground(words: list[str]) -> bool:
    if "-d" in words or "--detach" in words:
        return False
    rest = iter(words)
    for word in rest:
        if word in _WORDS_WITH_VALUES:
            next(rest)
        elif not word.startswith("-"):
            return next(rest, "serve") == "serve"
    return False


def run(script: str, folder: Path) -> Output:
    """Runs to the end; raises subprocess.TimeoutExpired after everything that it started was ended."""
    seconds = LONG_SECONDS if _LONG.search(script) else SECONDS
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = start(script, folder, out, err)
        try:
            status = process.wait(seconds)
        finally:
            end(process)
        return Output(status, tuple(re.split(rf"\n{_MARK}\n", whole(out))), whole(err))


@contextmanager
def served(script: str, folder: Path) -> Iterator[str]:
    """Runs until the server says its URL, which is given; ended afterwards."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = start(script, folder, out, err)
        try:
            yield wait_for_url(process, out, err)
        finally:
            end(process)


def start(script: str, folder: Path, out: IO[str], err: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*BASH, script],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        text=True,
        start_new_session=True,
    )


def wait_for_url(process: subprocess.Popen[str], out: IO[str], err: IO[str]) -> str:
    deadline = time.monotonic() + LONG_SECONDS
    while time.monotonic() < deadline:
        ready = _READY.search(whole(out))
        if ready:
            return ready["url"]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"no server came up\n{whole(out)}{whole(err)}")


def end(process: subprocess.Popen[str]) -> None:
    """Ends what is left of the block: politely, then not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def whole(file: IO[str]) -> str:
    """What was written so far, without moving the position that the writer shares."""
    number = file.fileno()
    return os.pread(number, os.fstat(number).st_size, 0).decode()
