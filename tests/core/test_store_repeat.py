"""What is made of the same twice is the same, and made once."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.core.collection import Collection, Index
from mock_osigu.core.store import Store

Row = tuple[str, int]
ROWS: Collection[Row] = Collection(
    "rows",
    tuple,
    key=lambda row: row[0],
    part="data",
    indexes={"parity": Index(lambda row: row[1] % 2, lambda row: row[1])},
)
OTHERS: Collection[Row] = Collection("others", tuple, key=lambda row: row[0], part="data")


class Making:
    """Adds one to every row and puts a new one; counts how often it did."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, tx: Store) -> None:
        self.count += 1
        for key, value in tx.all(ROWS):
            tx.put(ROWS, (key, value + 1))
        tx.put(ROWS, ("made", 0))


@pytest.fixture
def making() -> Making:
    return Making()


def repeat(store: Store, making: Callable[[Store], None], what: str = "this") -> list[Row]:
    store.repeat(what, [ROWS], making)
    return store.all(ROWS)


def put(store: Store, key: str, value: int, to: Collection[Row] = ROWS) -> None:
    with store.transaction() as tx:
        tx.put(to, (key, value))


def test_the_same_is_made_once(making: Making) -> None:
    store = Store()
    start = store.snapshot()
    first = repeat(store, making)
    store.restore(start)
    put(store, "elsewhere", 1, OTHERS)
    assert repeat(store, making) == first == [("made", 0)]
    assert making.count == 1


def test_what_was_made_is_not_changed_by_what_comes_later(making: Making) -> None:
    store = Store()
    start = store.snapshot()
    repeat(store, making)
    put(store, "later", 1)
    store.restore(start)
    assert repeat(store, making) == [("made", 0)]
    put(store, "later", 1)
    store.restore(start)
    assert repeat(store, making) == [("made", 0)]
    assert making.count == 1


def test_of_something_else_it_is_made_anew(making: Making) -> None:
    store = Store()
    start = store.snapshot()
    repeat(store, making)
    store.restore(start)
    repeat(store, making, "that")
    store.restore(start)
    put(store, "a", 1)
    assert repeat(store, making) == [("a", 2), ("made", 0)]
    assert making.count == 3


def test_another_transaction_can_undo_it(making: Making) -> None:
    store = Store()
    start = store.snapshot()
    repeat(store, making)
    store.restore(start)

    def fail() -> None:
        with store.transaction():
            repeat(store, making)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.all(ROWS) == []
    assert making.count == 2


def test_what_fails_is_made_again() -> None:
    store, failures = Store(), iter([True, False])

    def make(tx: Store) -> None:
        tx.put(ROWS, ("made", 0))
        if next(failures):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        repeat(store, make)
    assert store.all(ROWS) == []
    assert repeat(store, make) == [("made", 0)]


def test_who_watches_is_told_of_both() -> None:
    told: list[str] = []
    store = Store(watched=[ROWS], changed=lambda: told.append("changed"))
    start, making = store.snapshot(), Making()
    repeat(store, making)
    assert told == ["changed"]
    store.restore(start)
    told.clear()
    repeat(store, making)
    assert (told, making.count) == (["changed"], 1)


def test_what_is_removed_while_it_is_made_stays_removed(making: Making) -> None:
    store = Store()
    put(store, "old", 1)
    start = store.snapshot()

    def make(tx: Store) -> None:
        making(tx)
        tx.delete(ROWS, "old")

    for _ in range(2):
        store.restore(start)
        assert repeat(store, make) == [("made", 0)]
    assert making.count == 1


STEPS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from("abc"), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.sampled_from("abc"), st.just(0)),
    st.tuples(st.just("restore"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("snapshot"), st.just(""), st.just(0)),
    st.tuples(st.just("repeat"), st.sampled_from("xy"), st.just(0)),
)


@given(st.lists(STEPS, max_size=30))
def test_it_is_as_if_it_were_made_each_time(steps: list[tuple[str, str, int]]) -> None:
    store, twin, making = Store(), Store(), Making()
    snapshots = [(store.snapshot(), twin.snapshot())]
    for name, key, value in steps:
        if name == "repeat":
            repeat(store, making, key)
            with twin.transaction() as tx:
                Making()(tx)
        elif name == "snapshot":
            snapshots.append((store.snapshot(), twin.snapshot()))
        elif name == "restore":
            for each, snapshot in zip((store, twin), snapshots[value % len(snapshots)], strict=True):
                each.restore(snapshot)
        else:
            for each in (store, twin):
                with each.transaction() as tx:
                    if name == "put":
                        tx.put(ROWS, (key, value))
                    else:
                        tx.delete(ROWS, key)
        assert store.all(ROWS) == twin.all(ROWS)
        assert [store.scan(ROWS, "parity", p) for p in (0, 1)] == [
            twin.scan(ROWS, "parity", p) for p in (0, 1)
        ]
