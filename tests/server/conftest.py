"""A server for a test, and raw connections to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mock_osigu.server import Server
from server.raw_client import RawClient, echo

Serve = Callable[..., Server]
Connect = Callable[..., RawClient]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, by default of the echo app, and stops them after the test."""
    with ExitStack() as stack:

        def start(app: Any = echo, **options: Any) -> Server:
            return stack.enter_context(Server(app, **options))

        yield start


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve()


@pytest.fixture
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Opens connections, by default to the `server` fixture, and closes them after the test."""
    with ExitStack() as stack:

        def open_one(server: Server | None = None) -> RawClient:
            return stack.enter_context(RawClient(server or request.getfixturevalue("server")))

        yield open_one


@pytest.fixture
def client(connect: Connect) -> RawClient:
    return connect()
