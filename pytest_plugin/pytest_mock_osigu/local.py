"""A server of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from mock_osigu import ControlClient, Server, Settings
from mock_osigu.server import Limits
from mock_osigu.settings import SettingError
from mock_osigu.tls import UnusableName, certificates_for
from mock_osigu.wsgi import Operations, sandboxes_of
from pytest_mock_osigu.authority import authority_of
from pytest_mock_osigu.session import OsiguSession


@contextmanager
def local_session(settings: Settings) -> Iterator[OsiguSession]:
    """A server in a thread of this process, on a free port of 127.0.0.1."""
    if not settings.control:
        pytest.fail("osigu_settings has control=False, but the fixtures need the control API", pytrace=False)
    limits = Limits(max_header=settings.max_header, max_body=settings.max_body)
    own = settings.clients[0]
    try:
        certificates = certificates_for(settings)
        sandboxes = sandboxes_of(settings)
        app = Operations(sandboxes, certificates)
    except (SettingError, UnusableName) as error:
        pytest.fail(f"osigu_settings: {error}", pytrace=False)
    with (
        closing(sandboxes),
        Server(app, limits=limits, tls=certificates) as server,
        ControlClient(server.url, control_token=settings.control_token) as control,
        authority_of(control) as ca_file,
    ):
        client = own.client_id, own.client_secret
        yield OsiguSession(control, server.url, *client, ca_file=ca_file, failures=lambda: app.failures)
