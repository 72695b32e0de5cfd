"""A server of its own, one elsewhere, one worker or two: a suite sees the same."""

from pathlib import Path

import pytest

from mock_osigu.client import ControlClient
from plugin.installed import Project, Run

SUITE = {
    name: Path(__file__).with_name(f"suite_{name}.py").read_text(encoding="utf-8")
    for name in ("calls", "faults", "tokens", "webhooks", "worlds")
}


@pytest.fixture
def suite(project: Project) -> Project:
    helpers = {"plugin/suite_calls": SUITE["calls"]}
    suites = {f"test_{name}": text for name, text in SUITE.items() if name != "calls"}
    project.write(**suites, **helpers)
    return project


def compare(one: Run, other: Run) -> None:
    one.assert_all_passed()
    other.assert_all_passed()
    assert len(one.outcomes) == sum(text.count("def test_") for text in SUITE.values())
    assert "SYN-0000" in one.outcomes["test_the_main_path"].recorded["invoices"]
    assert one.outcomes == other.outcomes


def test_local_and_remote_are_the_same(suite: Project, remote: ControlClient) -> None:
    compare(suite.run(), suite.run("--osigu-url", remote.url))


def test_workers_see_the_same(suite: Project, remote: ControlClient) -> None:
    compare(suite.run("-n", "2"), suite.run("-n", "2", "--osigu-url", remote.url))


def test_the_order_makes_no_difference(suite: Project) -> None:
    forward = suite.run()
    suite.write(conftest="def pytest_collection_modifyitems(items):\n    items.reverse()\n")
    backward = suite.run()
    assert list(backward.outcomes) == list(forward.outcomes)[::-1]
    compare(forward, backward)
