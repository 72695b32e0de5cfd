"""Load from wrk: one thread of it, for some seconds, over loopback."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.process import HOST, Request

_SCRIPT: Final = Path(__file__).with_name("wrk.lua")


class NoLoad(Exception):
    """wrk is not here, or got bad answers; the text says which."""


@dataclass(frozen=True)
class Load:
    """Requests a second, and latencies in milliseconds."""

    count: int
    per_second: float
    p50: float
    p99: float


def is_there() -> bool:
    return shutil.which("wrk") is not None


def load(
    port: int, request: Request, *, connections: int, seconds: int, close: bool = False, unlike: bool = False
) -> Load:
    """`unlike` gives each request an id of its own, so that no two have the same bytes.

    Raises NoLoad where an answer was not a success: what is fast at refusing is not fast."""
    url = f"http://{HOST}:{port}{request.path}"
    shape = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    given = [
        request.method,
        request.authorization,
        request.body,
        "close" if close else "keep",
        "unlike" if unlike else "alike",
    ]
    command = ["wrk", *shape, "-s", str(_SCRIPT), url, "--", *given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    if done.returncode:
        raise NoLoad(done.stderr.strip() or done.stdout.strip())
    count, micros, failed, p50, p99 = (int(part) for part in done.stdout.splitlines()[-1].split())
    if failed or not count:
        raise NoLoad(f"{failed} of {count} answers were no success")
    return Load(count, count / (micros / 1e6), p50 / 1000, p99 / 1000)
