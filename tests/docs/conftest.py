"""The server that the pages' commands meet, and the account of what was replaced in them."""

from collections.abc import Iterator

import pytest

from cli.programs import serving


@pytest.fixture(scope="module")
def served_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with every default but its port, for all stories: each resets it first."""
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served.url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = sorted(
        {
            f"{name.removeprefix('replaced in ')}: {what}"
            for reports in terminalreporter.stats.values()
            for report in reports
            for name, what in getattr(report, "user_properties", ())
            if name.startswith("replaced in ")
        }
    )
    if told:
        terminalreporter.section("replaced in the documentation's blocks to run them here")
        for line in told:
            terminalreporter.write_line(line)
