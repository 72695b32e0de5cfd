"""Snapshots and forks carry rules, counts, limits and scenarios: what came next comes next again."""

from faults.ruling import add, ask, by, counts, statuses
from support import Running


def take(live: Running) -> None:
    live.control("PUT", "/snapshots/point", expect=201)


def restore(live: Running) -> None:
    live.control("POST", "/snapshots/point/restore")


def test_counts_go_on_where_they_were(live: Running) -> None:
    rule = add(live, {"status": 503}, after=1, times=2)
    assert statuses(live, 2) == [200, 503]
    take(live)
    following = statuses(live, 3)
    assert following == [503, 200, 200]
    restore(live)
    assert counts(live, rule) == (2, 1)
    assert statuses(live, 3) == following


def test_chance_goes_on_where_it_was(live: Running) -> None:
    add(live, {"status": 503}, probability=0.5)
    statuses(live, 7)
    take(live)
    following = statuses(live, 20)
    restore(live)
    assert statuses(live, 20) == following


def test_rules_of_later_are_gone_and_their_ids_come_again(live: Running) -> None:
    add(live, {"status": 503}, match={"client_id": "nobody"})
    take(live)
    later = add(live, {"status": 500})
    assert by(ask(live)) == later
    restore(live)
    assert ask(live).status == 200
    assert add(live, {"status": 418}) == later
    assert ask(live).status == 418, "no memory of the other rule of that id"


def test_limits_come_back(live: Running) -> None:
    live.control("PUT", "/limits", {"payments": {"per_minute": 3}})
    assert statuses(live, 2) == [200, 200]
    take(live)
    live.control("DELETE", "/limits", expect=204)
    restore(live)
    assert statuses(live, 2) == [200, 429]


def test_the_journal_is_not_brought_back(live: Running) -> None:
    take(live)
    ask(live)
    restore(live)
    assert live.control("GET", "/requests")["meta"]["total"] == 1


def test_a_fork_has_the_rules_too(live: Running) -> None:
    add(live, {"status": 503}, times=2)
    ask(live)
    take(live)
    fork = live.new_sandbox(from_snapshot="point")
    credentials = fork["client_id"], fork["client_secret"]
    assert [live.ask_token(*credentials).status for _ in range(2)] == [503, 200]
    assert statuses(live, 2) == [503, 200]
