from collections.abc import Iterator

import pytest

from webhooks.live import Live, serving
from webhooks.receivers import Receiver, receiving


@pytest.fixture
def live() -> Iterator[Live]:
    """A server whose time stands still."""
    with serving() as one:
        yield one


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one
