"""The server as the pytest fixture has it, in a process of its own each time, beside bare Flask started alike."""

import json
import subprocess
from collections import defaultdict
from typing import Final

from benchmarks.install import python_of
from benchmarks.process import clean_environment
from benchmarks.servers import DATA, PAGE, PROGRAMS
from benchmarks.throughput import Results

SIDES: Final = {"ours": "mock-osigu", "bare": "bare Flask"}
MEASURES: Final = (
    "first boot",
    "later boot",
    "stop",
    "http.client list",
    "http.client token",
    "Session list",
    "Session token",
)
"""In milliseconds, of both sides; `reset` is ours alone."""


def measure(*, rounds: int, requests: int) -> Results:
    results: Results = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + 1):  # the first compiles the modules, and does not count
        for side, name in SIDES.items():
            found = run(side, requests)
            for measure_name, value in found.items() if number else ():
                results[measure_name][name].append(value)
    return results


def run(side: str, requests: int) -> dict[str, float]:
    command = [python_of("ours"), PROGRAMS / "in_process.py", side, PAGE, requests]
    done = subprocess.run(
        [str(part) for part in command],
        cwd=DATA,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
