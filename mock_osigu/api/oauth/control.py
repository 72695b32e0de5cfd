"""`/__admin/tokens`: issue, look at, expire and revoke."""

from datetime import datetime
from typing import Final

import msgspec

from mock_osigu.api.oauth.wire import TokenResponse, token_response
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.clients import Client, Scope
from mock_osigu.engine.masking import Secretive
from mock_osigu.engine.tokens import Token
from mock_osigu.engine.world import TtlSeconds
from mock_osigu.web.control import Items, body_of, control, items
from mock_osigu.web.operation import Call, Param, Reply
from mock_osigu.web.query import refuse, strangers


class TokenView(Secretive, frozen=True):
    """A token and what it is worth now: valid, expired, revoked, not yet valid."""

    access_token: str
    client_id: str
    provider: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    state: str


class TokenOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`client_id` left out: the sandbox's own client. `expires_in` in seconds, left out: the usual life."""

    client_id: str | None = None
    expires_in: TtlSeconds | None = None
    scopes: list[Scope] | None = None


class Which(Secretive, frozen=True, forbid_unknown_fields=True):
    """Both left out: all tokens of the sandbox."""

    client_id: str | None = None
    access_token: str | None = None


class Count(msgspec.Struct, frozen=True):
    count: int


def list_tokens(call: Call) -> Reply:
    refuse(strangers(call.query, QUERY))
    now = call.sandbox.clock.now()
    wanted = call.query.get("client_id")
    tokens = [token for token in call.sandbox.tokens.all() if wanted in (None, token.client_id)]
    return items([_view(token, now) for token in tokens])


def issue_token(call: Call) -> Reply:
    order = body_of(call, TokenOrder)
    client = _client(call, order.client_id or call.sandbox.own_client_id)
    scopes = client.scopes if order.scopes is None else tuple(order.scopes)
    issued = call.sandbox.grant_token(client, scopes, order.expires_in)
    return Reply(201, token_response(issued, client))


def expire_tokens(call: Call) -> Reply:
    which = _which(call)
    return Reply(200, Count(call.sandbox.tokens.expire(which.client_id, which.access_token)))


def revoke_tokens(call: Call) -> Reply:
    which = _which(call)
    return Reply(200, Count(call.sandbox.tokens.revoke(which.client_id, which.access_token)))


def _which(call: Call) -> Which:
    which = body_of(call, Which)
    if which.client_id is not None:
        _client(call, which.client_id)
    return which


def _client(call: Call, client_id: str) -> Client:
    """The client that a body names. Raises Unprocessable, saying where it lives if that is elsewhere."""
    client = call.sandbox.clients.find(client_id)
    if client is not None:
        return client
    holder = call.registry.holder_of(client_id)
    where = f"; it belongs to sandbox '{holder}'" if holder not in (None, call.sandbox.id) else ""
    message = f"there is no client '{client_id}' in sandbox '{call.sandbox.id}'{where}"
    choices = call.sandbox.clients.known()
    raise Unprocessable(message, (Fault("client_id", f"{message}; valid are {choices}"),))


def _view(token: Token, now: datetime) -> TokenView:
    return TokenView(
        token.value,
        token.client_id,
        token.provider,
        " ".join(token.scopes),
        token.issued_at,
        token.expires_at,
        token.state(now),
    )


QUERY: Final = (Param("client_id", "Only this client's.", {"type": "string"}),)

CONTROL_OPERATIONS: Final = (
    control(
        "tokens.list",
        "The tokens of the sandbox, good and bad",
        "GET",
        "/tokens",
        list_tokens,
        returns=Items[TokenView],
        query=QUERY,
    ),
    control(
        "tokens.issue",
        "Issue a good token, past every scenario",
        "POST",
        "/tokens",
        issue_token,
        status=201,
        body=TokenOrder,
        returns=TokenResponse,
        errors=(Unprocessable,),
    ),
    control(
        "tokens.expire",
        "Expire all tokens, a client's, or one",
        "POST",
        "/tokens/expire",
        expire_tokens,
        body=Which,
        returns=Count,
        errors=(Unprocessable,),
    ),
    control(
        "tokens.revoke",
        "Revoke all tokens, a client's, or one",
        "POST",
        "/tokens/revoke",
        revoke_tokens,
        body=Which,
        returns=Count,
        errors=(Unprocessable,),
    ),
)
