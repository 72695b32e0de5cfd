"""Why an answer was what it was: client, token, clock, rule, and the nearest good request."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from mock_osigu.engine.journal import Entry
from mock_osigu.engine.masking import fingerprint, mask
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Sandbox
from mock_osigu.sandboxes import Sandboxes


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`because` says it in sentences; `instead` what to send for a good answer, None where it was one.

    `client`, `token` and `faults` are what the mock knows of them now; `clock` the times that count.
    """

    id: str
    status: int | None
    outcome: str
    sandbox: str
    because: list[str]
    instead: str | None
    client: dict[str, Any] | None
    token: dict[str, Any] | None
    faults: list[Any]
    clock: dict[str, Any]


def explain(entry: Entry, sandbox: Sandbox, registry: Sandboxes) -> Explanation:
    token = sandbox.tokens.find(entry.token) if entry.token else None
    because = [
        *_about_fault(entry),
        *_about_token(entry, token, sandbox, registry),
        *_about_client(entry, sandbox),
    ]
    if entry.reason:
        because.append(f"The answer says: {mask(entry.reason, entry.token)}")
    if not because:
        because.append(_plain(entry))
    client = sandbox.clients.find(entry.client_id) if entry.client_id else None
    return Explanation(
        id=entry.id,
        status=entry.status,
        outcome=entry.outcome,
        sandbox=sandbox.id,
        because=because,
        instead=_instead(entry, token),
        client=None
        if client is None
        else {"client_id": client.client_id, "provider": client.provider, "scenario": client.scenario},
        token=_token_view(token),
        faults=[rule for rule_id in (entry.fault or "").split(",") if (rule := sandbox.faults.find(rule_id))],
        clock={"at": entry.at, "now": sandbox.clock.now(), "frozen": sandbox.clock.frozen},
    )


def _about_fault(entry: Entry) -> list[str]:
    if not entry.fault:
        return []
    if entry.fault == "prefer":
        return ["The request itself asked for this answer by its Prefer header."]
    return [f"Changed by fault rule {rule}." for rule in entry.fault.split(",")]


def _about_token(entry: Entry, token: Token | None, sandbox: Sandbox, registry: Sandboxes) -> list[str]:
    if not entry.token:
        return (
            ["The request has no Bearer token."]
            if entry.status == 401 and entry.operation != "token.issue"
            else []
        )
    name = f"The token {fingerprint(entry.token)}"
    if token is None:
        holder = registry.holder_of_token(entry.token)
        if holder is not None and holder != sandbox.id:
            return [f"{name} belongs to sandbox '{holder}'."]
        if holder is not None:
            return [f"{name} is from before the last reset of this sandbox."]
        return [f"{name} was never issued by this server."]
    state = token.state(entry.at)
    if state == "expired":
        return [
            f"{name} expired {_ago(entry.at, token.expires_at)} before this request, by this sandbox's clock."
        ]
    if state == "not yet valid":
        return [
            f"{name} is valid from {token.issued_at.isoformat()} on, which this sandbox's clock is before."
        ]
    if state == "revoked":
        return [f"{name} is revoked."]
    if entry.status == 403:
        return [f"{name} carries the scopes '{' '.join(token.scopes)}', and the method needs another."]
    return []


def _about_client(entry: Entry, sandbox: Sandbox) -> list[str]:
    if entry.client_id is None:
        return []
    client = sandbox.clients.find(entry.client_id)
    if client is None:
        return [f"There is no client '{entry.client_id}' in sandbox '{sandbox.id}'."]
    if client.scenario is not None:
        return [f"Client '{client.client_id}' is bound to scenario '{client.scenario}'."]
    if entry.operation == "token.issue" and entry.status == 401 and not entry.fault:
        return [f"Client '{client.client_id}' exists; the secret or the request is wrong."]
    return []


def _instead(entry: Entry, token: Token | None) -> str | None:
    if entry.status is None or entry.status < 400:
        return None
    if entry.fault:
        return "The same request, once the fault rule is over or removed (DELETE /__admin/faults)."
    if entry.status == 401 and entry.operation == "token.issue":
        return "POST /v1/oauth/token?grant_type=client_credentials with the client's id and secret by HTTP Basic."
    if entry.status == 401:
        return f"Get a new token, then {entry.method} {entry.path} with Authorization: Bearer <token>."
    if entry.status == 403 and token is not None:
        return "The same request with a token of a client that has the scope."
    if entry.status == 405:
        allowed = dict(entry.response_headers).get("Allow", "")
        return f"The same path with {allowed}."
    if entry.status == 429:
        return f"The same request after {dict(entry.response_headers).get('Retry-After', 'some')} seconds."
    return "The same request with the fields that the answer names put right."


def _plain(entry: Entry) -> str:
    if entry.operation:
        return f"Operation {entry.operation} answered by its rules, for client '{entry.client_id}'."
    return "No operation of Osigu's answers at this path."


def _ago(later: datetime, earlier: datetime) -> str:
    seconds = (later - earlier) // timedelta(seconds=1)
    return f"{seconds} s"


def _token_view(token: Token | None) -> dict[str, Any] | None:
    if token is None:
        return None
    return {
        "fingerprint": fingerprint(token.value),
        "client_id": token.client_id,
        "scope": " ".join(token.scopes),
        "issued_at": token.issued_at,
        "expires_at": token.expires_at,
        "revoked": token.revoked,
    }
