"""Named things that go wrong for a client, so that a test can choose one by credentials alone.

All of this is INVENTED: Osigu has no such thing.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from mock_osigu.core.collection import Collection
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.core.store import Store
from mock_osigu.engine.clients import Client, Scope
from mock_osigu.engine.rule import API, TOKEN_OPERATION, Effect, Match, Rule, TokenFault
from mock_osigu.engine.spelling import spelt
from mock_osigu.engine.world import TtlSeconds

# A name is an HTTP header's too: X-Mock-Osigu-Fault has it.
NAME_SPELLING: Final = "up to 100 letters, digits, dots, hyphens and underscores, first a letter or a digit"
ScenarioName = Annotated[str, spelt(r"[A-Za-z0-9][A-Za-z0-9._-]*", NAME_SPELLING, max_length=100)]
Born = Literal["expired", "revoked"]
Origin = Literal["built-in", "settings", "control"]


class TokenRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is special about a client's tokens.

    `ttl`: seconds they live. `lives`: seconds they really live, whatever `expires_in` promises. `skew_seconds`: how far
    the API's clock is ahead of the issuer's. `born`: what they already are when first used, though the answer looks
    healthy; `lives` has no meaning then, unless `every`: only the 1st, 1+every-th, 1+2*every-th… token is born so.
    `scopes`: the authority they carry.
    """

    ttl: TtlSeconds | None = None
    lives: TtlSeconds | None = None
    skew_seconds: Annotated[int, Meta(ge=-86_400, le=86_400)] = 0
    born: Born | None = None
    every: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 1
    scopes: tuple[Scope, ...] | None = None


BORN: Final[Mapping[TokenFault, TokenRule]] = {
    "expired": TokenRule(born="expired"),
    "revoked": TokenRule(born="revoked"),
    "no_scope": TokenRule(scopes=()),
}


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A name, what it does in words, its rule for tokens, and its fault rules.

    A fault rule holds for the requests of the clients that the scenario is bound to.
    """

    name: str
    summary: str = ""
    token: TokenRule = TokenRule()
    faults: tuple[Rule, ...] = ()


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
    _faulty("auth-unavailable", "the token endpoint answers 503", TOKEN_OPERATION, Effect(status=503)),
    _faulty(
        "auth-rate-limited",
        "the token endpoint answers 429 with Retry-After",
        TOKEN_OPERATION,
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


def scenario_clients() -> list[Client]:
    """A client for each built-in scenario, named after it."""
    return [
        Client(client_id=each.name, client_secret=CLIENT_SECRET, provider=each.name, scenario=each.name)
        for each in BUILT_IN
    ]


def _name(scenario: Scenario) -> str:
    return scenario.name


# Of the world, as a binding to one is of its client: only what brings back both may take a scenario away.
SCENARIOS: Final = Collection("scenarios", Scenario, key=_name, part="world")


class Scenarios:
    """The scenarios of one sandbox: those of its server, and its own ones over them."""

    def __init__(self, store: Store, served: Mapping[str, Scenario]) -> None:
        self._store = store
        self._served = served

    def all(self) -> list[Scenario]:
        return list({**self._served, **{own.name: own for own in self._store.all(SCENARIOS)}}.values())

    def names(self) -> list[str]:
        return [scenario.name for scenario in self.all()]

    def find(self, name: str) -> Scenario | None:
        return self._store.get(SCENARIOS, name) or self._served.get(name)

    def token_rule(self, name: str | None, among: list[str] | None = None) -> TokenRule:
        """The rule for tokens that a scenario stands for; `among` are the names there are, if not all of these.

        Raises Unprocessable, naming them.
        """
        if name is None:
            return TokenRule()
        scenario = self.find(name)
        if scenario is None or (among is not None and name not in among):
            raise unknown_scenario(name, self.names() if among is None else among)
        return scenario.token

    def origin(self, name: str) -> Origin:
        """Where a scenario of that name comes from."""
        if self._store.get(SCENARIOS, name) is not None:
            return "control"
        return "built-in" if self._served.get(name) in BUILT_IN else "settings"

    def put(self, scenario: Scenario) -> None:
        with self._store.transaction() as tx:
            tx.put(SCENARIOS, scenario)

    def remove(self, name: str) -> None:
        with self._store.transaction() as tx:
            tx.delete(SCENARIOS, name)


def unknown_scenario(name: str, names: Iterable[str]) -> Unprocessable:
    """The error for a name that is none of `names`, the valid ones."""
    message = f"there is no scenario '{name}'"
    return Unprocessable(message, (Fault("scenario", f"{message}; valid are {', '.join(names)}"),))


def scenarios(own: Mapping[str, Mapping[str, Any]]) -> dict[str, Scenario]:
    """The built-in ones by name, and those of the settings beside them; their rules are named `NAME.1` and so on.

    Raises Unprocessable for a rule that is none. Whether it can match, only who knows the operations can say.
    """
    table = {scenario.name: scenario for scenario in BUILT_IN}
    for name, definition in own.items():
        token = msgspec.convert(definition.get("token", {}), TokenRule)
        faults = tuple(
            _settings_rule(f"scenarios.{name}.faults[{at}]", fault, f"{name}.{at + 1}")
            for at, fault in enumerate(definition.get("faults", ()))
        )
        table[name] = Scenario(name=name, summary="defined in the settings", token=token, faults=faults)
    return table


def _settings_rule(where: str, fault: Mapping[str, Any], rule_id: str) -> Rule:
    try:
        return msgspec.convert({**fault, "id": rule_id}, Rule)
    except msgspec.ValidationError as error:
        message = f"{where}: {error}"
        raise Unprocessable(message, (Fault(where, message),)) from None
