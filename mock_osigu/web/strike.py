"""Failures on request, in a request's path: `Prefer`, then the rules as made, then the scenario's."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from mock_osigu.core.errors import CODES, ApiError
from mock_osigu.engine.faults import Hit
from mock_osigu.engine.matching import Facts
from mock_osigu.engine.rule import Effect, Rule
from mock_osigu.web.auth import bad_token, insufficient_scope
from mock_osigu.web.departure import Departure
from mock_osigu.web.errors import error_reply
from mock_osigu.web.exchange import Exchange
from mock_osigu.web.operation import Reply
from mock_osigu.web.prefer import preferred_code
from mock_osigu.web.reply import BODILESS, Answer, reason_phrase
from mock_osigu.web.request import query_of

_HTML: Final = (
    b"<!doctype html><html><head><title>Service error</title></head><body>Try again later</body></html>"
)
PREFER: Final = "prefer"


class Injected(ApiError):
    """An error answer that a rule or `Prefer` asked for, in the envelope of its path."""

    def __init__(self, status: int, by: str) -> None:
        super().__init__(f"{reason_phrase(status)}, as asked of mock-osigu by {by}")
        self.status = status
        in_words = reason_phrase(status).upper().replace(" ", "_").replace("-", "_").replace("'", "")
        self.code = CODES.get(status, in_words)


def strike(exchange: Exchange) -> Reply | None:
    """Let what is asked for happen: answer at once, or mark the exchange for what comes."""
    if exchange.entry is None:
        return None  # not Osigu's: what is in no journal is hit by no rule
    prefer = exchange.environ.get("HTTP_PREFER")
    if prefer and exchange.operation:
        code = preferred_code(prefer)
        if code is not None:
            return _preferred(exchange, code)
    hits = _hits(exchange, exchange.entry.at)
    return _apply(exchange, hits) if hits else None


def check_token_fault(exchange: Exchange, rule: Rule) -> None:
    """Raise OAuthError for a Bearer token that `rule`, which has a token effect, makes look bad."""
    fault = rule.effect.token
    if exchange.authorization.scheme != "bearer":
        return
    if fault == "no_scope":
        raise insufficient_scope(exchange.method)
    raise bad_token(exchange.authorization.token, expired=fault == "expired")


def damaged(answer: Answer, damage: str, departure: Departure) -> Answer:
    """`answer` as the damage leaves it; what cannot be spoiled in its bytes is left to the departure.

    An answer that has no body (RFC 9110 section 15.3.5) has nothing to spoil.
    """
    body = answer.body
    if answer.status in BODILESS:
        return answer
    if damage == "truncated":
        departure.body_bytes = len(body) // 2
    elif damage == "malformed":
        body = body[: len(body) // 2] or b"{"
    elif damage == "empty":
        body = b""
    elif damage == "html":
        return _with_type(answer._replace(body=_HTML), "text/html;charset=UTF-8")
    else:
        return _with_type(answer, "text/plain;charset=UTF-8")
    return answer._replace(body=body)


def _with_type(answer: Answer, content_type: str) -> Answer:
    others = [(name, value) for name, value in answer.headers if name != "Content-Type"]
    return answer._replace(headers=[*others, ("Content-Type", content_type)])


def _hits(exchange: Exchange, now: datetime) -> list[Hit]:
    sandbox, client = exchange.sandbox, exchange.client
    extra = sandbox.scenario_faults(client) if client is not None and client.scenario else ()
    if not extra and not sandbox.faults.any():
        return []
    environ = exchange.environ

    facts = Facts(
        operation=exchange.operation,
        is_api=exchange.is_api,
        method=exchange.method,
        path=exchange.path,
        client_id=exchange.client_id,
        token=exchange.bearer,
        header=lambda name: environ.get(_variable(name)),
        query=lambda: query_of(environ),
    )
    return sandbox.faults.hits(facts, now, extra)


@lru_cache(maxsize=1_000)
def _variable(header: str) -> str:
    """A header's name in a WSGI environ."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def _preferred(exchange: Exchange, status: int) -> Reply:
    exchange.fault.append(PREFER)
    reply = _status_reply(exchange, Effect(status=status), PREFER)
    return reply._replace(headers=(*reply.headers, ("Preference-Applied", f"code={status}")))


def _apply(exchange: Exchange, hits: list[Hit]) -> Reply | None:
    departure = exchange.departure = Departure()
    for hit in hits:
        rule, effect = hit.rule, hit.rule.effect
        exchange.fault.append(rule.id)
        departure.wait_seconds += _delay(exchange, hit)
        if exchange.token_rule is None and effect.token is not None:
            exchange.token_rule = rule
        exchange.damage = exchange.damage or effect.damage
        if effect.drip_bytes_per_second is not None and departure.bytes_per_second is None:
            departure.bytes_per_second = effect.drip_bytes_per_second
        if effect.status is not None:
            return _status_reply(exchange, effect, rule.id)
        if effect.connection is not None:
            departure.ending = effect.connection
            return _status_reply(exchange, Effect(status=503), rule.id)
    return None


def _delay(exchange: Exchange, hit: Hit) -> float:
    effect = hit.rule.effect
    seconds = effect.delay_seconds or 0.0
    if effect.jitter_seconds:
        seconds += effect.jitter_seconds * exchange.sandbox.faults.draw(hit.rule.id, "jitter", hit.number)
    return seconds


def _status_reply(exchange: Exchange, effect: Effect, by: str) -> Reply:
    status = effect.status or 503
    headers = tuple((effect.headers or {}).items())
    content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
    headers = tuple(pair for pair in headers if pair[0].lower() != "content-type")
    if effect.body is not None or status < 300:
        body: Any = effect.body
        if isinstance(body, str):
            return Reply(status, body.encode(), headers, content_type or "text/plain;charset=UTF-8")
        return Reply(status, body, headers, content_type or "application/json")
    error = Injected(status, by)
    exchange.reason = error.message
    reply = error_reply(error, exchange.envelope, path=exchange.path, now=exchange.now)
    reply = reply._replace(headers=(*reply.headers, *headers))
    return reply._replace(content_type=content_type) if content_type else reply
