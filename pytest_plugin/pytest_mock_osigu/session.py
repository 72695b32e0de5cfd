"""One server for a whole run, and how each test begins on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from mock_osigu.client import ControlError, ControlUnreachable
from pytest_mock_osigu.connection import Connection
from pytest_mock_osigu.options import MARKER, TOKEN_VARIABLE, Remote

if TYPE_CHECKING:
    from mock_osigu import ControlClient
    from mock_osigu.client import WorldOptions


class OsiguSession(Connection):
    """The server of this run: the same `url`, client and `env` from its first test to its last.

    Under pytest-xdist each worker has its own.
    """

    def __init__(
        self,
        control: ControlClient,
        url: str,
        client_id: str,
        client_secret: str,
        *,
        ca_file: str | None = None,
        failures: Callable[[], int] | None = None,
        world: WorldOptions | None = None,
    ) -> None:
        super().__init__(url, client_id, client_secret, ca_file=ca_file)
        self.control = control
        """The control API, from `mock_osigu.client`."""
        self.world = world or {}
        """What each new sandbox begins with that the server's own settings do not say."""
        self._failures = failures
        self._told = 0

    def may_have_failed(self) -> bool:
        """Whether the mock may have had a bug since this was last asked; a server elsewhere may always have."""
        if self._failures is None:
            return True
        told, self._told = self._told, self._failures()
        return told != self._told


def start(session: OsiguSession, remote: Remote | None, run: pytest.Session, options: dict[str, Any]) -> None:
    """Begin a test: the world as it was at its start, with the options of the test's marker."""
    with usable(remote, run):
        try:
            session.control.reset(**options)
        except (ControlError, TypeError, ValueError) as error:
            if not options or (isinstance(error, ControlError) and error.status != 422):
                raise
            message = f"@pytest.mark.{MARKER}: {error}"
            raise pytest.fail.Exception(message, pytrace=False) from None


@contextmanager
def usable(remote: Remote | None, run: pytest.Session) -> Iterator[None]:
    """End the run where a server elsewhere cannot be used: every further test would only say so again."""
    try:
        yield
    except ControlUnreachable as error:
        if remote is None:
            raise
        _end(run, f"--osigu-url: {error}")
    except ControlError as error:
        if remote is None or error.status not in _CLOSED:
            raise
        _end(run, f"--osigu-url {remote.url}: {error.detail}{_CLOSED[error.status]}")


_CLOSED: Final = {
    401: f" (give it with --osigu-control-token or {TOKEN_VARIABLE})",
    403: "",
    404: "",
}


def _end(run: pytest.Session, message: str) -> None:
    if hasattr(run.config, "workerinput"):
        # A worker of pytest-xdist passes on why it stops by this attribute alone.
        run.shouldstop = message
    pytest.exit(message, pytest.ExitCode.USAGE_ERROR)
