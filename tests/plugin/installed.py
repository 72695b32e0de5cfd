"""The plugin as users get it: from a wheel, in an environment of its own, in runs of real pytest."""

import os
import signal
import subprocess
import sys
import sysconfig
import venv
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pytest_alone import alone

CHECKOUT: Final = Path(__file__).parents[2]
SECONDS: Final = 60.0
BUILD_SECONDS: Final = 180.0
WHEEL: Final = "TESTS_WHEEL"  # the variable with a wheel's path


@dataclass(frozen=True)
class Outcome:
    """How a test ended, and what it recorded."""

    result: str
    recorded: Mapping[str, str]


@dataclass(frozen=True)
class Run:
    """A finished run of pytest."""

    status: int
    output: str
    outcomes: Mapping[str, Outcome] = field(repr=False)

    def results(self) -> dict[str, str]:
        return {name: outcome.result for name, outcome in self.outcomes.items()}

    def assert_all_passed(self) -> None:
        assert self.status == 0, self.output
        assert set(self.results().values()) == {"passed"}, self.output


@dataclass(frozen=True)
class Environment:
    """A virtual environment with our wheel in it, and our dependencies beside it."""

    python: Path
    site: Path


@dataclass(frozen=True)
class Project:
    """A folder of tests in which pytest is run as a user would."""

    environment: Environment
    folder: Path

    def write(self, **files: str) -> None:
        """A file for each name, `.py` left out."""
        for name, text in files.items():
            file = self.folder / f"{name}.py"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        """A run in a process group of its own, as a terminal would start it."""
        return subprocess.Popen(
            [self.environment.python, "-m", "pytest", *alone(), *self._reporting, *arguments],
            cwd=self.folder,
            env=clean_environment() | dict(env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
        """Run pytest to its end, warnings as errors."""
        with self.start("-W", "error", *arguments, env=env) as process:
            return self.finish(process)

    def finish(self, process: "subprocess.Popen[str]") -> Run:
        """Wait for the end of a run."""
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return Run(process.returncode, output, self._outcomes())

    @property
    def _report(self) -> Path:
        return self.folder / "report.xml"

    @property
    def _reporting(self) -> tuple[str, ...]:
        return (f"--junitxml={self._report}", "-o", "junit_family=xunit1")

    def _outcomes(self) -> dict[str, Outcome]:
        if not self._report.exists():
            return {}
        cases = ET.parse(self._report).iter("testcase")
        return {case.attrib.get("name", "an interrupted one"): _outcome(case) for case in cases}


def _outcome(case: ET.Element) -> Outcome:
    results = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
    recorded = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
    return Outcome(results[0] if results else "passed", recorded)


def clean_environment() -> dict[str, str]:
    """This process's variables without those that steer Python, pytest or us."""
    ours = ("MOCK_OSIGU_", "OSIGU_", "PYTEST_", "PYTHON", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def build_wheel(folder: Path) -> Path:
    """Build ours, unless WHEEL names one that is built; raises AssertionError with pip's words."""
    if built := os.environ.get(WHEEL):
        return Path(built)
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(CHECKOUT))
    (wheel,) = folder.glob("mock_osigu-*.whl")
    return wheel


def build_environment(folder: Path) -> Environment:
    """Build the wheel and install it; raises AssertionError with pip's words."""
    wheel = build_wheel(folder)
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # A path in a .pth file comes after the wheel's, and the .pth files in it are not read: the editable
    # installation of the checkout stays out.
    (site / "tools.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Environment(python, site)


def pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
