"""Why an answer was what it was, in sentences: rule, token, client, and what would have been good instead."""

from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Final

from mock_osigu.control.entries import Hide, hiding
from mock_osigu.control.rules import osigu_operations
from mock_osigu.engine.journal import Entry
from mock_osigu.engine.masking import fingerprint
from mock_osigu.engine.rule import TOKEN_OPERATION
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Sandbox
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.web.auth import needed_scope
from mock_osigu.web.authorization import read_authorization
from mock_osigu.web.operation import Served
from mock_osigu.web.strike import PREFER

_ENDINGS: Final = {
    "open": "The answer is still on its way, or held back.",
    "reset": "The connection was reset before an answer left.",
    "closed": "The connection was closed before the whole answer had left.",
    "gave_up": "The client went away before the whole answer had left.",
}


def reasons(entry: Entry, sandbox: Sandbox, served: Served) -> list[str]:
    """What made this answer, the nearest cause first."""
    hide = hiding(entry, served.sandboxes)
    found = [
        *_of_world(entry, sandbox, served.sandboxes),
        *_of_fault(entry, sandbox),
        *_of_token(entry, sandbox, served.sandboxes),
        *_of_client(entry, sandbox, hide),
    ]
    if entry.reason and entry.status is not None:
        found.append(f"The answer says: {hide(entry.reason)}.")
    elif not entry.operation:
        found.append("No operation of Osigu's answers to this method at this path.")
    if entry.outcome in _ENDINGS:
        found.append(_ENDINGS[entry.outcome])
    return found or [f"Operation {entry.operation} answered by its rules, for client '{entry.client_id}'."]


def instead(entry: Entry, served: Served) -> str | None:
    """The nearest good request; None where the answer was a good one."""
    headers = dict(entry.response_headers)
    if entry.fault == "prefer":
        return "The same request without its Prefer header."
    if entry.fault:
        return "The same request, once the fault is over or removed: DELETE /__admin/faults, or unbind the scenario."
    if entry.status is None or entry.status < 400:
        return None
    if entry.status == 401 and entry.operation == TOKEN_OPERATION:
        return "POST /v1/oauth/token?grant_type=client_credentials with the client's id and secret by HTTP Basic."
    if entry.status == 401:
        path = hiding(entry, served.sandboxes)(entry.path)
        return f"Get a new token, then {entry.method} {path} with Authorization: Bearer <token>."
    if entry.status == 403:
        scope = needed_scope(entry.method)
        return f"The same request with a token that has the scope '{scope}'."
    if entry.status == 404:
        return _near(entry, served)
    if entry.status == 405:
        return f"The same path with one of {headers.get('Allow', 'its methods')}."
    if entry.status == 429:
        return f"The same request after {headers.get('Retry-After', 'some')} s of this sandbox's clock."
    return "The same request with what the answer names put right."


def _near(entry: Entry, served: Served) -> str:
    if entry.operation:
        return "The same request with an id that this client's provider has: its list operation gives them."
    calls = {f"{each.method} {each.path}": None for each in osigu_operations(served)}
    near = get_close_matches(f"{entry.method} {entry.path}", calls, n=1, cutoff=0.5)
    return f"{near[0]}." if near else "One of GET /__admin/operations."


def _of_world(entry: Entry, sandbox: Sandbox, registry: Sandboxes) -> list[str]:
    if entry.addressed is None or entry.addressed == sandbox.id:
        return []
    is_known = registry.holder_of_token(entry.token) is not None or _is_known(entry.client_id, registry)
    holder = f"the credential belongs to sandbox '{sandbox.id}', which therefore answered"
    if not is_known:
        reason = f"there is none, so sandbox '{sandbox.id}' answered"
    elif any(each.id == entry.addressed for each in registry.all()):
        reason = holder
    else:
        reason = f"there is none; {holder}"
    return [f"The path names sandbox '{hiding(entry, registry)(entry.addressed)}', but {reason}."]


def _is_known(client_id: str | None, registry: Sandboxes) -> bool:
    return client_id is not None and registry.holder_of(client_id) is not None


