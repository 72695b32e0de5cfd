"""One server, one browser and one foreign site for all tests of the doors."""

import queue
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from doors import chromium
from mock_osigu import Sandboxes, Server, create_app
from mock_osigu.server import Access
from support import FakeTime, Http, Running


class Victim(Running):
    """A server that tells which requests came to it, and how it answered."""

    answered: "queue.Queue[Access]"

    def answer_to(self, method: str, path: str) -> int:
        """The status that the next such request got; waits for it."""
        while True:
            access = self.answered.get(timeout=chromium.SECONDS)
            if (access.method, access.path) == (method, path) and access.status is not None:
                return access.status

    @property
    def offset(self) -> float:
        """By how many seconds its clock was moved."""
        return self.sandboxes.default.clock.offset.total_seconds()

    @property
    def client_ids(self) -> list[str]:
        return [client.client_id for client in self.sandboxes.default.clients.all()]


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    with chromium.browser() as started:
        yield started


@pytest.fixture(scope="session")
def foreign_port() -> Iterator[int]:
    with chromium.foreign_site() as port:
        yield port


@pytest.fixture(scope="session")
def guarded() -> Iterator[Victim]:
    time, answered = FakeTime(), queue.Queue[Access]()
    sandboxes = Sandboxes(time_source=time.now, monotonic=time.monotonic)
    with (
        closing(sandboxes),
        Server(create_app(sandboxes), access_log=answered.put) as server,
        Victim(sandboxes, time, Http(server.host, server.port), server.url) as live,
    ):
        live.answered = answered
        yield live


@pytest.fixture
def victim(guarded: Victim) -> Victim:
    """The server as it was at its start."""
    guarded.renew()
    while not guarded.answered.empty():
        guarded.answered.get_nowait()
    return guarded
