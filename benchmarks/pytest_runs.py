"""Whole runs of pytest, by the clock on the wall: what the plugin costs who has it, and who uses it."""

import os
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.install import CACHE, python_of
from benchmarks.process import clean_environment
from benchmarks.servers import PAGE, PROGRAMS
from benchmarks.throughput import Results

MANY: Final = 200

_NOTHING: Final = "def test_nothing():\n    pass\n"
_USES: Final = "def test_uses(osigu_server):\n    assert osigu_server.url\n"
_CALLS: Final = """
import pytest
import requests

@pytest.mark.parametrize("number", range({count}))
def test_calls({fixture}, number):
    form, pair = {{"grant_type": "client_credentials"}}, ("cossen-osigu-service", "base64secretkey")
    token = requests.post({fixture}.url + "/v1/oauth/token", data=form, auth=pair).json()["access_token"]
    listed = requests.get({fixture}.url + "/v1/invoices", headers={{"Authorization": "Bearer " + token}})
    assert len(listed.json()["content"]) == 15
"""
_STUB: Final = f"""
import sys, types
import pytest
sys.path.insert(0, {str(PROGRAMS)!r})

@pytest.fixture(scope="session")
def stub():
    from stub import start
    server = start({str(PAGE)!r})
    yield types.SimpleNamespace(url=f"http://127.0.0.1:{{server.server_port}}")
    server.shutdown()
    server.server_close()
"""
_WITHOUT: Final = ("-p", "no:mock_osigu")


@dataclass(frozen=True)
class Case:
    """A project of one test module, and how pytest is started on it."""

    test: str
    conftest: str = ""
    arguments: tuple[str, ...] = ()


# In this order in every round: what is compared is neighbours.
CASES: Final[Mapping[str, Case]] = {
    "without the plugin": Case(_NOTHING, arguments=_WITHOUT),
    "plugin unused": Case(_NOTHING),
    "one test uses it": Case(_USES),
    "1 test calls the stub": Case(_CALLS.format(count=1, fixture="stub"), _STUB, _WITHOUT),
    "1 test calls us": Case(_CALLS.format(count=1, fixture="osigu_server")),
    "1 test calls us, no reset": Case(_CALLS.format(count=1, fixture="osigu_session")),
    "many tests call the stub": Case(_CALLS.format(count=1 + MANY, fixture="stub"), _STUB, _WITHOUT),
    "many tests call us": Case(_CALLS.format(count=1 + MANY, fixture="osigu_server")),
    "many tests call us, no reset": Case(_CALLS.format(count=1 + MANY, fixture="osigu_session")),
}
"""Those with `many` have MANY tests more than those with `1`: the difference is what MANY tests cost."""


def measure(*, rounds: int, cheap_times: int) -> Results:
    """Seconds a `run`, and of the `processor` in it.

    Cases without `many` are run `cheap_times` a round, and the least counts: noise only adds.
    """
    results: Results = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        projects = {
            name: _project(Path(folder) / str(n), case) for n, (name, case) in enumerate(CASES.items())
        }
        for number in range(rounds + 1):
            took = defaultdict(list)
            for time_number in range(cheap_times if number else 1):
                for name, case in CASES.items():
                    if not time_number or "many" not in name:
                        took[name].append(_run(projects[name], case))
            for name, values in took.items() if number else ():
                results["run"][name].append(min(wall for wall, _ in values))
                results["processor"][name].append(min(spent for _, spent in values))
    return results


def _project(folder: Path, case: Case) -> Path:
    folder.mkdir()
    (folder / "test_it.py").write_text(case.test)
    (folder / "conftest.py").write_text(case.conftest)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return folder


def _run(project: Path, case: Case) -> tuple[float, float]:
    """Seconds on the wall, and of the processor. Raises AssertionError for a run that is not green."""
    shared = ("-q", "-p", "no:cacheprovider")
    command = [str(python_of("ours")), "-m", "pytest", *shared, *case.arguments]
    printed = project / "printed.txt"
    with printed.open("wb") as output:
        began = time.perf_counter()
        # Not `with`: it would wait again for what wait4 has waited for.
        process = subprocess.Popen(
            command, cwd=project, env=clean_environment(), stdout=output, stderr=output
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(printed.read_text()[-2000:])
    return took, used.ru_utime + used.ru_stime
