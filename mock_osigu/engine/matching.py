"""Which rules a request can meet: what never changes for a method and path is looked up, the rest is asked."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from mock_osigu.engine.rule import API, TOKEN_OPERATION, Match, Rule

K = TypeVar("K")
V = TypeVar("V")

TOKEN_PATH: Final = "/v1/oauth/token"
_MAX_KNOWN: Final = 1_000


class Facts(NamedTuple):
    """What a rule may ask of a request. `operation` is empty for a path that is none, `token` without a Bearer."""

    operation: str
    is_api: bool
    method: str
    path: str
    client_id: str | None
    token: str
    header: Callable[[str], str | None]
    query: Callable[[], Mapping[str, str]]


class Plan:
    """The rules of a sandbox, sorted by the places they can match at, as these come.

    A place is a method, a path, and the client who calls.
    """

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules: Final = rules
        self._by_operation: dict[tuple[str, bool, str], tuple[Rule, ...]] = {}
        self._places: dict[tuple[str, str, str | None], Place] = {}

    def at(self, facts: Facts) -> tuple[Rule, ...]:
        """The rules that a request can meet, in their order."""
        key = facts.method, facts.path, facts.client_id
        place = self._places.get(key)
        if place is None:
            found = tuple(rule for rule in self._of_operation(facts) if _fits_call(rule.match, facts))
            # Most paths, each with an id in it, are places of no rule.
            place = Place(found) if found else _NOWHERE
            _remember(self._places, key, place)
        return place.near(facts)

    def _of_operation(self, facts: Facts) -> tuple[Rule, ...]:
        key = facts.operation, facts.is_api, facts.method
        found = self._by_operation.get(key)
        if found is None:
            found = tuple(rule for rule in self.rules if _fits_operation(rule, facts))
            _remember(self._by_operation, key, found)
        return found


class Place:
    """The rules of one place. Where all of them ask for headers or parameters, most requests have none of these."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        asked = [rule.match for rule in rules]
        self._rules = rules
        self._is_picky = all(match.header or match.query for match in asked)
        self._headers = {name for match in asked for name in match.header or ()}
        self._parameters = {name for match in asked for name in match.query or ()}

    def near(self, facts: Facts) -> tuple[Rule, ...]:
        """The rules, if there is any that this request can meet."""
        if not self._is_picky:
            return self._rules
        for name in self._headers:
            if facts.header(name) is not None:
                return self._rules
        if self._parameters and not self._parameters.isdisjoint(facts.query()):
            return self._rules
        return ()


_NOWHERE: Final = Place(())


def _remember(known: dict[K, V], key: K, value: V) -> None:
    # Clients choose paths and methods, so what is known of them has an end.
    if len(known) >= _MAX_KNOWN:
        known.clear()
    known[key] = value


def at_place(rules: Iterable[Rule], facts: Facts) -> list[Rule]:
    """As `Plan.at`, for a few rules."""
    return [rule for rule in rules if _fits_operation(rule, facts) and _fits_call(rule.match, facts)]


def is_met(rule: Rule, facts: Facts, now: datetime) -> bool:
    """Whether a request at a rule's place is one that it means."""
    match = rule.match
    if match.header is not None and not _all_match(match.header, facts.header):
        return False
    if match.query is not None and not _all_match(match.query, facts.query().get):
        return False
    if rule.effect.token is not None and facts.is_api and not facts.token:
        return False
    return rule.until is None or now < rule.until


def path_matches(pattern: str, path: str) -> bool:
    """Exact, or with `*` for anything; nothing else is special."""
    return pattern == path or ("*" in pattern and _pattern(pattern).fullmatch(path) is not None)


def _fits_operation(rule: Rule, facts: Facts) -> bool:
    match = rule.match
    if match.method is not None and match.method != facts.method:
        return False
    if match.operation is None and match.path is None and match.method is None and not facts.operation:
        return False
    if match.operation is not None and match.operation != facts.operation:
        return match.operation == API and facts.is_api
    return rule.effect.token is None or facts.is_api or _names_token_operation(match)


def _names_token_operation(match: Match) -> bool:
    return match.operation == TOKEN_OPERATION or match.path == TOKEN_PATH


def _fits_call(match: Match, facts: Facts) -> bool:
    return (match.client_id is None or match.client_id == facts.client_id) and (
        match.path is None or path_matches(match.path, facts.path)
    )


def _pattern(text: str) -> re.Pattern[str]:
    # The re module keeps what it has compiled.
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _all_match(wanted: Mapping[str, str], given: Callable[[str], str | None]) -> bool:
    for name, text in wanted.items():
        value = given(name)
        if value is None or not path_matches(text, value):
            return False
    return True
