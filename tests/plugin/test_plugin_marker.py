"""What the marker takes, and what becomes of a mistake in it: one test's clear error."""

from typing import get_type_hints

import pytest

from mock_osigu.client import WorldOptions
from plugin.installed import Project
from pytest_mock_osigu.options import WORLD_OPTIONS


def test_it_takes_the_options_of_a_world() -> None:
    assert set(WORLD_OPTIONS) == set(get_type_hints(WorldOptions))


@pytest.mark.parametrize(
    "arguments,message",
    [
        (
            "token_tll=5, sed=1",
            "valid are token_ttl=, seed=, invoices=, freeze=, scenario=, unused_faults=",
        ),
        ("5", "@pytest.mark.osigu takes token_ttl=, seed="),
        ("5", "unused_faults= by name, not (5,)"),
        ("unused_faults='warn'", 'unused_faults is \'warn\'; valid are "ignore" and "error"'),
        ("unused_faults=['error']", "unused_faults is ['error']; valid are"),
        ("token_ttl='long'", "  token_ttl: expected integer"),
        ("scenario='token-expire'", "there is no scenario 'token-expire'; valid are token-expired"),
        ("freeze='yesterday'", "  freeze: "),
        ("freeze=datetime.datetime(2026, 1, 1)", "has no time zone; give it one"),
        ("seed=object()", "@pytest.mark.osigu: Object of type object is not JSON serializable"),
    ],
)
def test_a_mistake_is_an_error_of_its_test_alone(project: Project, arguments: str, message: str) -> None:
    project.write(
        test_marks=f"""
import datetime
import pytest

@pytest.mark.osigu({arguments})
def test_wrong(osigu_server):
    pass

def test_other(osigu_server):
    pass
"""
    )
    run = project.run("--strict-markers")
    assert run.results() == {"test_wrong": "error", "test_other": "passed"}
    assert message in run.output
    for trace in ("Traceback", "plugin.py", "transport.py", "another exception"):
        assert trace not in run.output


def test_a_mark_comes_before_the_fixtures_of_a_test(project: Project) -> None:
    """An app's own fixture may prepare its data on the server, and must find it in the test."""
    project.write(
        test_marks="""
import pytest

@pytest.fixture
def prepared(osigu_session):
    osigu_session.control.clients.add("prepared")

@pytest.mark.osigu(invoices=1)
def test_prepared(prepared, osigu_session):
    assert osigu_session.control.clients.get("prepared").client_id == "prepared"
    assert len(osigu_session.control.invoices.all()) == 1
"""
    )
    project.run().assert_all_passed()


def test_a_mark_on_one_parameter_is_that_ones_alone(project: Project) -> None:
    project.write(
        test_marks="""
import pytest

@pytest.mark.parametrize("marked", [pytest.param(True, marks=pytest.mark.osigu(invoices=1)), False])
def test_it(request, marked):
    assert ("osigu_server" in request.fixturenames) == marked
    assert ("osigu_server" in request.node.funcargs) == marked
"""
    )
    project.run().assert_all_passed()


@pytest.mark.parametrize("asked_for", ["osigu_session", "osigu_server"])
def test_a_mark_on_a_class_of_unittest_counts(project: Project, asked_for: str) -> None:
    project.write(
        test_marks=f"""
import unittest
import pytest

@pytest.mark.osigu(invoices=1)
class TestOld(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def give(self, {asked_for}):
        self.control = {asked_for}.control

    def test_old(self):
        assert len(self.control.invoices.all()) == 1
"""
    )
    project.run().assert_all_passed()
