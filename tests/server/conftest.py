"""A server for a test, and raw connections to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mock_osigu.server import Server
from server.raw_client import RawClient, echo

Serve = Callable[..., Server]
Connect = Callable[..., RawClient]


@pytest.fixture(params=["asyncio", "uvloop"])
def serve(request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Starts servers, by default of the echo app, and stops them after the test; under either loop."""
    uvloop = request.param == "uvloop"
    if uvloop:
        pytest.importorskip("uvloop", reason="uvloop, the extra [fast], is not installed")
    with ExitStack() as stack:

        def start(app: Any = echo, **options: Any) -> Server:
            return stack.enter_context(Server(app, uvloop=uvloop, **options))

        yield start


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve()


@pytest.fixture
def connect(server: Server) -> Iterator[Connect]:
    """Opens connections, by default to the `server` fixture, and closes them after the test."""
    with ExitStack() as stack:

        def open_one(to: Server = server) -> RawClient:
            return stack.enter_context(RawClient(to))

        yield open_one


@pytest.fixture
def client(connect: Connect) -> RawClient:
    return connect()
