"""Who may ask for tokens."""

from dataclasses import dataclass, field
from typing import Unpack

from mock_osigu.client.options import ClientFields
from mock_osigu.client.route import Route, given, segment


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client of a sandbox; the secret is there only in the answer to making it."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...]
    provider: str
    provider_slug: str | None
    data_source: str = "ERP"
    token_ttl: int | None
    scenario: str | None


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
