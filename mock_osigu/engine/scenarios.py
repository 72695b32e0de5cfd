"""Named things that go wrong for a client, so that a test can choose one by credentials alone.

All of this is INVENTED: Osigu has no such thing.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from mock_osigu.engine.faults import API, Effect, Match, Rule


class TokenRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is special about a client's tokens.

    `ttl`: seconds they live. `lives`: seconds they really live, whatever `expires_in` promises. `skew_seconds`: how far
    the API's clock is ahead of the issuer's. `born`: what they already are when first used, though the answer looks
    healthy. `every`: only the 1st, 1+every-th, 1+2*every-th… token is born so. `scopes`: the authority they carry.
    """

    ttl: int | None = None
    lives: int | None = None
    skew_seconds: int = 0
    born: Literal["expired", "revoked"] | None = None
    every: int = 1
    scopes: tuple[str, ...] | None = None


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A name, what it does in words, its rule for tokens, and its fault rules.

    A fault rule holds for the requests of the clients that the scenario is bound to.
    """

    name: str
    summary: str = ""
    token: TokenRule = TokenRule()
    faults: tuple[Rule, ...] = ()


TOKEN: Final = "token.issue"


def _faulty(
    name: str,
    summary: str,
    operation: str,
    effect: Effect,
    *,
    times: int | None = None,
    per: Literal["token"] | None = None,
) -> Scenario:
    rule = Rule(id=name, match=Match(operation=operation), effect=effect, times=times, per=per)
    return Scenario(name=name, summary=summary, faults=(rule,))


BUILT_IN: Final = (
    Scenario(
        name="token-expired",
        summary="every token it gets is already expired when used: 401 on the API",
        token=TokenRule(born="expired"),
    ),
    Scenario(
        name="token-expires-once",
        summary="its 1st, 3rd, 5th… token is expired when used, the others work",
        token=TokenRule(born="expired", every=2),
    ),
    Scenario(name="token-short", summary="its tokens live 2 seconds", token=TokenRule(ttl=2)),
    Scenario(
        name="token-revoked",
        summary="its tokens are unknown to the API: 401",
        token=TokenRule(born="revoked"),
    ),
    Scenario(
        name="token-no-scope",
        summary="its tokens carry no authority: 403 on the API",
        token=TokenRule(scopes=()),
    ),
    _faulty("auth-unavailable", "the token endpoint answers 503", TOKEN, Effect(status=503)),
    _faulty(
        "auth-rate-limited",
        "the token endpoint answers 429 with Retry-After",
        TOKEN,
        Effect(status=429, headers={"Retry-After": "60"}),
    ),
    _faulty("api-unavailable", "the API answers 503", API, Effect(status=503)),
    _faulty(
        "api-unavailable-once",
        "the first API call with each token gets 503, then it works",
        API,
        Effect(status=503),
        times=1,
        per="token",
    ),
    _faulty(
        "api-rate-limited-once",
        "the first API call with each token gets 429 with Retry-After: 1, then it works",
        API,
        Effect(status=429, headers={"Retry-After": "1"}),
        times=1,
        per="token",
    ),
    _faulty("api-slow", "the API answers after 5 seconds", API, Effect(delay_seconds=5.0)),
    _faulty("api-reset", "the API resets the connection", API, Effect(connection="reset")),
    _faulty("api-malformed", "the API answers 200 with truncated JSON", API, Effect(damage="malformed")),
)

CLIENT_SECRET: Final = "sandbox"


def scenarios(own: Mapping[str, Mapping[str, Any]]) -> dict[str, Scenario]:
    """The built-in ones by name, and a user's own ones over them."""
    table = {scenario.name: scenario for scenario in BUILT_IN}
    for name, definition in own.items():
        rule = msgspec.convert(definition.get("token", {}), TokenRule)
        faults = tuple(
            msgspec.convert({**fault, "id": f"{name}-{number}"}, Rule)
            for number, fault in enumerate(definition.get("faults", ()), 1)
        )
        table[name] = Scenario(name=name, summary="defined in the settings", token=rule, faults=faults)
    return table
