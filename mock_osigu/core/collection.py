"""What a store holds: named sets of frozen values, the orders to scan them in, and the table of each."""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

V = TypeVar("V")
Row = tuple[Any, Hashable]  # (sort key, primary key): unique, and in scan order


@dataclass(frozen=True)
class Index(Generic[V]):
    """An order to scan in. Values of one partition are together, sorted by `order`, then by key.

    A `partition` of None leaves the value out of the index.
    """

    partition: Callable[[V], Hashable]
    order: Callable[[V], Any]


@dataclass(frozen=True, eq=False)
class Collection(Generic[V]):
    """A named set of values of one type, told apart by `key`.

    `part` names what a partial reset calls it: data, tokens, clock…; "world" goes back with a whole reset only.
    """

    name: str
    type: type[V]
    key: Callable[[V], Hashable]
    part: str
    indexes: Mapping[str, Index[V]] = field(default_factory=dict)


class Table:
    """Rows and sorted indexes of one collection. `shared` tables are never written again.

    `state` is another object after each write, so whoever remembers it can tell that nothing has changed.
    """

    __slots__ = ("collection", "indexes", "rows", "shared", "state")

    def __init__(self, collection: Collection[Any]) -> None:
        self.collection = collection
        self.rows: dict[Hashable, Any] = {}
        self.indexes: dict[str, dict[Hashable, list[Row]]] = {}
        self.shared = False
        self.state = object()

    def copy(self) -> "Table":
        twin = Table(self.collection)
        twin.rows = self.rows.copy()
        twin.indexes = {
            name: {partition: rows.copy() for partition, rows in index.items()}
            for name, index in self.indexes.items()
        }
        return twin

    def write(self, key: Hashable, value: Any) -> Any:
        """Set a row, or remove it where `value` is None; give what was there."""
        self.state = object()
        old = self.rows.get(key)
        if old is not None:
            self._unindex(key, old)
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value
            for name, index in self.collection.indexes.items():
                if (partition := index.partition(value)) is not None:
                    rows = self.indexes.setdefault(name, {}).setdefault(partition, [])
                    insort(rows, (index.order(value), key))
        return old

    def _unindex(self, key: Hashable, old: Any) -> None:
        for name, index in self.collection.indexes.items():
            if (partition := index.partition(old)) is not None:
                rows = self.indexes[name][partition]
                del rows[bisect_left(rows, (index.order(old), key))]
                if not rows:
                    del self.indexes[name][partition]
