"""Counters go up, and back with the state that they count."""

from contextlib import suppress

from mock_osigu.core.counters import COUNTERS, TOKEN_COUNTERS, take
from mock_osigu.core.store import Store


def test_they_reserve_in_order_and_each_name_apart() -> None:
    store = Store()
    with store.transaction() as tx:
        assert [take(tx, COUNTERS, "a"), take(tx, COUNTERS, "a", 3), take(tx, COUNTERS, "a")] == [0, 1, 4]
        assert take(tx, COUNTERS, "b") == 0
        assert take(tx, TOKEN_COUNTERS, "a") == 0


def test_a_refused_change_uses_no_number_up() -> None:
    store = Store()
    with suppress(LookupError), store.transaction() as tx:
        take(tx, COUNTERS, "a")
        raise LookupError
    with store.transaction() as tx:
        assert take(tx, COUNTERS, "a") == 0


def test_they_go_back_with_a_snapshot_and_with_their_part() -> None:
    store = Store()
    start = store.snapshot()
    with store.transaction() as tx:
        take(tx, COUNTERS, "a")
        take(tx, TOKEN_COUNTERS, "a")
    store.restore(start, frozenset({"tokens"}))
    with store.transaction() as tx:
        assert (take(tx, COUNTERS, "a"), take(tx, TOKEN_COUNTERS, "a")) == (1, 0)
    store.restore(start)
    with store.transaction() as tx:
        assert take(tx, COUNTERS, "a") == 0
