"""The store against a plain dict, through any order of writes, transactions, rollbacks and snapshots."""

from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from mock_osigu.core.collection import Collection, Index
from mock_osigu.core.store import Snapshot, Store


@dataclass(frozen=True)
class Thing:
    """`owner` and `rank` are what it is found by; without an owner it is in no index."""

    key: int
    owner: str | None
    rank: int


def key_of(thing: Thing) -> int:
    return thing.key


OWNED: Final = Collection(
    "owned",
    Thing,
    key=key_of,
    part="data",
    indexes={
        "owner": Index(lambda thing: thing.owner, lambda thing: thing.rank),
        "parity": Index(lambda thing: (thing.owner, thing.rank % 2), lambda thing: -thing.rank),
    },
)
PLAIN: Final = Collection("plain", Thing, key=key_of, part="tokens")
BOTH: Final = (OWNED, PLAIN)
PARTS: Final = (None, frozenset({"data"}), frozenset({"tokens"}), frozenset({"data", "tokens"}))

Model = dict[str, dict[Hashable, Thing]]
things = st.builds(Thing, st.integers(0, 9), st.sampled_from(["a", "b", None]), st.integers(0, 3))
collections = st.sampled_from(BOTH)


class Undone(Exception):
    """Ends a transaction so that it leaves no trace."""


def copy_of(model: Model) -> Model:
    return {name: dict(rows) for name, rows in model.items()}


def scans_of(rows: list[Thing]) -> dict[tuple[str, Hashable], list[Thing]]:
    """What a scan of every partition of every index of OWNED must give."""
    found: dict[tuple[str, Hashable], list[tuple[Any, Thing]]] = {}
    for thing in rows:
        for name, index in OWNED.indexes.items():
            if (partition := index.partition(thing)) is not None:
                found.setdefault((name, partition), []).append(((index.order(thing), thing.key), thing))
    return {
        where: [thing for _, thing in sorted(ranked, key=lambda pair: pair[0])]
        for where, ranked in found.items()
    }


class StoreMachine(RuleBasedStateMachine):
    """Every step is taken by the store and by the model; the invariants compare them."""

    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.model: Model = {"owned": {}, "plain": {}}
        self.open: list[tuple[AbstractContextManager[Store], Model]] = []

    @rule()
    @precondition(lambda self: len(self.open) < 3)
    def begin(self) -> None:
        transaction = self.store.transaction()
        assert transaction.__enter__() is self.store
        self.open.append((transaction, copy_of(self.model)))

    @rule()
    @precondition(lambda self: self.open)
    def commit(self) -> None:
        transaction, _ = self.open.pop()
        transaction.__exit__(None, None, None)

    @rule()
    @precondition(lambda self: self.open)
    def roll_back(self) -> None:
        transaction, before = self.open.pop()
        assert not transaction.__exit__(Undone, Undone(), None)
        self.model = before

    @rule(collection=collections, thing=things)
    def put(self, collection: Collection[Thing], thing: Thing) -> None:
        if not self.open:
            with pytest.raises(RuntimeError, match="writes belong in a transaction"):
                self.store.put(collection, thing)
            return
        self.store.put(collection, thing)
        self.model[collection.name][thing.key] = thing

    @rule(collection=collections, key=st.integers(0, 9))
    @precondition(lambda self: self.open)
    def delete(self, collection: Collection[Thing], key: int) -> None:
        assert self.store.delete(collection, key) == self.model[collection.name].pop(key, None)

    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[Snapshot, Model]:
        return self.store.snapshot(), copy_of(self.model)

    @rule(taken=snapshots, parts=st.sampled_from(PARTS))
    def restore(self, taken: tuple[Snapshot, Model], parts: frozenset[str] | None) -> None:
        snapshot, then = taken
        if self.open:
            with pytest.raises(RuntimeError, match="a transaction is open"):
                self.store.restore(snapshot, parts)
            return
        self.store.restore(snapshot, parts)
        for collection in BOTH:
            if parts is None or collection.part in parts:
                self.model[collection.name] = dict(then[collection.name])

    @rule(taken=snapshots)
    def fork(self, taken: tuple[Snapshot, Model]) -> None:
        """Another store starts from the snapshot; what is written there shows nowhere else."""
        snapshot, then = taken
        other = Store()
        other.restore(snapshot)
        with other.transaction() as tx:
            tx.put(OWNED, Thing(99, "a", 9))
            for thing in then["plain"].values():
                tx.delete(PLAIN, thing.key)
        assert by_key(other.all(OWNED)) == {**then["owned"], 99: Thing(99, "a", 9)}
        assert other.all(PLAIN) == []

    @invariant()
    def holds_the_same_values(self) -> None:
        for collection in BOTH:
            rows = self.model[collection.name]
            assert self.store.all(collection) == list(rows.values()), "in the order of their making"
            assert self.store.size(collection) == len(rows)
            assert all(self.store.get(collection, key) == rows.get(key) for key in range(10))

    @invariant()
    def scans_in_the_same_order(self) -> None:
        wanted = scans_of(list(self.model["owned"].values()))
        for name, partition in partitions():
            rows = wanted.get((name, partition), [])
            assert self.store.scan(OWNED, name, partition) == rows
            assert self.store.scan(OWNED, name, partition, reverse=True) == rows[::-1]
            assert self.store.scan(OWNED, name, partition, start=1, limit=2) == rows[1:3]
            assert self.store.scan(OWNED, name, partition, start=1, limit=2, reverse=True) == rows[::-1][1:3]
            assert self.store.count(OWNED, name, partition) == len(rows)

    def teardown(self) -> None:
        while self.open:
            self.commit()


def by_key(values: list[Thing]) -> dict[Hashable, Thing]:
    assert len({value.key for value in values}) == len(values)
    return {value.key: value for value in values}


def partitions() -> Iterator[tuple[str, Hashable]]:
    for owner in ("a", "b"):
        yield "owner", owner
        yield from (("parity", (owner, odd)) for odd in (0, 1))


StoreMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40)


TestStore = StoreMachine.TestCase


def test_all_gives_values_in_the_order_of_their_making() -> None:
    store = Store()
    with store.transaction() as tx:
        for key in (3, 1, 2):
            tx.put(PLAIN, Thing(key, None, 0))
        tx.put(PLAIN, Thing(3, None, 7))
    assert [thing.key for thing in store.all(PLAIN)] == [3, 1, 2]


def test_what_comes_back_has_its_old_place() -> None:
    store = Store()
    with store.transaction() as tx:
        for key in (3, 1, 2):
            tx.put(PLAIN, Thing(key, None, 0))
    with suppress(Undone), store.transaction() as tx:
        tx.delete(PLAIN, 3)
        tx.put(PLAIN, Thing(3, None, 7))
        assert [thing.key for thing in store.all(PLAIN)] == [1, 2, 3], "what is made anew comes last"
        tx.delete(PLAIN, 1)
        raise Undone
    assert store.all(PLAIN) == [Thing(key, None, 0) for key in (3, 1, 2)]