def _of_fault(entry: Entry, sandbox: Sandbox) -> list[str]:
    if not entry.fault:
        return []
    if entry.fault == PREFER:
        return ["The request itself asked for this answer by its Prefer header."]
    client = sandbox.clients.find(entry.client_id) if entry.client_id else None
    bound = {rule.id for rule in sandbox.scenario_faults(client)} if client else set()
    return [
        f"Changed by rule '{rule}' of scenario '{client.scenario}', which client '{client.client_id}' is bound to."
        if client and rule in bound
        else f"Changed by fault rule '{rule}'."
        for rule in entry.fault.split(",")
    ]


def _of_token(entry: Entry, sandbox: Sandbox, registry: Sandboxes) -> list[str]:
    if not entry.token:
        missing = entry.status == 401 and entry.operation != TOKEN_OPERATION and not entry.fault
        return ["The request has no Bearer token."] if missing else []
    name, token = f"The token {fingerprint(entry.token)}", entry.known_token
    if token is None and "," in entry.token:
        return [
            "The request has two Authorization headers, or a comma in one; the API takes one token alone."
        ]
    if token is None:
        return [f"{name} {_stranger(registry.holder_of_token(entry.token), sandbox)}"]
    if entry.status == 403 and not entry.fault:
        given = " ".join(token.scopes) or "none"
        needed = f"{name} has the scopes: {given}; {entry.method} needs '{needed_scope(entry.method)}'."
        return [needed, *_origin(token)]
    state = _state(token, entry.at)
    return [f"{name} {state}", *_origin(token)] if state else []


def _origin(token: Token) -> list[str]:
    """What is special about a token from its birth on, and by whom."""
    birth = token.birth
    if birth is None:
        return []
    by = f"fault rule '{birth.rule}'" if birth.rule else f"scenario '{birth.scenario}'"
    return [
        f"It was born {birth.state} by {by}." if birth.state else f"Its life or its scopes are those of {by}."
    ]


def _stranger(holder: str | None, sandbox: Sandbox) -> str:
    if holder is None:
        return "was never issued by this server, or belongs to a sandbox that is no more."
    if holder != sandbox.id:
        return f"belongs to sandbox '{holder}'."
    return f"is from before a reset or restore of sandbox '{sandbox.id}'."


def _state(token: Token, at: datetime) -> str:
    state = token.state(at)
    if state == "expired" and token.expires_at <= token.issued_at:
        is_born = token.birth is not None and token.birth.state == "expired"
        asked = "has no life, or was expired on request (POST /__admin/tokens/expire)."
        return "is expired." if is_born else asked
    if state == "expired":
        return f"expired {_seconds(at - token.expires_at)} before this request, by this sandbox's clock."
    if state == "not yet valid":
        return f"is valid in {_seconds(token.issued_at - at)} only, by this sandbox's clock."
    return "is revoked." if state == "revoked" else ""


def _of_client(entry: Entry, sandbox: Sandbox, hide: Hide) -> list[str]:
    if entry.client_id is None:
        return []
    client = sandbox.clients.find(entry.client_id)
    if client is None:
        near = get_close_matches(entry.client_id, [known.client_id for known in sandbox.clients.all()], n=1)
        hint = f"; the nearest is '{near[0]}'" if near else ""
        return [f"There is no client '{hide(entry.client_id)}' in sandbox '{sandbox.id}'{hint}."]
    found = []
    scenario = sandbox.scenarios.find(client.scenario) if client.scenario else None
    if scenario:
        summary = f": {scenario.summary}" if scenario.summary else ""
        found.append(f"Client '{client.client_id}' is bound to scenario '{scenario.name}'{summary}.")
    pairs = read_authorization(entry.request_headers.get("HTTP_AUTHORIZATION")).pairs
    if entry.status == 401 and not entry.fault and pairs and not sandbox.clients.authenticate(pairs):
        found.append(f"The secret {fingerprint(pairs[0][1])} is not that of client '{client.client_id}'.")
    return found


def _seconds(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:.3f} s"
