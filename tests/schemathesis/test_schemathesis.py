"""Schemathesis, with the document in hand, finds no 5xx and no answer that the document does not have.

All of its checks, but for what `schemathesis.toml` says and why, in all of its phases for Osigu's operations. A run
takes one of the two paths of invoices: that both name the same invoices is beyond its model.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from cli.programs import Served, serving

CONFIG: Final = Path(__file__).parent / "schemathesis.toml"
PROGRAM: Final = Path(sys.executable).with_name("schemathesis")
SECONDS: Final = 120
LONG_POLL: Final = "control.requests.wait"

FAULTS: Final = (
    {"effect": {"token": "expired"}, "probability": 0.1},
    {"effect": {"token": "revoked"}, "probability": 0.1},
    {"effect": {"token": "no_scope"}, "probability": 0.1},
    {"effect": {"status": 429}, "probability": 0.1},
    {"effect": {"drip_bytes_per_second": 100_000}, "probability": 0.3},
)


@dataclass(frozen=True)
class Run:
    """Which operations, by a pattern of paths, and how many examples of each; rules that are there meanwhile."""

    paths: str
    examples: int = 5
    phases: str = "examples,coverage,fuzzing,stateful"
    faults: tuple[dict[str, Any], ...] = ()
    excluded_checks: str = ""

    def has(self, path: str, operation: dict[str, Any]) -> bool:
        return re.search(self.paths, path) is not None and operation["operationId"] != LONG_POLL

    def options(self) -> list[str]:
        words = [
            "--include-path-regex",
            self.paths,
            "--max-examples",
            str(self.examples),
            "--phases",
            self.phases,
        ]
        return [*words, *(["--exclude-checks", self.excluded_checks] if self.excluded_checks else [])]


CONTROL: Final = "^/($|health|__admin)"
INVOICES: Final = "^/(?!$|health|__admin|v1/account-receivables)"
ACCOUNT_RECEIVABLES: Final = "^/v1/account-receivables"
RUNS: Final = {
    "invoices": Run(INVOICES),
    "account receivables": Run(ACCOUNT_RECEIVABLES),
    # A rule answers before anyone looks whether there is an Authorization header.
    "with faults": Run(INVOICES, 5, "fuzzing,stateful", FAULTS, "missing_required_header"),
    "control": Run(CONTROL, 1, "coverage,fuzzing"),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_nothing_outside_the_document(run: Run, tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        document = control(served, "GET", "openapi.json")
        for rule in run.faults:
            control(served, "POST", "faults", rule)
        done = fuzz(served.url, run, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        entries = control(served, "GET", "requests?limit=1000")["items"] if run.paths != CONTROL else []
        assert [entry for entry in entries if entry["status"] is None or entry["status"] >= 500] == []
        assert "Traceback" not in served.log()
    wanted = [run.has(path, each) for path, methods in document["paths"].items() for each in methods.values()]
    assert f"Tested: {sum(wanted)}\n" in done.stdout, done.stdout


def test_every_operation_is_in_a_run(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        document = control(served, "GET", "openapi.json")
    left = [
        each["operationId"]
        for path, methods in document["paths"].items()
        for each in methods.values()
        if not any(run.has(path, each) for run in RUNS.values())
    ]
    assert left == [LONG_POLL]


def fuzz(url: str, run: Run, folder: Path) -> subprocess.CompletedProcess[str]:
    same = ("--generation-deterministic", "--no-color", "--warnings", "off")
    words: list[str | Path] = [
        PROGRAM,
        "--config-file",
        CONFIG,
        "run",
        f"{url}/__admin/openapi.json",
        "--url",
        url,
        *same,
    ]
    words += ["--exclude-operation-id", LONG_POLL, "--request-timeout", "10", *run.options()]
    return subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=folder,
        stdin=subprocess.DEVNULL,
    )


def control(served: Served, method: str, route: str, body: Any = None) -> Any:
    answer = requests.request(method, f"{served.url}/__admin/{route}", json=body, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()
