"""Hooks and fixtures. Nothing of mock_osigu is imported before a fixture asks for it.

Two reasons: a run that uses no fixture pays nothing, and pytest loads this module before coverage starts.
"""
# ruff: noqa: PLC0415 - as said above

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from pytest_mock_osigu.options import (
    MARKER,
    MARKER_OPTIONS,
    BadMarker,
    add_options,
    remote_of,
    world_options,
)

if TYPE_CHECKING:
    from mock_osigu import Settings
    from pytest_mock_osigu import OsiguServer, OsiguSession


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
    """The same Osigu, as it was at its start, and what a test can do to it: clock, tokens, invoices, scenarios."""
    from pytest_mock_osigu.handle import OsiguServer
    from pytest_mock_osigu.session import start

    try:
        options = world_options(request.node)
    except BadMarker as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    start(osigu_session, remote_of(request.config), request.session, options)
    with ExitStack() as leftovers:
        yield OsiguServer(
            osigu_session.control,
            osigu_session.url,
            osigu_session.client_id,
            osigu_session.client_secret,
            leftovers,
        )


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
