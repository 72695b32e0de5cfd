"""Servers on real sockets for the tests of this folder."""

from collections.abc import Iterator

import pytest

from support import Running, running


@pytest.fixture
def live() -> Iterator[Running]:
    """A server of the default settings, new for each test."""
    with running() as server:
        yield server
