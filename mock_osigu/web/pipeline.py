"""The steps of every request, in reading order."""

import logging
from collections.abc import Callable
from typing import Final

from mock_osigu.core.errors import ApiError, MethodNotAllowed, NotFound, PayloadTooLarge
from mock_osigu.engine.masking import mask
from mock_osigu.web.auth import ContainerError, authenticate_bearer, require_scope
from mock_osigu.web.errors import error_reply
from mock_osigu.web.exchange import Exchange
from mock_osigu.web.gate import check_gate
from mock_osigu.web.operation import Access, Call, Reply
from mock_osigu.web.query import refuse, strangers
from mock_osigu.web.reading import read
from mock_osigu.web.record import open_entry
from mock_osigu.web.request import body_of, query_of
from mock_osigu.web.router import ForeignEndpoint
from mock_osigu.web.strike import check_token_fault, strike

log = logging.getLogger("mock_osigu")


def read_request(exchange: Exchange) -> None:
    """Method, path without a sandbox's prefix, credential, the operation that they name; the body."""
    environ, site = exchange.environ, exchange.site
    reading = site.readings.known(environ)
    if reading is None:
        exchange.take(heard := read(environ))  # so that a bug of the router has a request to tell of
        reading = site.readings.route(heard, environ)
    exchange.take(reading)
    try:
        exchange.body = body_of(environ, site.sandboxes.settings.max_body)
    except PayloadTooLarge as error:
        exchange.too_large = error  # what comes first may refuse it for another reason


def find_sandbox(exchange: Exchange) -> None:
    """The world of the credential, else of the path, else the default one; the client and token it names."""
    if exchange.is_control and exchange.path_sandbox is None:
        return
    bearer, client_ids = exchange.bearer, [client_id for client_id, _ in exchange.authorization.pairs]
    sandbox = exchange.sandbox = exchange.site.sandboxes.find(client_ids, bearer, exchange.path_sandbox)
    if bearer:
        exchange.token = sandbox.tokens.find(bearer)
        exchange.client_id = exchange.token.client_id if exchange.token else None
    elif client_ids:
        known = (client_id for client_id in client_ids if sandbox.clients.find(client_id))
        exchange.client_id = next(known, client_ids[0])
    if exchange.client_id is not None:
        exchange.client = sandbox.clients.find(exchange.client_id)


def run_due(exchange: Exchange) -> None:
    """Time moves things before a read, never by it."""
    exchange.sandbox.run_due()


def authenticate(exchange: Exchange) -> None:
    """Bearer before anything else is said of a protected path, known or not; the gate before the control API."""
    if exchange.is_api:
        if exchange.token_rule is not None:
            check_token_fault(exchange, exchange.token_rule)
        exchange.caller = authenticate_bearer(exchange.authorization, exchange.token, exchange.now)
        require_scope(exchange.caller, exchange.method)
    elif exchange.access is Access.CONTROL or (exchange.envelope and exchange.match is None):
        check_gate(exchange.environ, exchange.authorization, exchange.site.sandboxes.settings)


def refuse_unknown(exchange: Exchange) -> None:
    """404 and 405."""
    if exchange.match is None:
        if exchange.envelope:
            raise NotFound(f"there is no control route {exchange.path}; GET /__admin/ lists them all")
        raise ContainerError(404, "No message available")
    if exchange.match.allowed:
        raise MethodNotAllowed(exchange.method, exchange.match.allowed)


def limit(exchange: Exchange) -> None:
    """Osigu's rate limits, where the sandbox enforces them. Raises TooManyRequests."""
    if exchange.client is not None and exchange.match and exchange.is_osigus:
        exchange.sandbox.limits.count(exchange.match.mounted.product.name, exchange.client.client_id)


def answer(exchange: Exchange) -> Reply:
    """Call the operation's handler."""
    match = exchange.match
    assert match is not None
    if exchange.too_large:
        raise exchange.too_large
    query = query_of(exchange.environ)
    if query and exchange.access is Access.CONTROL and not match.mounted.operation.query:
        refuse(strangers(query, ()))  # a handler that has parameters sees to them all
    if match.in_sandbox is not None:
        exchange.sandbox = exchange.site.sandboxes.get(match.in_sandbox)
        exchange.sandbox.run_due()
    call = Call(
        sandbox=exchange.sandbox,
        service=exchange.sandbox.service(match.mounted.product.build),
        path=match.args,
        environ=exchange.environ,
        query=query,
        body=exchange.body,
        caller=exchange.caller,
        collection=exchange.path.split("/", 3)[2] if exchange.caller else "",
        authorization=exchange.authorization,
        token_rule=exchange.token_rule,
        server=exchange.site.served,
    )
    return match.mounted.operation.handler(call)


STEPS: Final[tuple[Callable[[Exchange], Reply | None], ...]] = (
    read_request,
    find_sandbox,
    open_entry,
    run_due,
    strike,
    authenticate,
    limit,
    refuse_unknown,
    answer,
)


def respond(exchange: Exchange) -> Reply:
    """The answer to a request, whatever happens. Only ForeignEndpoint gets through.

    A bug of ours is a 500 in the envelope of the path; its id is in the log, beside the trace.
    """
    try:
        return _step_by_step(exchange)
    except ApiError as error:
        return _error_reply(exchange, error)
    except ForeignEndpoint:
        raise
    except Exception:
        exchange.site.failures += 1
        path = mask(exchange.path, [exchange.bearer] if exchange.bearer else ())
        log.exception("request %s failed: %s %s", exchange.request_id, exchange.method, path)
        message = f"The mock failed on this request; its log has id {exchange.request_id}"
        return _error_reply(exchange, ApiError(message))


def _step_by_step(exchange: Exchange) -> Reply:
    for step in STEPS:
        if (reply := step(exchange)) is not None:
            return reply
    raise AssertionError("the last step answers")


def _error_reply(exchange: Exchange, error: ApiError) -> Reply:
    exchange.reason = error.message
    return error_reply(error, exchange.envelope, path=exchange.path, now=exchange.now)
