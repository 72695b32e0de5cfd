"""Hooks and fixtures. Nothing of mock_osigu is imported before a fixture asks for it.

Two reasons: a run that uses no fixture pays nothing, and pytest loads this module before coverage starts.
"""
# ruff: noqa: PLC0415 - as said above

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pytest

from pytest_mock_osigu.options import (
    MARKER,
    MARKER_OPTIONS,
    BadMarker,
    add_options,
    marked,
    remote_of,
)

if TYPE_CHECKING:
    from mock_osigu import Settings
    from pytest_mock_osigu import OsiguServer, OsiguSession, WebhookReceiver

_IN_USE: Final = pytest.StashKey["OsiguServer"]()
_FAILED: Final = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    keywords = ", ".join(f"{name}=" for name in MARKER_OPTIONS)
    config.addinivalue_line("markers", f"{MARKER}({keywords}): the Osigu that this test starts with")


def pytest_report_header(config: pytest.Config) -> str | None:
    remote = remote_of(config)
    return f"osigu: {remote.url}" if remote else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """A marked test gets its world also where it reaches the server through `osigu_session` alone."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker(MARKER) is None:
        return
    if "osigu_server" not in item.fixturenames:
        # A list of its own: the one that was there belongs to every parameter of the test.
        item.fixturenames = ["osigu_server", *item.fixturenames]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report of a failing test shows what was asked of its Osigu."""
    report = yield
    osigu = item.stash.get(_IN_USE, None)
    if osigu is not None and report.failed and report.when != "teardown":
        from pytest_mock_osigu.report import add_journals

        item.stash[_FAILED] = True
        add_journals(report, osigu)
    return report


@pytest.fixture(scope="session")
def osigu_settings() -> Settings:
    """What the server starts with; redefine it in conftest.py: `return Settings(token_ttl=60, invoices=3)`."""
    from mock_osigu import Settings

    return Settings()


@pytest.fixture(scope="session")
def osigu_session(request: pytest.FixtureRequest, osigu_settings: Settings) -> Iterator[OsiguSession]:
    """One Osigu for the whole run: `url`, `token_url`, `client_id`, `client_secret`, `env`.

    For an app that is started once. It is reset before each test that uses `osigu_server`.
    """
    remote = remote_of(request.config)
    _check_settings(osigu_settings)
    if remote is None:
        from pytest_mock_osigu.local import local_session

        opened = local_session(osigu_settings)
    else:
        from pytest_mock_osigu.remote import remote_session

        opened = remote_session(remote, osigu_settings, request.session)
    with opened as session:
        yield session


@pytest.fixture
def osigu_server(request: pytest.FixtureRequest, osigu_session: OsiguSession) -> Iterator[OsiguServer]:
    """The same Osigu, as it was at its start, and what a test can do to it: clock, tokens, faults, journal."""
    from pytest_mock_osigu.aftermath import check_end
    from pytest_mock_osigu.handle import OsiguServer
    from pytest_mock_osigu.session import start

    item, session, remote = request.node, osigu_session, remote_of(request.config)
    try:
        mark = marked(item)
    except BadMarker as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    start(session, remote, request.session, mark.world)
    with ExitStack() as leftovers:
        server = OsiguServer(
            session.control,
            session.url,
            session.client_id,
            session.client_secret,
            leftovers,
            ca_file=session.ca_file,
            world=session.world,
        )
        item.stash[_IN_USE], item.stash[_FAILED] = server, False
        yield server
        check_end(
            server,
            may_have_failed=session.may_have_failed(),
            trace=f"the log of the server at {remote.url}" if remote else "the log that pytest captured",
            # A test that failed may not have come to what the rule was for.
            with_faults=mark.unused_is_error and not item.stash[_FAILED],
        )


@pytest.fixture
def osigu_webhooks(osigu_server: OsiguServer) -> Iterator[WebhookReceiver]:
    """A local receiver of webhooks, subscribed: `received`, `wait(event=…)`, `respond_with(500, times=2)`."""
    from pytest_mock_osigu.receiver import WebhookReceiver

    receiver = WebhookReceiver(osigu_server.webhooks, osigu_server.clock.now)
    yield receiver
    receiver.stop()


@pytest.fixture
def osigu_env(osigu_server: OsiguServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sets OSIGU_BASE_URL, OSIGU_TOKEN_URL, OSIGU_CLIENT_ID and OSIGU_CLIENT_SECRET for the test; gives them."""
    for name, value in osigu_server.env.items():
        monkeypatch.setenv(name, value)
    return osigu_server.env


@pytest.fixture
def osigu_token(osigu_server: OsiguServer) -> str:
    """A valid access token."""
    return osigu_server.issue_token()


def _check_settings(given: object) -> None:
    from mock_osigu import Settings

    if not isinstance(given, Settings):
        kind = type(given).__name__
        pytest.fail(f"osigu_settings must return a mock_osigu.Settings, and gave a {kind}", pytrace=False)
