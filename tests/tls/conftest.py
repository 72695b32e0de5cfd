"""Servers with TLS, and clients that trust them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mock_osigu.core.clock import system_now
from mock_osigu.engine.certificates import Certificates
from mock_osigu.server import Server
from server.raw_client import echo
from tls.secure_client import SecureClient, trusting

Serve = Callable[..., Server]
Connect = Callable[..., SecureClient]


@pytest.fixture
def certificates() -> Certificates:
    return Certificates((), system_now())


@pytest.fixture(params=["asyncio", "uvloop"])
def serve_tls(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Serve]:
    """Starts servers, by default of the echo app, and stops them after the test; under either loop."""
    uvloop = request.param == "uvloop"
    if uvloop:
        pytest.importorskip("uvloop", reason="uvloop, the extra [fast], is not installed")
    with ExitStack() as stack:

        def start(app: Any = echo, **options: Any) -> Server:
            return stack.enter_context(Server(app, uvloop=uvloop, tls=certificates, **options))

        yield start


@pytest.fixture
def connect_tls(certificates: Certificates) -> Iterator[Connect]:
    """Opens connections, the handshake done, and closes them after the test."""
    with ExitStack() as stack:

        def open_one(server: Server, *, shaken: bool = True) -> SecureClient:
            client = stack.enter_context(SecureClient(server, trusting(certificates)))
            return client.shake() if shaken else client

        yield open_one
