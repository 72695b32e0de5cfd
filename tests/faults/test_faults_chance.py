"""Chance: the same seed gives the same set of hits, in one thread or in many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from faults.ruling import add, statuses
from mock_osigu.core.store import Store
from mock_osigu.engine.faults import Faults
from mock_osigu.engine.matching import Facts
from mock_osigu.engine.rule import Effect, Match, Rule
from support import Running

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = 400


def faults(seed: int) -> Faults:
    made = Faults(Store(), lambda: seed)
    made.add(lambda rule_id: Rule(id=rule_id, match=Match(), effect=Effect(status=503), probability=0.3))
    return made


def facts(path: str = "/v1/invoices") -> Facts:
    return Facts(
        operation="invoices.list",
        is_api=True,
        method="GET",
        path=path,
        client_id=None,
        token="token",
        header=lambda _: None,
        query=dict,
    )


def numbers(made: Faults) -> list[int]:
    """The numbers of the matches that are hits."""
    return [hit.number for _ in range(COUNT) for hit in made.hits(facts(), NOW)]


def test_a_seed_has_its_hits() -> None:
    assert numbers(faults(1)) == numbers(faults(1))
    assert numbers(faults(1)) != numbers(faults(2))
    assert 0.2 < len(numbers(faults(1))) / COUNT < 0.4


def test_rules_draw_apart() -> None:
    made = faults(1)
    second = made.add(lambda rule_id: Rule(id=rule_id, effect=Effect(delay_seconds=1), probability=0.3))
    hits = [made.hits(facts(), NOW) for _ in range(COUNT)]
    assert {hit.rule.id for found in hits for hit in found} == {"fault-1", second.id}
    assert any(len(found) == 1 for found in hits)


def test_threads_share_the_same_hits() -> None:
    made, alone = faults(7), numbers(faults(7))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: made.hits(facts(), NOW), range(COUNT), timeout=30))
    assert sorted(hit.number for hits in found for hit in hits) == alone
    assert made.tally("fault-1").matched == COUNT


def test_a_reset_brings_the_same_hits_again(live: Running) -> None:
    def play(seed: int) -> list[int]:
        live.control("POST", "/reset", {"seed": seed})
        add(live, {"status": 503}, probability=0.5)
        return statuses(live, 30)

    first = play(3)
    assert set(first) == {200, 503}
    assert play(3) == first
    assert play(4) != first


@pytest.mark.parametrize("probability, status", [(0, 200), (1, 503)])
def test_never_and_always(live: Running, probability: int, status: int) -> None:
    add(live, {"status": 503}, probability=probability)
    assert statuses(live, 20) == [status] * 20


def test_jitter_is_drawn_too(live: Running) -> None:
    rule = add(live, {"jitter_seconds": 0.05})
    draws = {live.sandboxes.default.faults.draw(rule, "jitter", number) for number in range(1, 30)}
    assert len(draws) == 29
    assert all(0 <= draw < 1 for draw in draws)
    assert statuses(live, 2) == [200, 200]


def test_clients_may_ask_for_more_places_than_are_remembered() -> None:
    made = faults(1)
    for number in range(2_500):
        made.hits(facts(f"/v1/invoices/{number}"), NOW)
    assert made.tally("fault-1").matched == 2_500
    assert len(made._plan._places) <= 1_000
