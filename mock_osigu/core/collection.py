"""What a store holds: named sets of frozen values, the orders to scan them in, and the table of each."""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

V = TypeVar("V")
# What a write found: the row, None without one, and where that would be forgotten the keys in their order.
Before = tuple[Any, list[Hashable] | None]
Row = tuple[Any, Hashable]  # (sort key, primary key): unique, and in scan order


class Index(NamedTuple, Generic[V]):
    """An order to scan in. Values of one partition are together, sorted by `order`, then by key.

    A `partition` of None leaves the value out of the index.
    """

    partition: Callable[[V], Hashable]
    order: Callable[[V], Any]


class Collection(Generic[V]):
    """A named set of values of one type, told apart by `key`.

    `part` names what a partial reset calls it: data, tokens, clock…; "world" goes back with a whole reset only.
    """

    def __init__(
        self,
        name: str,
        type: type[V],  # noqa: A002 - what it is
        key: Callable[[V], Hashable],
        part: str,
        indexes: Mapping[str, Index[V]] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.type = type
        self.key = key
        self.part = part
        self.indexes = indexes


class Table:
    """Rows and sorted indexes of one collection. `shared` tables are never written again.

    `state` is another object after each write, so whoever remembers it can tell that nothing has changed.
    """

    __slots__ = ("collection", "gone", "indexes", "rows", "shared", "state")

    def __init__(self, collection: Collection[Any]) -> None:
        self.collection = collection
        self.rows: dict[Hashable, Any] = {}
        self.gone = 0
        self.indexes: dict[str, dict[Hashable, list[Row]]] = {}
        self.shared = False
        self.state = object()

    def copy(self) -> "Table":
        twin = Table(self.collection)
        twin.rows, twin.gone = self.rows.copy(), self.gone
        twin.indexes = {
            name: {partition: rows.copy() for partition, rows in index.items()}
            for name, index in self.indexes.items()
        }
        return twin

    def write(self, key: Hashable, value: Any) -> Before:
        """Set a row, or remove it where `value` is None; give what `undo` wants to know.

        What is removed leaves None in its place until `settle`, so that it can come back there.
        """
        self.state = object()
        old, order = self.rows.get(key), None
        if old is not None:
            self._unindex(key, old)
        elif self.gone and key in self.rows:
            order = list(self.rows)  # what is made anew comes last, and its old place would be lost
            del self.rows[key]
            self.gone -= 1
        self.rows[key] = value
        if value is None:
            self.gone += 1
        else:
            self._index(key, value)
        return old, order

    def undo(self, key: Hashable, before: Before) -> None:
        """Take the latest write back that is not undone yet; the rows are in the order of before."""
        self.state = object()
        old, order = before
        new = self.rows[key]
        if new is not None:
            self._unindex(key, new)
        else:
            self.gone -= 1
        self.rows[key] = old
        if old is not None:
            self._index(key, old)
        elif order is None:
            del self.rows[key]
        else:
            self.rows = {each: self.rows[each] for each in order}
            self.gone += 1

    def settle(self, key: Hashable) -> None:
        """A removal is for good."""
        if key in self.rows and self.rows[key] is None:
            del self.rows[key]
            self.gone -= 1

    def settled(self) -> "Table":
        """A copy in which every removal is for good."""
        twin = self.copy()
        twin.rows, twin.gone = {key: row for key, row in self.rows.items() if row is not None}, 0
        return twin

    def _index(self, key: Hashable, value: Any) -> None:
        for name, index in self.collection.indexes.items():
            if (partition := index.partition(value)) is not None:
                rows = self.indexes.setdefault(name, {}).setdefault(partition, [])
                insort(rows, (index.order(value), key))

    def _unindex(self, key: Hashable, old: Any) -> None:
        for name, index in self.collection.indexes.items():
            if (partition := index.partition(old)) is not None:
                rows = self.indexes[name][partition]
                del rows[bisect_left(rows, (index.order(old), key))]
                if not rows:
                    del self.indexes[name][partition]
