"""A sandbox of our own on a server that runs elsewhere. The server's code stays unloaded here."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import pytest

from mock_osigu import ControlClient, Settings
from mock_osigu.client import ControlError, ControlUnreachable
from pytest_mock_osigu.authority import authority_of
from pytest_mock_osigu.options import Remote
from pytest_mock_osigu.session import OsiguSession, usable

if TYPE_CHECKING:
    from mock_osigu.client import WorldOptions

TRAVELLING: Final = frozenset({"token_ttl", "seed", "invoices"})
"""The settings that a sandbox on another server can have as its own."""
UNSEEN: Final = frozenset({"control", "control_token", "allow_hosts", "webhook_allow"})
"""The settings that make no difference to what a test sees, as long as the fixtures get in."""


@contextmanager
def remote_session(remote: Remote, settings: Settings, run: pytest.Session) -> Iterator[OsiguSession]:
    """A sandbox of our own on a running server, made with the settings' world, gone at the end.

    A server that cannot be used ends the whole run, with one message.
    """
    _warn_of_what_stays_here(settings)
    with ControlClient(remote.url, control_token=remote.control_token) as server:
        with usable(remote, run):
            made = server.sandboxes.create(**_world(settings))
        try:
            control = server.in_sandbox(made.id)
            with authority_of(server) as ca_file:
                secret = made.client_secret or ""
                client = made.client_id, secret
                yield OsiguSession(control, made.url, *client, ca_file=ca_file, world=_world(settings))
        finally:
            with suppress(ControlError, ControlUnreachable):
                server.sandboxes.remove(made.id)


def _world(settings: Settings) -> WorldOptions:
    return {"token_ttl": settings.token_ttl, "seed": settings.seed, "invoices": settings.invoices}


def _warn_of_what_stays_here(settings: Settings) -> None:
    usual, ours = vars(Settings()), vars(settings)
    lost = [name for name in ours if ours[name] != usual[name] and name not in TRAVELLING | UNSEEN]
    if lost:
        message = (
            f"osigu_settings without effect, since --osigu-url names a server with its own: {', '.join(lost)}"
        )
        warnings.warn(pytest.PytestWarning(message), stacklevel=1)
