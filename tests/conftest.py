"""What holds for the whole run: an interrupt arrives, no property fails for its time, no required test is skipped."""

import os
import signal
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("pytester",)

REQUIRE = "TESTS_REQUIRE"


# Hypothesis fails what takes over 200 ms, as anything may on a machine that has other work.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


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
