"""The end of a test: a bug of the mock, and rules that hit nothing."""

import re
from collections.abc import Iterator
from typing import NoReturn

import pytest

from mock_osigu.api.payments.service import Invoices
from mock_osigu.client import ControlClient
from plugin.installed import Project, Run
from support import running

UNUSED = """
import pytest
import requests

@pytest.mark.osigu(unused_faults="error")
def test_unused(osigu_server):
    osigu_server.faults.add(operation="invoices.list", status=503)
    osigu_server.fail_next(path="/v1/invoices/*", connection="reset")
    osigu_server.faults.add(method="GET", status=500, after=1)
    requests.get(f"{osigu_server.url}/v1/invoices", headers=osigu_server.bearer(), timeout=10)

@pytest.mark.osigu(unused_faults="error")
def test_used(osigu_server):
    osigu_server.fail_next()
    requests.get(f"{osigu_server.url}/v1/invoices", headers=osigu_server.bearer(), timeout=10)

@pytest.mark.osigu(unused_faults="error")
def test_fails_before(osigu_server):
    osigu_server.fail_next()
    assert False

@pytest.mark.osigu(unused_faults="error")
def test_beside(osigu_server):
    osigu_server.new_sandbox().fail_next(status=502)

@pytest.mark.osigu(unused_faults="error")
class TestMarked:
    @pytest.mark.osigu(unused_faults="ignore")
    def test_the_nearest_wins(self, osigu_server):
        osigu_server.fail_next()

def test_unmarked(osigu_server):
    osigu_server.fail_next()
"""
FORBIDDEN = 'fault rules that hit nothing, and @pytest.mark.osigu(unused_faults="error") forbids that:'
CALLS = """
import requests

def test_calls(osigu_server):
    requests.get(f"{osigu_server.url}/v1/invoices", headers=osigu_server.bearer(), timeout=10)

def test_asks_for_500(osigu_server):
    osigu_server.fail_next(status=500)
    requests.get(f"{osigu_server.url}/v1/invoices", headers=osigu_server.bearer(), timeout=10)
    requests.get(f"{osigu_server.url}/v1/cases", headers={"Prefer": "code=500"}, timeout=10)
"""
BUG = "mock-osigu itself failed while this test ran; that is a bug of the mock, not of your program:"


def block(run: Run, first: str) -> list[str]:
    """The lines of the output from `first` on, to the end of its part."""
    lines = run.output.splitlines()
    assert lines.count(first) == 1, run.output
    rest = lines[lines.index(first) :]
    end = next(number for number, line in enumerate(rest) if line.startswith(("-", "=", "_")))
    return rest[:end]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["own", "elsewhere"])
def test_rules_that_hit_nothing(project: Project, remote: ControlClient, *, elsewhere: bool) -> None:
    project.write(test_rules=UNUSED)
    where = ("--osigu-url", remote.url) if elsewhere else ()
    run = project.run(*where, "-k", "not beside")
    assert run.results() == {
        "test_unused": "error",
        "test_used": "passed",
        "test_fails_before": "failure",
        "test_the_nearest_wins": "passed",
        "test_unmarked": "passed",
    }
    assert block(run, FORBIDDEN) == [
        FORBIDDEN,
        "  fault-2: connection reset for path /v1/invoices/*; times 1 (matched 0)",
        "  fault-3: status 500 for method GET; after 1 (matched 0)",
    ]
    assert "Traceback" not in run.output
    assert "aftermath.py" not in run.output


def test_rules_of_a_sandbox_beside(project: Project) -> None:
    project.write(test_rules=UNUSED)
    run = project.run("-n", "1", "-k", "beside")
    assert run.results() == {"test_beside": "error"}
    assert block(run, FORBIDDEN)[1:] == ["  fault-1: status 502 for every operation; times 1 (matched 0)"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server with a bug."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("a bug of the mock")

    monkeypatch.setattr(Invoices, "list", fail)
    with running() as live:
        yield live.url


def assert_tells_of_the_bug(run: Run, trace: str) -> None:
    assert run.results() == {"test_calls": "error", "test_asks_for_500": "passed"}
    told = block(run, BUG)
    line = r"  #\d+ GET /v1/invoices -> 500 in \d+\.\d ms, request id [\w-]+"
    assert re.fullmatch(line, told[1]), told
    assert told[2:] == [f"The trace is in {trace}, beside that id."]


def test_a_bug_of_the_mock(project: Project) -> None:
    project.write(
        conftest="""
from mock_osigu.api.payments.service import Invoices

def fail(*_, **__):
    raise ZeroDivisionError("a bug of the mock")

Invoices.list = fail
""",
        test_calls=CALLS,
    )
    run = project.run()
    assert_tells_of_the_bug(run, "the log that pytest captured")
    (request_id,) = set(re.findall(r"request id ([\w-]+)", run.output))
    assert re.search(rf"ERROR .*request {request_id} failed: GET /v1/invoices", run.output)
    assert "ZeroDivisionError: a bug of the mock" in run.output


def test_a_bug_of_a_mock_elsewhere(project: Project, broken: str) -> None:
    project.write(test_calls=CALLS)
    assert_tells_of_the_bug(project.run("--osigu-url", broken), f"the log of the server at {broken}")
