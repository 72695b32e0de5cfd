"""Failures on request: a rule says what it matches, what it does, and how often.

All of this is INVENTED. A rule lives in a sandbox's store and can touch no other's. Chance is a function of
(seed, rule, number of the match), so the same seed gives the same set of hits, also for requests in parallel.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from mock_osigu.core.counters import Counter, take
from mock_osigu.core.ids import digest
from mock_osigu.core.store import Collection, Store

Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Times = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Method = Literal["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
TokenFault = Literal["expired", "revoked", "no_scope"]
Connection = Literal["reset", "close", "hang"]
Damage = Literal["truncated", "malformed", "empty", "html", "content_type"]


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which requests: all that is given must hold. Nothing given: every operation of Osigu's.

    `operation` is an id of the operation table, or `api` for every request that takes a Bearer token. `path` is
    exact or has `*`, without the query. `header` and `query` give values by name; `*` may stand in them too.
    """

    operation: str | None = None
    method: Method | None = None
    path: Annotated[str, Meta(min_length=1, max_length=2000)] | None = None
    client_id: str | None = None
    header: dict[str, str] | None = None
    query: dict[str, str] | None = None


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What happens: one of status, connection or nothing ends the request; the rest adds to it.

    `status` answers at once, with `body` and `headers`. `delay_seconds` waits first, and up to `jitter_seconds`
    more. `token` makes the token look bad when used. `connection` breaks it. `damage` spoils the answer's body.
    """

    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    body: Any = None
    headers: dict[str, str] | None = None
    delay_seconds: Seconds | None = None
    jitter_seconds: Seconds | None = None
    token: TokenFault | None = None
    connection: Connection | None = None
    damage: Damage | None = None
    drip_bytes_per_second: Annotated[float, Meta(gt=0, le=1e9)] | None = None

    @property
    def ends(self) -> bool:
        """Whether no further rule is asked."""
        return self.status is not None or self.connection is not None


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule in its place.

    It passes `after` matches over, hits `times` times (None: always) with `probability`, and is over at `until` on
    the sandbox's clock. `per` "token" counts for each token apart.
    """

    id: str
    match: Match = Match()
    effect: Effect
    after: Times = 0
    times: Times | None = None
    probability: float = 1.0
    until: datetime | None = None
    per: Literal["token"] | None = None


class Tally(msgspec.Struct, frozen=True):
    """How often a rule matched and hit; `scope` is the token that it counts for, or empty."""

    rule: str
    scope: str
    matched: int
    hits: int


class Facts(NamedTuple):
    """What a rule may ask of a request. `operation` is empty for a path that is none."""

    operation: str
    is_api: bool
    method: str
    path: str
    client_id: str | None
    token: str
    header: Callable[[str], str | None]
    query: Callable[[], Mapping[str, str]]


def _rule_id(rule: Rule) -> str:
    return rule.id


def _rule_and_scope(tally: Tally) -> tuple[str, str]:
    return tally.rule, tally.scope


def _counter_name(counter: Counter) -> str:
    return counter.name


RULES: Final = Collection("faults", Rule, key=_rule_id, part="faults")
TALLIES: Final = Collection("fault_tallies", Tally, key=_rule_and_scope, part="faults")
_COUNTERS: Final = Collection("fault_counters", Counter, key=_counter_name, part="faults")
API: Final = "api"
_CHANCES: Final = 1 << 64


class Faults:
    """The rules of one sandbox. `seed()` is that of the sandbox's world."""

    def __init__(self, store: Store, seed: Callable[[], int]) -> None:
        self._store = store
        self._seed = seed

    def all(self) -> list[Rule]:
        return self._store.all(RULES)

    def any(self) -> bool:
        return not self._store.is_empty(RULES)

    def find(self, rule_id: str) -> Rule | None:
        return self._store.get(RULES, rule_id)

    def add(self, make: Callable[[str], Rule]) -> Rule:
        """Keep the rule that `make` gives for an id; rules are asked in the order of their making."""
        with self._store.transaction() as tx:
            rule = make(f"fault-{take(tx, _COUNTERS, 'fault') + 1}")
            tx.put(RULES, rule)
        return rule

    def remove(self, rule_id: str) -> bool:
        with self._store.transaction() as tx:
            return tx.delete(RULES, rule_id) is not None

    def clear(self) -> None:
        with self._store.transaction() as tx:
            for rule in tx.all(RULES):
                tx.delete(RULES, rule.id)

    def tally(self, rule_id: str) -> tuple[int, int]:
        """How often a rule has matched, and hit."""
        mine = [tally for tally in self._store.all(TALLIES) if tally.rule == rule_id]
        return sum(tally.matched for tally in mine), sum(tally.hits for tally in mine)

    def hits(self, facts: Facts, now: datetime, extra: Iterable[Rule] = ()) -> list[Rule]:
        """The rules that hit a request, own ones and then the `extra` of a scenario, up to the first that ends it."""
        found: list[Rule] = []
        for rule in (*self._store.all(RULES), *extra):
            if matches(rule.match, facts) and self._strikes(rule, facts, now):
                found.append(rule)
                if rule.effect.ends:
                    break
        return found

    def _strikes(self, rule: Rule, facts: Facts, now: datetime) -> bool:
        """Count a match, and say whether it is a hit."""
        if rule.until is not None and now >= rule.until:
            return False
        scope = facts.token if rule.per == "token" else ""
        with self._store.transaction() as tx:
            tally = tx.get(TALLIES, (rule.id, scope)) or Tally(rule.id, scope, 0, 0)
            hit = (
                tally.matched >= rule.after
                and (rule.times is None or tally.hits < rule.times)
                and self._chance(rule, scope, tally.matched) < rule.probability
            )
            tx.put(TALLIES, Tally(rule.id, scope, tally.matched + 1, tally.hits + hit))
        return hit

    def _chance(self, rule: Rule, scope: str, number: int) -> float:
        if rule.probability >= 1:
            return 0.0
        return self.draw(rule.id, scope, number)

    def draw(self, *parts: str | int) -> float:
        """A number in [0, 1) that depends on the seed and `parts` alone."""
        return int.from_bytes(digest(self._seed(), "fault", *parts)[:8], "big") / _CHANCES


def matches(match: Match, facts: Facts) -> bool:
    """Whether all that a match gives holds for a request."""
    if match.operation is not None:
        if match.operation != facts.operation and not (match.operation == API and facts.is_api):
            return False
    elif match.path is None and match.method is None and not facts.operation:
        return False
    return (
        (match.method is None or match.method == facts.method)
        and (match.client_id is None or match.client_id == facts.client_id)
        and (match.path is None or path_matches(match.path, facts.path))
        and (match.header is None or _all_match(match.header, facts.header))
        and (match.query is None or _all_match(match.query, facts.query().get))
    )


def path_matches(pattern: str, path: str) -> bool:
    """Exact, or with `*` for anything; nothing else is special."""
    return pattern == path or ("*" in pattern and fnmatchcase(path, _escape(pattern)))


def _all_match(wanted: Mapping[str, str], given: Callable[[str], str | None]) -> bool:
    return all(
        (value := given(name)) is not None and path_matches(text, value) for name, text in wanted.items()
    )


def _escape(pattern: str) -> str:
    return pattern.replace("[", "[[]").replace("?", "[?]")
