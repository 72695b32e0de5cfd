"""The part of the suite that is run under another Python, or with other versions of what we depend on.

It is what touches Python, a dependency or the network, and needs few tools: each of them would bring versions of
its own. What starts a process for each of many cases that nothing here can make different is left out for its time.
"""

import os
import signal
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plugin.installed import CHECKOUT, WHEEL, clean_environment

SECONDS: Final = 400
TESTS: Final = CHECKOUT / "tests"

# As pip is asked for them; pytest comes with the versions that are tried.
TOOLS: Final = ("httpx", "hypothesis", "pytest-xdist", "requests", "waitress")
FOLDERS: Final = (
    *("cli", "client", "control", "core", "doors", "engine", "faults", "journal", "oauth", "payments"),
    *("plugin", "server", "settings", "stability", "tls", "web", "webhooks", "worlds"),
)
NEED_MORE_TOOLS: Final = (
    "cli/test_cli_commands.py",
    "web/test_openapi_answers.py",
    "web/test_openapi_document.py",
)
SLOW: Final = (
    "cli/test_cli_beginning.py",
    "cli/test_cli_errors.py",
    "cli/test_cli_serve.py",
    "cli/test_cli_worlds.py",
    "plugin/test_plugin_remote.py",
)
# What a version of pytest can break, and no Python.
OF_PYTEST: Final = (
    "plugin/test_plugin_aftermath.py",
    "plugin/test_plugin_marker.py",
    "plugin/test_plugin_reports.py",
)


@dataclass(frozen=True)
class Ran:
    """How the tests of a run ended, by their outcome in JUnit's words; `output` is all that pytest said."""

    status: int
    outcomes: Counter[str]
    output: str = field(repr=False)


def run(python: Path, wheel: Path, folder: Path, *, marks: Iterable[str], files: Iterable[str] = ()) -> Ran:
    """Run it from an empty folder, so that nothing but the wheel has our packages; warnings are errors as ever.

    `folder` is for all that it makes; `marks` and `files` are left out. Raises TimeoutExpired.
    """
    report = folder / "report.xml"
    empty = folder / "empty"
    empty.mkdir()
    command: list[str | Path] = [
        python.with_name("pytest"),
        "-c",
        CHECKOUT / "pyproject.toml",
        "--rootdir",
        CHECKOUT,
    ]
    command += [
        "-q",
        "-n",
        "3",
        "--dist",
        "worksteal",
        "-p",
        "no:cacheprovider",
        "-m",
        f"not ({' or '.join(marks)})",
        f"--junitxml={report}",
    ]
    command += [f"--basetemp={folder / 'tmp'}"]
    command += [f"--ignore={TESTS / each}" for each in (*NEED_MORE_TOOLS, *SLOW, *files)]
    command += [TESTS / each for each in FOLDERS]
    variables = clean_environment() | {WHEEL: str(wheel), "PYTHONPYCACHEPREFIX": str(folder / "pyc")}
    variables.pop("TESTS_REQUIRE", None)
    with subprocess.Popen(
        command,
        cwd=empty,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return Ran(process.returncode, _outcomes(report), output)


def _outcomes(report: Path) -> Counter[str]:
    if not report.exists():
        return Counter()
    cases = ET.parse(report).iter("testcase")
    ends = [[child.tag for child in case if child.tag in ("failure", "error", "skipped")] for case in cases]
    return Counter(end[0] if end else "passed" for end in ends)
