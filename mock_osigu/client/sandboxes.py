"""Worlds beside the default one, and named points to come back to."""

from dataclasses import dataclass, field
from typing import Unpack

from mock_osigu.client.options import SandboxOptions
from mock_osigu.client.route import Route, segment


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """An isolated world: where it answers, and its own client; the secret only in the answer to making it."""

    id: str
    url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    control_url: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    name: str
    sandbox_id: str


class Sandboxes:
    """The sandboxes of a server."""

    def __init__(self, server: Route) -> None:
        self._server = server

    def all(self) -> list[Sandbox]:
        return self._server.all(Sandbox, "/sandboxes")

    def create(self, **options: Unpack[SandboxOptions]) -> Sandbox:
        """An isolated world with a client of its own, whose secret is in this answer alone."""
        return self._server.one(Sandbox, "POST", "/sandboxes", options)

    def get(self, sandbox_id: str) -> Sandbox:
        return self._server.one(Sandbox, "GET", f"/sandboxes/{segment(sandbox_id)}")

    def remove(self, sandbox_id: str) -> None:
        self._server.call("DELETE", f"/sandboxes/{segment(sandbox_id)}")


class Snapshots:
    """Named states. The names are the server's, the same for all its sandboxes, and outlive resets."""

    def __init__(self, server: Route, sandbox: Route) -> None:
        self._server = server
        self._sandbox = sandbox

    def all(self) -> list[Snapshot]:
        """Those of all sandboxes."""
        return self._server.all(Snapshot, "/snapshots")

    def take(self, name: str) -> Snapshot:
        """Name the state of this sandbox; a name that is taken is taken over."""
        return self._sandbox.one(Snapshot, "PUT", f"/snapshots/{segment(name)}")

    def restore(self, name: str) -> Snapshot:
        """Go back to a state of this sandbox."""
        return self._sandbox.one(Snapshot, "POST", f"/snapshots/{segment(name)}/restore")

    def remove(self, name: str) -> None:
        self._server.call("DELETE", f"/snapshots/{segment(name)}")
