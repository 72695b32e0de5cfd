"""One request on its way through the pipeline, and what it is a request to."""

from datetime import datetime

from mock_osigu.core.errors import PayloadTooLarge
from mock_osigu.engine.clients import Client
from mock_osigu.engine.journal import Entry
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.authorization import NO_AUTHORIZATION, Authorization
from mock_osigu.web.control import control_envelope
from mock_osigu.web.departure import Departure
from mock_osigu.web.errors import Envelope
from mock_osigu.web.operation import Access, Caller, Served
from mock_osigu.web.reading import Reading, Readings
from mock_osigu.web.request import Environ
from mock_osigu.web.router import Match, Router


class Site:
    """What the pipeline serves, the routes to it, and how many answers were bugs of ours."""

    def __init__(self, served: Served, router: Router) -> None:
        self.served = served
        self.sandboxes = served.sandboxes
        self.router = router
        self.readings = Readings(router)
        self.failures = 0

    @property
    def control_envelope(self) -> Envelope | None:
        """How the control API words its errors; None where it is off."""
        return control_envelope if self.served.has_control else None


class Exchange:
    """What is known of one request so far; each step fills in what it finds.

    `fault` has the ids of the rules that changed the answer, `token_rule` is the one of them that is about its token;
    `departure` says what is special about its way out. From `method` to `is_osigus` it is as in its Reading. Defaults
    are the class's, so that a request does not pay for what it never has.
    """

    method: str = ""
    path: str = ""
    path_sandbox: str | None = None
    is_control: bool = False
    authorization: Authorization = NO_AUTHORIZATION
    bearer: str = ""
    match: Match | None = None
    operation: str = ""
    is_api: bool = False
    is_osigus: bool = False
    body: bytes = b""
    too_large: PayloadTooLarge | None = None
    token: Token | None = None
    client: Client | None = None
    client_id: str | None = None
    caller: Caller | None = None
    entry: Entry | None = None
    token_rule: Rule | None = None
    damage: str | None = None
    departure: Departure | None = None
    reason: str = ""
    _at: datetime | None = None

    def __init__(self, site: Site, environ: Environ, request_id: str, sandbox: Sandbox) -> None:
        self.site = site
        self.environ = environ
        self.request_id = request_id
        self.sandbox = sandbox
        self.fault: list[str] = []

    def take(self, reading: Reading) -> None:
        """Take over what the request says."""
        (
            self.method,
            self.path,
            self.path_sandbox,
            self.is_control,
            self.authorization,
            self.bearer,
            self.match,
            self.operation,
            self.is_api,
            self.is_osigus,
        ) = reading

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
    def envelope(self) -> Envelope | None:
        """Who words an error on this path: a product, the control API, or the container (None)."""
        if self.match:
            return self.match.mounted.envelope
        return self.site.control_envelope if self.is_control and not self.path_sandbox else None
