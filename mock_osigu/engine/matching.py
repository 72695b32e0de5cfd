"""Which rules a request can meet: what never changes for a method and path is looked up, the rest is asked."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from mock_osigu.engine.rule import API, TOKEN_OPERATION, Match, Rule

K = TypeVar("K")

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
    """The rules of a sandbox, sorted by the places they can match at, as these come: a place is a method and a path."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules: Final = rules
        self._by_operation: dict[tuple[str, bool, str], tuple[Rule, ...]] = {}
        self._by_place: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def at(self, facts: Facts) -> tuple[Rule, ...]:
        """The rules that a request at this place can meet, in their order."""
        place = facts.method, facts.path
        found = self._by_place.get(place)
        if found is None:
            found = tuple(rule for rule in self._of_operation(facts) if _fits_path(rule.match, facts.path))
            _remember(self._by_place, place, found)
        return found

    def _of_operation(self, facts: Facts) -> tuple[Rule, ...]:
        key = facts.operation, facts.is_api, facts.method
        found = self._by_operation.get(key)
        if found is None:
            found = tuple(rule for rule in self.rules if _fits_operation(rule, facts))
            _remember(self._by_operation, key, found)
        return found


def _remember(known: dict[K, tuple[Rule, ...]], key: K, rules: tuple[Rule, ...]) -> None:
    # Clients choose paths and methods, so what is known of them has an end.
    if len(known) >= _MAX_KNOWN:
        known.clear()
    known[key] = rules


def at_place(rules: Iterable[Rule], facts: Facts) -> list[Rule]:
    """As `Plan.at`, for a few rules."""
    return [rule for rule in rules if _fits_operation(rule, facts) and _fits_path(rule.match, facts.path)]


def is_met(rule: Rule, facts: Facts, now: datetime) -> bool:
    """Whether a request at a rule's place is one that it means."""
    match = rule.match
    return (
        (match.client_id is None or match.client_id == facts.client_id)
        and (rule.until is None or now < rule.until)
        and (rule.effect.token is None or bool(facts.token) or not facts.is_api)
        and (match.header is None or _all_match(match.header, facts.header))
        and (match.query is None or _all_match(match.query, facts.query().get))
    )


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


def _fits_path(match: Match, path: str) -> bool:
    return match.path is None or path_matches(match.path, path)


def _pattern(text: str) -> re.Pattern[str]:
    # The re module keeps what it has compiled.
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _all_match(wanted: Mapping[str, str], given: Callable[[str], str | None]) -> bool:
    return all(
        (value := given(name)) is not None and path_matches(text, value) for name, text in wanted.items()
    )
