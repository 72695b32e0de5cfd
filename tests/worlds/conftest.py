"""A server on a real socket, new for each test: ids stay taken as long as one lives."""

from collections.abc import Iterator

import pytest

from support import Running, running


@pytest.fixture
def live() -> Iterator[Running]:
    with running() as served:
        yield served
