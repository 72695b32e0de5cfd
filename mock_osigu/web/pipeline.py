"""The steps of every request, in reading order."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mock_osigu.core.errors import ApiError, MethodNotAllowed, NotFound
from mock_osigu.sandbox import Sandbox
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.auth import (
    Authorization,
    ContainerError,
    authenticate_bearer,
    read_authorization,
    require_scope,
)
from mock_osigu.web.control import control_envelope
from mock_osigu.web.errors import Envelope, error_reply
from mock_osigu.web.gate import check_gate
from mock_osigu.web.operation import Access, Call, Caller, Reply, Served
from mock_osigu.web.request import Environ, base_url_of, body_of, path_of, query_of
from mock_osigu.web.router import ForeignEndpoint, Match, Router

SANDBOX_PREFIX: Final = "/__sandbox/"
CONTROL_PREFIX: Final = "/__admin"

log = logging.getLogger("mock_osigu")


@dataclass(frozen=True)
class Site:
    """What the pipeline serves, and the routes to it."""

    served: Served
    router: Router

    @property
    def sandboxes(self) -> Sandboxes:
        return self.served.sandboxes

    @property
    def control_envelope(self) -> Envelope | None:
        """How the control API words its errors; None where it is off."""
        return control_envelope if self.served.has_control else None


@dataclass(slots=True)
class Exchange:
    """One request on its way through the steps; each step fills in what it finds."""

    site: Site
    environ: Environ
    request_id: str
    method: str = ""
    path: str = ""
    path_sandbox: str | None = None
    authorization: Authorization = field(default_factory=Authorization)
    match: Match | None = None
    sandbox: Sandbox = field(init=False)
    caller: Caller | None = None

    @property
    def is_control(self) -> bool:
        return self.path == CONTROL_PREFIX or self.path.startswith(CONTROL_PREFIX + "/")

    @property
    def envelope(self) -> Envelope | None:
        """Who words an error on this path: a product, the control API, or the container (None)."""
        if self.match:
            return self.match.mounted.envelope
        return self.site.control_envelope if self.is_control and not self.path_sandbox else None


def read_request(exchange: Exchange) -> None:
    """Method, path without a sandbox's prefix, credential."""
    environ = exchange.environ
    exchange.method = environ["REQUEST_METHOD"]
    path = path_of(environ)
    if path.startswith(SANDBOX_PREFIX):
        exchange.path_sandbox, slash, rest = path[len(SANDBOX_PREFIX) :].partition("/")
        path = slash + rest
    exchange.path = path
    exchange.authorization = read_authorization(environ.get("HTTP_AUTHORIZATION"))


def find_operation(exchange: Exchange) -> None:
    """The operation that the path names; the control API answers under no sandbox's prefix."""
    if not (exchange.path_sandbox and exchange.is_control):
        exchange.match = exchange.site.router.match(exchange.path, exchange.method)


def find_sandbox(exchange: Exchange) -> None:
    """The world of the credential, else of the path, else the default one."""
    sandboxes = exchange.site.sandboxes
    if exchange.is_control:
        exchange.sandbox = sandboxes.default
        return
    authorization = exchange.authorization
    exchange.sandbox = sandboxes.find(
        (client_id for client_id, _ in authorization.pairs),
        authorization.token if authorization.scheme == "bearer" else None,
        exchange.path_sandbox,
    )


def authenticate(exchange: Exchange) -> None:
    """Bearer before anything else is said of a protected path, known or not; the gate before the control API."""
    access = exchange.match.mounted.operation.access if exchange.match else None
    if access is Access.BEARER or (access is None and exchange.site.router.is_protected(exchange.path)):
        exchange.caller = authenticate_bearer(exchange.authorization, exchange.sandbox)
        require_scope(exchange.caller, exchange.method)
    elif access is Access.CONTROL or (
        access is None and exchange.is_control and exchange.site.control_envelope
    ):
        check_gate(exchange.environ, exchange.authorization, exchange.site.sandboxes.settings)


def refuse_unknown(exchange: Exchange) -> None:
    """404 and 405."""
    if exchange.match is None:
        if exchange.envelope:
            raise NotFound(f"there is no control route {exchange.path}; GET /__admin/ lists them all")
        raise ContainerError(404, "No message available")
    if exchange.match.allowed:
        raise MethodNotAllowed(exchange.method, exchange.match.allowed)


def answer(exchange: Exchange) -> Reply:
    """Read the body and call the operation's handler."""
    match, environ, sandboxes = exchange.match, exchange.environ, exchange.site.sandboxes
    assert match is not None
    args = dict(match.args)
    if (named := args.pop("in_sandbox", None)) is not None:
        exchange.sandbox = sandboxes.get(named)
    call = Call(
        sandbox=exchange.sandbox,
        service=exchange.sandbox.service(match.mounted.product.build),
        path=args,
        query=query_of(environ),
        body=body_of(environ, sandboxes.settings.max_body),
        content_type=environ.get("CONTENT_TYPE") or "",
        caller=exchange.caller,
        base_url=base_url_of(environ),
        collection=exchange.path.split("/", 3)[2] if exchange.caller else "",
        authorization=environ.get("HTTP_AUTHORIZATION"),
        server=exchange.site.served,
    )
    return match.mounted.operation.handler(call)


STEPS: Final[tuple[Callable[[Exchange], Reply | None], ...]] = (
    read_request,
    find_operation,
    find_sandbox,
    authenticate,
    refuse_unknown,
    answer,
)


def respond(exchange: Exchange) -> Reply:
    """The answer to a request, whatever happens. Only ForeignEndpoint gets through.

    A bug of ours is a 500 in the envelope of the path; its id is in the log, beside the trace.
    """
    exchange.sandbox = exchange.site.sandboxes.default
    try:
        return next(reply for step in STEPS if (reply := step(exchange)) is not None)
    except ApiError as error:
        return _error_reply(exchange, error)
    except ForeignEndpoint:
        raise
    except Exception:
        log.exception("request %s failed: %s %s", exchange.request_id, exchange.method, exchange.path)
        message = f"The mock failed on this request; its log has id {exchange.request_id}"
        return _error_reply(exchange, ApiError(message))


def _error_reply(exchange: Exchange, error: ApiError) -> Reply:
    now = exchange.sandbox.clock.now()
    return error_reply(error, exchange.envelope, path=exchange.path, now=now)
