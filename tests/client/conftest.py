"""A server of its own for each test, its control, and a journal with something in it."""

from collections.abc import Iterator

import pytest

from mock_osigu.client import ControlClient
from support import Running, bearer, running


@pytest.fixture
def live() -> Iterator[Running]:
    with running() as live:
        yield live


@pytest.fixture
def control(live: Running) -> Iterator[ControlClient]:
    with ControlClient(live.url) as control:
        yield control


@pytest.fixture
def used(live: Running, control: ControlClient) -> ControlClient:
    """A journal of three: a token, a list with it, and something that is refused."""
    token = live.token()
    live.send("GET", "/v1/invoices?size=1&page=0", bearer(token))
    live.send("POST", "/v1/invoices", bearer(token), body=b'{"invoices": [{"total_amount": 1500.10}]}')
    return control
