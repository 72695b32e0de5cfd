"""What `osigu_server` gives a test."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from mock_osigu.client import ControlError
from pytest_mock_osigu.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Unpack

    from mock_osigu import ControlClient
    from mock_osigu.client import (
        Aio,
        Cashouts,
        CertificateKind,
        Clients,
        Clock,
        Eligibility,
        FaultOptions,
        FaultRule,
        Faults,
        Invoices,
        Limits,
        Part,
        Payers,
        Requests,
        SandboxOptions,
        Scenarios,
        Webhooks,
        WorldOptions,
    )


class OsiguServer(Connection):
    """An Osigu of your own, as it was at its start when your test began.

    `url` and `token_url` are what your program calls, `client_id` and `client_secret` what it calls them with.
    The rest changes the world around it, without your program noticing how:

    - `clock`: `now()`, `advance(hours=25)`, `freeze()`, `travel("2026-01-01T00:00:00Z")`, `resume()`
    - `invoices`: `all()`, `add(…)`, `get(id)`, `change(id, payment_status="PAID")`, `remove(id)`
    - `cashouts`: `request(ids)`, `move(id, "APPROVED")`, `auto_advance()`, `all()`, `get(id)`
    - `payers`: `set("CO", "900123456", terms={…})`, `get("CO", "900123456")`, `all()`
    - `eligibility`: `change(due_date_rule=True)`, `get()`
    - `clients`: `all()`, `add(…)`, `get(id)`, `change(id, …)`, `remove(id)`
    - `faults`: `add(path="/v1/invoices", status=503)`, `all()`, `unused()`, `remove(rule)`, `clear()`
    - `limits`: `set(payments=Limit(per_minute=2))`, `get()`, `clear()`
    - `scenarios`: the named ones, `all()`, `add(name, faults=[…])`, `remove(name)`
    - `webhooks`: `deliver_to(url, events=["cashout_request.*"])`, `deliveries()`, `replay(delivery)`, `flush()`,
      `mode("duplicate")`

    And it tells what your program asked for:

    - `requests`: `all()`, `last()`, `count()`, `wait()`, `quiet()`, `explain(entry)`, `assert_requested()`,
      `assert_none()`, `assert_order()`, `clear()`, all with filters as `method="POST", path="/v1/invoices"`
    - `aio`: `requests.wait`, `requests.quiet`, `clock.advance` and `webhooks.flush` as coroutines

    `control` has all else that the control API can do. A refusal raises `mock_osigu.client.ControlError`, which
    names the field and the valid choices.
    """

    def __init__(
        self,
        control: ControlClient,
        url: str,
        client_id: str,
        client_secret: str,
        leftovers: ExitStack,
        *,
        ca_file: str | None = None,
        world: WorldOptions | None = None,
    ) -> None:
        super().__init__(url, client_id, client_secret, ca_file=ca_file)
        self.control = control
        self._world = world or {}
        self._others: list[OsiguServer] = []
        self._leftovers = leftovers

    # The parts of `control` that tests use, each loaded with its first use.

    @property
    def clock(self) -> Clock:
        return self.control.clock

    @property
    def invoices(self) -> Invoices:
        return self.control.invoices

    @property
    def cashouts(self) -> Cashouts:
        return self.control.cashouts

    @property
    def payers(self) -> Payers:
        return self.control.payers

    @property
    def eligibility(self) -> Eligibility:
        return self.control.eligibility

    @property
    def clients(self) -> Clients:
        return self.control.clients

    @property
    def faults(self) -> Faults:
        return self.control.faults

    @property
    def limits(self) -> Limits:
        return self.control.limits

    @property
    def scenarios(self) -> Scenarios:
        return self.control.scenarios

    @property
    def requests(self) -> Requests:
        return self.control.requests

    @property
    def webhooks(self) -> Webhooks:
        return self.control.webhooks

    @property
    def aio(self) -> Aio:
        return self.control.aio

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

    def fail_next(self, **options: Unpack[FaultOptions]) -> FaultRule:
        """Make the next request go wrong, or the next `times`: with 503, if nothing else is said.

        `path`, `operation`, `method` and more say which; `status`, `body`, `headers`, `delay_seconds`, `connection`,
        `damage`, `token` what happens. Without any, it is the next request of all, be it for a token.
        """
        return self.faults.fail_next(**options)

    def scenario(self, name: str | None) -> None:
        """Have a named thing go wrong for your client, as `token-expires-once`; None ends it."""
        self.clients.bind_scenario(self.client_id, name)

    def reset(self, *, only: Sequence[Part] | None = None, **options: Unpack[WorldOptions]) -> None:
        """Start again, whole or in parts; `token_ttl`, `seed`, `invoices`, `freeze`, `scenario` change the start.

        The start is the server's, of `osigu_settings`: what the test's marker says is for its beginning alone.
        """
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
        else:
            options = {**self._world, **options}
        made = self.control.sandboxes.create(**options)
        self._leftovers.callback(_quietly, self.control.sandboxes.remove, made.id)
        control = self.control.in_sandbox(made.id)
        secret = made.client_secret or ""
        credentials = made.client_id, secret
        other = OsiguServer(
            control, made.url, *credentials, self._leftovers, ca_file=self.ca_file, world=self._world
        )
        self._others.append(other)
        return other

    def show_certificate(self, kind: CertificateKind) -> None:
        """Meet new connections with an `expired`, a `wrong_name` or an `untrusted` certificate, until the test's end.

        Needs a server with TLS: `Settings(tls=True)`.
        """
        self.control.certificates.choose(kind)
        self._leftovers.callback(self.control.certificates.choose, "good")

    def worlds(self) -> Iterator[OsiguServer]:
        """It itself, and all that were made beside it."""
        yield self
        for other in self._others:
            yield from other.worlds()

    def _scoped(self, name: str) -> str:
        """Snapshots' names are the server's, and several runs may share one."""
        return f"{self.control.sandbox}.{name}"


def _quietly(remove: Callable[[str], None], name: str) -> None:
    """Take away what the test may have taken away itself."""
    with suppress(ControlError):
        remove(name)
