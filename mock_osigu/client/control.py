"""The control API of one sandbox, and what is the whole server's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, Unpack
from urllib.parse import urlsplit

from mock_osigu.client.route import DEFAULT_SANDBOX, Route
from mock_osigu.client.transport import TIMEOUT_SECONDS, Transport

if TYPE_CHECKING:
    from mock_osigu.client.about import Health, Operation
    from mock_osigu.client.aio import Aio
    from mock_osigu.client.cashouts import Cashouts
    from mock_osigu.client.certificates import Certificates
    from mock_osigu.client.clients import Clients
    from mock_osigu.client.clock import Clock
    from mock_osigu.client.eligibility import Eligibility
    from mock_osigu.client.faults import Faults
    from mock_osigu.client.invoices import Invoices
    from mock_osigu.client.limits import Limits
    from mock_osigu.client.options import Part, WorldOptions
    from mock_osigu.client.payers import Payers
    from mock_osigu.client.requests import Requests
    from mock_osigu.client.sandboxes import Sandboxes, Snapshots
    from mock_osigu.client.scenarios import Scenarios
    from mock_osigu.client.tokens import Tokens
    from mock_osigu.client.webhooks import Webhooks

SANDBOX_PREFIX: Final = "/__sandbox/"


class ControlClient:
    """Steers a running mock-osigu.

    `url` is a server's, or a sandbox's own. `timeout_seconds` is the longest silence of the server that is
    borne. A server that speaks https is checked against `ca_file`, else against the authorities of this machine;
    one of this machine itself is believed without. Any thread may use it. Every call raises ControlError when
    the server refuses, which names the field and the valid choices, and ControlUnreachable when it does not answer.
    """

    def __init__(
        self,
        url: str,
        *,
        control_token: str | None = None,
        sandbox: str = DEFAULT_SANDBOX,
        timeout_seconds: float = TIMEOUT_SECONDS,
        ca_file: str | None = None,
    ) -> None:
        if sandbox == DEFAULT_SANDBOX:
            sandbox = _sandbox_of(url)
        self._build(Transport(url, control_token, timeout_seconds=timeout_seconds, ca_file=ca_file), sandbox)

    def _build(self, transport: Transport, sandbox: str) -> None:
        self._transport = transport
        self._server = Route(transport)
        self._sandbox = Route(transport, sandbox)
        self.url = transport.url
        self.sandbox = sandbox

    def in_sandbox(self, sandbox: str) -> Self:
        """The same server's control API for another of its sandboxes, over the same connections."""
        other = type(self).__new__(type(self))
        other._build(self._transport, sandbox)  # noqa: SLF001 - one of its own kind
        return other

    def health(self) -> Health:
        from mock_osigu.client.about import Health

        return self._server.one(Health, "GET", "/health")

    def reset(
        self, *, only: Sequence[Part] | None = None, **options: Unpack[WorldOptions]
    ) -> tuple[str, ...]:
        """The sandbox as it was at start, whole or in parts; the options hold for this start alone.

        Says which parts were reset.
        """
        body = {**options} if only is None else {**options, "only": only}
        return tuple(self._sandbox.call("POST", "/reset", body)["reset"])

    def operations(self) -> list[Operation]:
        from mock_osigu.client.about import Operation

        return self._server.all(Operation, "/operations")

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document."""
        document: dict[str, Any] = self._server.call("GET", "/openapi.json")
        return document

    # The parts, each loaded with its first use.

    @cached_property
    def clock(self) -> Clock:
        from mock_osigu.client.clock import Clock

        return Clock(self._sandbox)

    @cached_property
    def clients(self) -> Clients:
        from mock_osigu.client.clients import Clients

        return Clients(self._sandbox)

    @cached_property
    def tokens(self) -> Tokens:
        from mock_osigu.client.tokens import Tokens

        return Tokens(self._sandbox)

    @cached_property
    def invoices(self) -> Invoices:
        from mock_osigu.client.invoices import Invoices

        return Invoices(self._sandbox)

    @cached_property
    def cashouts(self) -> Cashouts:
        from mock_osigu.client.cashouts import Cashouts

        return Cashouts(self._sandbox)

    @cached_property
    def payers(self) -> Payers:
        from mock_osigu.client.payers import Payers

        return Payers(self._sandbox)

    @cached_property
    def eligibility(self) -> Eligibility:
        from mock_osigu.client.eligibility import Eligibility

        return Eligibility(self._sandbox)

    @cached_property
    def faults(self) -> Faults:
        from mock_osigu.client.faults import Faults

        return Faults(self._sandbox)

    @cached_property
    def scenarios(self) -> Scenarios:
        from mock_osigu.client.scenarios import Scenarios

        return Scenarios(self._sandbox)

    @cached_property
    def limits(self) -> Limits:
        from mock_osigu.client.limits import Limits

        return Limits(self._sandbox)

    @cached_property
    def requests(self) -> Requests:
        from mock_osigu.client.requests import Requests

        return Requests(self._sandbox, _address(self.url, self.sandbox))

    @cached_property
    def webhooks(self) -> Webhooks:
        from mock_osigu.client.webhooks import Webhooks

        return Webhooks(self._sandbox)

    @cached_property
    def aio(self) -> Aio:
        from mock_osigu.client.aio import Aio

        return Aio(self.requests, self.clock, self.webhooks)

    @cached_property
    def sandboxes(self) -> Sandboxes:
        from mock_osigu.client.sandboxes import Sandboxes

        return Sandboxes(self._server)

    @cached_property
    def snapshots(self) -> Snapshots:
        from mock_osigu.client.sandboxes import Snapshots

        return Snapshots(self._server, self._sandbox)

    @cached_property
    def certificates(self) -> Certificates:
        from mock_osigu.client.certificates import Certificates

        return Certificates(self._server)

    def close(self) -> None:
        """Close the connections that were kept; a call after it opens a new one."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"ControlClient({self.url!r}, sandbox={self.sandbox!r})"


def _address(url: str, sandbox: str) -> str:
    """Where a sandbox answers."""
    return url if sandbox == DEFAULT_SANDBOX else f"{url}{SANDBOX_PREFIX}{sandbox}"


def _sandbox_of(url: str) -> str:
    path = urlsplit(url).path
    if not path.startswith(SANDBOX_PREFIX):
        return DEFAULT_SANDBOX
    return path.removeprefix(SANDBOX_PREFIX).partition("/")[0]
