"""A server on a real socket, with the default world as it was at start before each test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from mock_osigu.app import create_app
from mock_osigu.server import Server

EXAMPLE_TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"
DEADLINE_SECONDS = 10


@dataclass
class Caller:
    """Speaks to the server as one provider; `admin` speaks to its control API."""

    url: str
    token: str = EXAMPLE_TOKEN
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        return self._send(method, f"/v1{path}", headers=headers, **options)

    def admin(self, method: str, path: str, **options: Any) -> requests.Response:
        return self._send(method, f"/__admin{path}", **options)

    def provider(self, client_id: str) -> "Caller":
        """Another provider, made for the purpose."""
        self.admin("POST", "/clients", json={"client_id": client_id}).raise_for_status()
        token = self.admin("POST", "/tokens", json={"client_id": client_id}).json()["access_token"]
        return Caller(self.url, token, self.session)

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=DEADLINE_SECONDS, **options)


@pytest.fixture(scope="module")
def running() -> Iterator[Caller]:
    with Server(create_app()) as server:
        caller = Caller(server.url)
        with caller.session:
            yield caller


@pytest.fixture
def call(running: Caller) -> Caller:
    running.admin("POST", "/reset").raise_for_status()
    return running
