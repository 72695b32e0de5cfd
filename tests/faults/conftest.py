"""A server on a real socket for each module of this folder, as it was at start before each test."""

from collections.abc import Iterator

import pytest

from support import Running, running


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as served:
        yield served


@pytest.fixture
def live(server: Running) -> Running:
    server.renew()
    return server
