"""`/__admin/requests/{id}/explain`: which client, token, clock, rule or fault made an answer."""

from datetime import datetime

import msgspec

from mock_osigu.control.reasons import instead, reasons
from mock_osigu.engine.journal import Entry
from mock_osigu.engine.masking import fingerprint
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.tokens import Token
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.operation import Served


class ClientFacts(msgspec.Struct, frozen=True):
    client_id: str
    provider: str
    scenario: str | None


class TokenFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it was when the request came, without its value.

    `rule` or `scenario` made it other than it would have been.
    """

    fingerprint: str
    client_id: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    revoked: bool
    rule: str | None
    scenario: str | None


class ClockFacts(msgspec.Struct, frozen=True):
    """The sandbox's time when the request came, and now."""

    at: datetime
    now: datetime
    frozen: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`because` says it in sentences; `instead` what to send for a good answer, None where it was one.

    `client` and `faults` are as they are now: null or missing where they are gone.
    """

    id: str
    status: int | None
    outcome: str
    sandbox: str
    because: list[str]
    instead: str | None
    client: ClientFacts | None
    token: TokenFacts | None
    faults: list[Rule]
    clock: ClockFacts


def explain(entry: Entry, sandbox: Sandbox, served: Served) -> Explanation:
    client = sandbox.clients.find(entry.client_id) if entry.client_id else None
    birth = entry.known_token.birth if entry.known_token else None
    ids = [*(entry.fault or "").split(","), birth.rule if birth else None]
    of_scenario = sandbox.scenario_faults(client) if client else ()
    return Explanation(
        id=entry.id,
        status=entry.status,
        outcome=entry.outcome,
        sandbox=sandbox.id,
        because=reasons(entry, sandbox, served),
        instead=instead(entry, served),
        client=ClientFacts(client.client_id, client.provider, client.scenario) if client else None,
        token=_token(entry.known_token),
        faults=[rule for rule in (*sandbox.faults.all(), *of_scenario) if rule.id in ids],
        clock=ClockFacts(entry.at, sandbox.clock.now(), sandbox.clock.frozen),
    )


def _token(token: Token | None) -> TokenFacts | None:
    if token is None:
        return None
    return TokenFacts(
        fingerprint=fingerprint(token.value),
        client_id=token.client_id,
        scope=" ".join(token.scopes),
        issued_at=token.issued_at,
        expires_at=token.expires_at,
        revoked=token.revoked,
        rule=token.birth.rule if token.birth else None,
        scenario=token.birth.scenario if token.birth else None,
    )
