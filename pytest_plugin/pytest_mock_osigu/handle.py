"""What `osigu_server` gives a test."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from mock_osigu.client import ControlError
from pytest_mock_osigu.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from mock_osigu import ControlClient
    from mock_osigu.client import Part, SandboxOptions, WorldOptions


class OsiguServer(Connection):
    """An Osigu of your own, as it was at its start when your test began.

    `url` and `token_url` are what your program calls, `client_id` and `client_secret` what it calls them with.
    The rest changes the world around it, without your program noticing how:

    - `clock`: `now()`, `advance(hours=25)`, `freeze()`, `travel("2026-01-01T00:00:00Z")`, `resume()`
    - `invoices`: `all()`, `add(…)`, `get(id)`, `change(id, payment_status="PAID")`, `remove(id)`
    - `clients`: `all()`, `add(…)`, `get(id)`, `change(id, …)`, `remove(id)`
    - `control`: all else that the control API can do

    A refusal raises `mock_osigu.client.ControlError`, which names the field and the valid choices.
    """

    def __init__(
        self, control: ControlClient, url: str, client_id: str, client_secret: str, leftovers: ExitStack
    ) -> None:
        super().__init__(url, client_id, client_secret)
        self.control = control
        self.clock = control.clock
        self.invoices = control.invoices
        self.clients = control.clients
        self._leftovers = leftovers

    def issue_token(
        self,
        *,
        expires_in: int | None = None,
        client_id: str | None = None,
        scopes: Sequence[str] | None = None,
    ) -> str:
        """A valid access token, without the token endpoint and its scenarios. `expires_in` is in seconds."""
        return self.control.tokens.issue(client_id, expires_in=expires_in, scopes=scopes).access_token

    def bearer(self) -> dict[str, str]:
        """Headers with a fresh token: `requests.get(url, headers=osigu_server.bearer())`."""
        return {"Authorization": f"Bearer {self.issue_token()}"}

    def expire_tokens(self, *, client_id: str | None = None, access_token: str | None = None) -> int:
        """Every token issued so far is expired from now on, or a client's, or one; says how many."""
        return self.control.tokens.expire(client_id=client_id, access_token=access_token)

    def revoke_tokens(self, *, client_id: str | None = None, access_token: str | None = None) -> int:
        """Every token issued so far is unknown from now on, or a client's, or one; says how many."""
        return self.control.tokens.revoke(client_id=client_id, access_token=access_token)

    def scenario(self, name: str | None) -> None:
        """Have a named thing go wrong for your client, as `token-expires-once`; None ends it."""
        self.clients.bind_scenario(self.client_id, name)

    def reset(self, *, only: Sequence[Part] | None = None, **options: Unpack[WorldOptions]) -> None:
        """Start again, whole or in parts; `token_ttl`, `seed`, `invoices`, `freeze`, `scenario` change the start."""
        self.control.reset(only=only, **options)

    def snapshot(self, name: str) -> None:
        """Name the state as it is now, to come back to it in this test."""
        scoped = self._scoped(name)
        self.control.snapshots.take(scoped)
        self._leftovers.callback(_quietly, self.control.snapshots.remove, scoped)

    def restore(self, name: str) -> None:
        """Go back to the state of that name: data, clients, tokens, clock."""
        self.control.snapshots.restore(self._scoped(name))

    def new_sandbox(self, **options: Unpack[SandboxOptions]) -> OsiguServer:
        """Another Osigu beside this one, with its own client, until the end of the test."""
        if "from_snapshot" in options:
            options["from_snapshot"] = self._scoped(options["from_snapshot"])
        made = self.control.sandboxes.create(**options)
        self._leftovers.callback(_quietly, self.control.sandboxes.remove, made.id)
        control = self.control.in_sandbox(made.id)
        return OsiguServer(control, made.url, made.client_id, made.client_secret or "", self._leftovers)

    def _scoped(self, name: str) -> str:
        """Snapshots' names are the server's, and several runs may share one."""
        return f"{self.control.sandbox}.{name}"


def _quietly(remove: Callable[[str], None], name: str) -> None:
    """Take away what the test may have taken away itself."""
    with suppress(ControlError):
        remove(name)
