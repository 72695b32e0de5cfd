"""One request on its way through the pipeline, and what it is a request to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mock_osigu.core.errors import PayloadTooLarge
from mock_osigu.engine.clients import Client
from mock_osigu.engine.journal import Entry
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Sandbox
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.authorization import NO_AUTHORIZATION, Authorization
from mock_osigu.web.control import control_envelope
from mock_osigu.web.departure import Departure
from mock_osigu.web.errors import Envelope
from mock_osigu.web.operation import Access, Caller, Served
from mock_osigu.web.request import Environ
from mock_osigu.web.router import Match, Router

CONTROL_PREFIX: Final = "/__admin"
_BELOW_CONTROL: Final = CONTROL_PREFIX + "/"
# Python 3.11 makes a call of each member that is looked up through its class.
_BEARER: Final = Access.BEARER


@dataclass(slots=True)
class Site:
    """What the pipeline serves, the routes to it, and how many answers were bugs of ours."""

    served: Served
    router: Router
    failures: int = 0

    @property
    def sandboxes(self) -> Sandboxes:
        return self.served.sandboxes

    @property
    def control_envelope(self) -> Envelope | None:
        """How the control API words its errors; None where it is off."""
        return control_envelope if self.served.has_control else None


@dataclass(slots=True)
class Exchange:
    """What is known of one request so far; each step fills in what it finds.

    `fault` has the ids of the rules that changed the answer, `token_rule` is the one of them that is about its token;
    `departure` says what is special about its way out.
    """

    site: Site
    environ: Environ = field(repr=False)  # has secrets in it, as has the body
    request_id: str
    sandbox: Sandbox
    method: str = ""
    path: str = ""
    is_control: bool = False
    path_sandbox: str | None = None
    authorization: Authorization = NO_AUTHORIZATION
    match: Match | None = None
    body: bytes = field(default=b"", repr=False)
    too_large: PayloadTooLarge | None = None
    token: Token | None = None
    client: Client | None = None
    client_id: str | None = None
    caller: Caller | None = None
    entry: Entry | None = None
    fault: list[str] = field(default_factory=list)
    token_rule: Rule | None = None
    damage: str | None = None
    departure: Departure | None = None
    reason: str = ""
    _at: datetime | None = None

    def at_path(self, path: str) -> None:
        """Take the path that the client means, without a sandbox's prefix."""
        self.path = path
        self.is_control = path.startswith(_BELOW_CONTROL) or path == CONTROL_PREFIX

    @property
    def now(self) -> datetime:
        """The sandbox's time, read once: one exchange has one time."""
        if self._at is None:
            self._at = self.sandbox.clock.now()
        return self._at

    @property
    def access(self) -> Access | None:
        return self.match.mounted.operation.access if self.match else None

    @property
    def is_api(self) -> bool:
        """Whether a Bearer token is asked for, for a path that is known or not."""
        access = self.access
        return access is _BEARER or (access is None and self.site.router.is_protected(self.path))

    @property
    def is_osigus(self) -> bool:
        """Whether this is Osigu's to answer: neither the control API's nor the server's own."""
        if self.match:
            return self.match.mounted.product.name != "control" and not self.is_control
        return not self.is_control or self.path_sandbox is not None

    @property
    def operation(self) -> str:
        """The operation's id, empty for a path or a method that is none."""
        return self.match.mounted.operation.id if self.match and not self.match.allowed else ""

    @property
    def bearer(self) -> str:
        """The Bearer token as sent, empty without one."""
        return self.authorization.token if self.authorization.scheme == "bearer" else ""

    @property
    def envelope(self) -> Envelope | None:
        """Who words an error on this path: a product, the control API, or the container (None)."""
        if self.match:
            return self.match.mounted.envelope
        return self.site.control_envelope if self.is_control and not self.path_sandbox else None
