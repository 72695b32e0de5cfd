"""Who may ask for tokens."""

from typing import Unpack

from mock_osigu.client.answers import Client
from mock_osigu.client.options import ClientFields
from mock_osigu.client.route import Route, given, segment


class Clients:
    """The clients of a sandbox. An id belongs to one sandbox of a server: a second one is refused (409)."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self) -> list[Client]:
        return self._route.all(Client, "/clients")

    def add(self, client_id: str | None = None, **fields: Unpack[ClientFields]) -> Client:
        """Make a client; an id or a secret left out is generated. The secret is in this answer alone."""
        return self._route.one(Client, "POST", "/clients", {**given(client_id=client_id), **fields})

    def get(self, client_id: str) -> Client:
        return self._route.one(Client, "GET", _path(client_id))

    def change(self, client_id: str, **fields: Unpack[ClientFields]) -> Client:
        """Change what is given; the rest stays."""
        return self._route.one(Client, "PATCH", _path(client_id), fields)

    def remove(self, client_id: str) -> None:
        """Take the client away; its tokens become unknown."""
        self._route.call("DELETE", _path(client_id))

    def bind_scenario(self, client_id: str, scenario: str | None) -> Client:
        """Have what a scenario stands for happen to this client; None ends it."""
        return self._route.one(Client, "PUT", f"{_path(client_id)}/scenario", {"scenario": scenario})


def _path(client_id: str) -> str:
    return f"/clients/{segment(client_id)}"
