"""Failures on request: the rules of a sandbox, and how often each has matched and hit.

A rule lives in a sandbox's store and can touch no other's. Chance is a function of (seed, rule, number of the
match), so the same seed gives the same set of hits, also for requests in parallel.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from mock_osigu.core.collection import Collection
from mock_osigu.core.counters import Counter, take
from mock_osigu.core.ids import digest
from mock_osigu.core.store import Store
from mock_osigu.engine.masking import Discreet, fingerprint
from mock_osigu.engine.matching import Facts, Plan, at_place, is_met
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.tokens import TOKENS


class RuleBook(msgspec.Struct, frozen=True):
    """A sandbox's rules as they were made: one value, so that one look tells whether they are still the same."""

    rules: tuple[Rule, ...] = ()


class Tally(Discreet, msgspec.Struct, frozen=True):
    """How often a rule matched and hit; `scope` is the token that it counts for, or empty for all."""

    rule: str
    scope: str = ""
    matched: int = 0
    hits: int = 0

    def __repr__(self) -> str:
        scope = fingerprint(self.scope) if self.scope else ""
        return f"Tally({self.rule!r}, {scope!r}, matched={self.matched}, hits={self.hits})"


class Hit(NamedTuple):
    """A rule that hit a request, which was the `number`-th that it matched."""

    rule: Rule
    number: int


def _the_only(_: RuleBook) -> str:
    return "rules"


def _rule_and_scope(tally: Tally) -> tuple[str, str]:
    return tally.rule, tally.scope


def _counter_name(counter: Counter) -> str:
    return counter.name


RULES: Final = Collection("faults", RuleBook, key=_the_only, part="faults")
TALLIES: Final = Collection("fault_tallies", Tally, key=_rule_and_scope, part="faults")
_COUNTERS: Final = Collection("fault_counters", Counter, key=_counter_name, part="faults")
_EMPTY: Final = RuleBook()
_CHANCES: Final = 1 << 64
_FIRST_SWEEP: Final = 1_000


class Faults:
    """The rules of one sandbox. `seed()` is that of the sandbox's world."""

    def __init__(self, store: Store, seed: Callable[[], int]) -> None:
        self._store = store
        self._seed = seed
        self._plan = Plan(())
        self._sweep_at = _FIRST_SWEEP

    def all(self) -> tuple[Rule, ...]:
        return (self._store.get(RULES, "rules") or _EMPTY).rules

    def any(self) -> bool:
        return bool(self.all())

    def find(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.all() if rule.id == rule_id), None)

    def add(self, make: Callable[[str], Rule]) -> Rule:
        """Keep the rule that `make` gives for an id; rules are asked in the order of their making."""
        with self._store.transaction() as tx:
            rule = make(f"fault-{take(tx, _COUNTERS, 'fault') + 1}")
            tx.put(RULES, RuleBook((*self.all(), rule)))
        return rule

    def remove(self, rule_id: str) -> None:
        """Take a rule away, if it is there, and forget what it counted."""
        with self._store.transaction() as tx:
            tx.put(RULES, RuleBook(tuple(rule for rule in self.all() if rule.id != rule_id)))
            self.forget({rule_id})

    def clear(self) -> None:
        with self._store.transaction() as tx:
            self.forget({rule.id for rule in self.all()})
            tx.delete(RULES, "rules")

    def forget(self, rule_ids: set[str]) -> None:
        """Let rules count from nothing again."""
        with self._store.transaction() as tx:
            for tally in tx.all(TALLIES):
                if tally.rule in rule_ids:
                    tx.delete(TALLIES, _rule_and_scope(tally))

    def tally(self, rule_id: str) -> Tally:
        """How often a rule has matched, and hit."""
        return self._store.get(TALLIES, (rule_id, "")) or Tally(rule_id)

    def hits(self, facts: Facts, now: datetime, extra: Iterable[Rule] = ()) -> list[Hit]:
        """The rules that hit a request, own ones and then the `extra` of a scenario, up to the first that ends it."""
        met = [rule for rule in self._planned().at(facts) if is_met(rule, facts, now)]
        if extra:
            met += [rule for rule in at_place(extra, facts) if is_met(rule, facts, now)]
        found: list[Hit] = []
        if met:
            with self._store.transaction() as tx:
                for rule in met:
                    if hit := self._count(tx, rule, facts.token):
                        found.append(hit)
                        if rule.effect.ends:
                            break
        return found

    def draw(self, *parts: str | int) -> float:
        """A number in [0, 1) that depends on the seed and `parts` alone."""
        return int.from_bytes(digest(self._seed(), "fault", *parts)[:8], "big") / _CHANCES

    def _planned(self) -> Plan:
        plan, rules = self._plan, self.all()
        if plan.rules is not rules:
            plan = self._plan = Plan(rules)
        return plan

    def _count(self, tx: Store, rule: Rule, token: str) -> Hit | None:
        """Count a match, and give the hit if it is one."""
        whole = self.tally(rule.id)
        scope = token if rule.per == "token" else ""
        part = (tx.get(TALLIES, (rule.id, scope)) or Tally(rule.id, scope)) if scope else whole
        hit = (
            part.matched >= rule.after
            and (rule.times is None or part.hits < rule.times)
            and (rule.probability >= 1 or self.draw(rule.id, whole.matched) < rule.probability)
        )
        for tally in (whole, part) if scope else (whole,):
            tx.put(TALLIES, Tally(rule.id, tally.scope, tally.matched + 1, tally.hits + hit))
        if tx.size(TALLIES) > self._sweep_at:
            self._sweep(tx)
        return Hit(rule, whole.matched + 1) if hit else None

    def _sweep(self, tx: Store) -> None:
        """Forget the counts of tokens that are themselves forgotten; next time when there are twice as many."""
        for tally in tx.all(TALLIES):
            if tally.scope and tx.get(TOKENS, tally.scope) is None:
                tx.delete(TALLIES, _rule_and_scope(tally))
        self._sweep_at = max(_FIRST_SWEEP, 2 * tx.size(TALLIES))
