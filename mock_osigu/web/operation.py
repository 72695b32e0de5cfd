"""An operation is data: what it is called, where it answers, who may call it, what it says, and how we know.

Routes, access, OpenAPI, the fidelity page and the contract tests are read from tables of these.
"""

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from typing import Any, NamedTuple, Protocol

import msgspec

from mock_osigu.core.errors import ApiError
from mock_osigu.engine.certificates import Certificates
from mock_osigu.engine.masking import Discreet
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Begin, Runner, Sandbox
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.authorization import NO_AUTHORIZATION, Authorization
from mock_osigu.web.body import read_json
from mock_osigu.web.request import Environ, base_url_of


class Access(Enum):
    """Who may call an operation."""

    OPEN = "open"
    BASIC = "basic"  # the handler authenticates the client (RFC 6749 section 2.3.1)
    BEARER = "bearer"  # RFC 6750
    CONTROL = "control"  # the /__admin API's own rules


class Fidelity(StrEnum):
    """How we know that Osigu does it so. INVENTED: Osigu never said, and we chose."""

    DOCUMENTED = "DOCUMENTED"
    OBSERVED = "OBSERVED"
    INFERRED = "INFERRED"
    INVENTED = "INVENTED"


class PendingReply(Protocol):
    """A reply that is not known yet.

    `begin` gets a function to call, from any thread, when `reply` is worth asking for; after `timeout_seconds` it is
    asked for anyway. `abandon`: the client has gone.
    """

    @property
    def timeout_seconds(self) -> float: ...

    def begin(self, ready: Callable[[], None]) -> None: ...

    def reply(self) -> "Reply": ...

    def abandon(self) -> None: ...


class Reply(NamedTuple):
    """An answer: a body of None is empty, bytes go as they are, all else becomes JSON in its own field order."""

    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    pending: PendingReply | None = None


class Caller(NamedTuple):
    """Who a good Bearer token speaks for. `provider` names the only data it may see."""

    client_id: str
    provider: str
    token: Token


class Call(Discreet, msgspec.Struct, eq=False):
    """What a handler gets: everything about one request that an operation may depend on.

    Nobody changes it; to have that checked would cost each request a microsecond.
    """

    sandbox: Sandbox
    service: Any
    path: Mapping[str, str]
    environ: Environ
    query: Mapping[str, str]  # of a repeated parameter the first
    body: bytes = b""
    caller: Caller | None = None
    collection: str = ""  # the first path segment after /v1: links use the path the client used
    authorization: Authorization = NO_AUTHORIZATION
    token_rule: Rule | None = None  # what the token it asks for is to be born as
    server: "Served | None" = None  # for operations that are about the server itself

    def __repr__(self) -> str:
        return f"Call(sandbox={self.sandbox.id!r}, path={self.path!r})"  # the rest has secrets in it

    @property
    def content_type(self) -> str:
        """The request's own word, empty without one."""
        return self.environ.get("CONTENT_TYPE") or ""

    @property
    def base_url(self) -> str:
        """Scheme and host as the client wrote them."""
        return base_url_of(self.environ)

    @property
    def provider(self) -> str:
        """The caller's provider; only operations with Bearer access have one."""
        assert self.caller is not None
        return self.caller.provider

    @property
    def registry(self) -> Sandboxes:
        """All the worlds of the server."""
        return self.served.sandboxes

    @property
    def served(self) -> "Served":
        """What the server serves; every request through the pipeline has it."""
        assert self.server is not None
        return self.server

    def json(self) -> Any:
        """The body as JSON; numbers with a point or an exponent are decimals.

        Raises UnsupportedMediaType where it says that it is not JSON, BadRequest where it cannot be read.
        """
        return read_json(self.body, self.content_type)


Handler = Callable[[Call], Reply]


class Param(NamedTuple):
    """A query parameter as the OpenAPI document shows it. The handler reads it from `call.query`."""

    name: str
    description: str
    schema: Mapping[str, Any]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table.

    `path` has its parameters in braces. `body` and `returns` are msgspec types (or None) and document the wire,
    `media_type` says what the body travels as; `returns` is `bytes` where an answer is of any type;
    `errors` are the ApiError classes a client must expect besides 401 and 403. `source` is the page the facts
    come from (empty when INVENTED), `notes` says which parts are less certain than the mark. An operation that
    answers 200 without a `returns` is a page for a person.
    """

    id: str
    summary: str
    method: str
    path: str
    handler: Handler
    access: Access
    fidelity: Fidelity
    status: int = 200
    body: Any = None
    media_type: str = "application/json"
    returns: Any = None
    query: tuple[Param, ...] = ()
    errors: tuple[type[ApiError], ...] = ()
    source: str = ""
    notes: str = ""
    request_examples: Mapping[str, Any] = {}
    response_examples: Mapping[str, Any] = {}
    alias: str = ""  # suffix of the OpenAPI operationId when this is a second path of the same operation

    @property
    def endpoint(self) -> str:
        return self.id + self.alias

    def at(self, path: str, alias: str) -> "Operation":
        """The same operation under a second path."""
        return msgspec.structs.replace(self, path=path, alias=alias)


def _nothing(_settings: Settings) -> None:
    return None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of a product: registering it in `api.PRODUCTS` is the whole of mounting it.

    `build(sandbox)` makes its service, once for each sandbox that looks at it; `envelope` makes its error bodies;
    `control` are its own routes, with paths below /__admin; `jobs` says what to do for a scheduled job of each kind;
    `events` are the names of what it tells by webhook; `begin` makes of the settings what to do with each new world,
    or None for nothing.
    """

    name: str
    operations: tuple[Operation, ...]
    envelope: Callable[[ApiError], Reply]
    build: Callable[[Sandbox], Any]
    control: tuple[Operation, ...] = ()
    jobs: Mapping[str, Runner] = {}
    events: tuple[str, ...] = ()
    begin: Callable[[Settings], Begin | None] = _nothing


class Served(msgspec.Struct, frozen=True):
    """The whole of what a server serves: its worlds, and its tables of operations."""

    sandboxes: Sandboxes
    products: tuple[Product, ...]
    has_control: bool = True
    certificates: Certificates | None = None
    """What it shows to those who come by https; None where it speaks http."""

    def operations(self) -> list[Operation]:
        """Every operation: the products' own, then those of the control API where that is on."""
        own = [operation for product in self.products for operation in product.operations]
        if not self.has_control:
            return own
        return own + [operation for product in self.products for operation in product.control]
