"""What holds for the whole run: an interrupt arrives, and nothing that TESTS_REQUIRE names is skipped."""

import os
import signal
from collections.abc import Generator

import pytest

pytest_plugins = ("pytester",)

REQUIRE = "TESTS_REQUIRE"


def required() -> frozenset[str]:
    """The marks that must run here, from the comma-separated environment variable."""
    return frozenset(os.environ.get(REQUIRE, "").replace(",", " ").split())


def pytest_configure() -> None:
    """A run in a shell's background (`make test &`) ignores SIGINT, and so would every program it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marks = required() & {mark.name for mark in item.iter_markers()}
    if marks and report.skipped and not hasattr(report, "wasxfail"):
        forbid(report, ", ".join(sorted(marks)))
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself hides which marks its tests have, so none may while anything is required."""
    report = yield
    if required() and report.skipped:
        forbid(report, "all of a module")
    return report


def forbid(report: pytest.TestReport | pytest.CollectReport, what: str) -> None:
    """Makes a skip a failure that still tells the reason of the skip."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{what}: {REQUIRE} allows no skip here, yet: {reason}"
