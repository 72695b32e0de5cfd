"""The one home of a sandbox's state: collections of frozen values.

A product sees `get`, `put`, `delete` and an ordered `scan` by index, inside a transaction, and nothing else, so
that a store shared by several processes can take this one's place. Reset, snapshot and fork are one mechanism:
a snapshot shares the tables, and the first write to a shared table copies it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import is_, itemgetter
from threading import RLock
from typing import Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from mock_osigu.core.collection import Before, Collection, Row, Table

V = TypeVar("V")


class Log(Protocol):
    """A record that a store holds beside its state: it can be emptied by its part, and is in no snapshot."""

    @property
    def part(self) -> str: ...

    def clear(self) -> None: ...


class Snapshot:
    """All of a store's state at one moment. Opaque: it can be restored, and nothing else."""

    __slots__ = ("_tables",)

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables


class _Done(NamedTuple):
    """What `repeat` made: the tables that it left, where it found these states."""

    before: tuple[object, ...]
    after: Mapping[str, Table]


_NONE: Final[list[Row]] = []
_EMPTY: Final = object()
_MAX_DONE: Final = 16
_KEY: Final = itemgetter(1)

Watched: TypeAlias = Iterable[Collection[Any]]


class Store:
    """The state of one sandbox, behind one lock. Also the transaction that it hands out.

    A collection needs no announcement: its table is made when it is first used. `changed` is called, outside the
    lock, after each transaction that wrote to one of the `watched` collections, and after each restore.
    """

    def __init__(
        self, logs: Iterable[Log] = (), watched: Watched = (), changed: Callable[[], None] | None = None
    ) -> None:
        self._tables: dict[str, Table] = {}
        self._logs = tuple(logs)
        self._undo: list[tuple[Collection[Any], Hashable, Before]] = []
        self._removed: list[tuple[Collection[Any], Hashable]] = []
        self._lock = RLock()
        self._depth = 0
        self._watched = frozenset(collection.name for collection in watched)
        self._changed = changed or (lambda: None)
        self._is_changed = False
        self.restores = 0
        self._done: dict[Hashable, _Done] = {}

    @contextmanager
    def transaction(self) -> Iterator["Store"]:
        """Hold the lock; on an exception, undo every write made inside (an inner one undoes its own only)."""
        with self._lock:
            mark = len(self._undo)
            self._depth += 1
            try:
                yield self
            except BaseException:
                while len(self._undo) > mark:
                    collection, key, before = self._undo.pop()
                    self._writable(collection).undo(key, before)
                raise
            finally:
                self._depth -= 1
                is_changed = self._is_changed and not self._depth
                if not self._depth:
                    self._undo.clear()
                    if self._removed:
                        self._settle()
                    self._is_changed = False
        if is_changed:
            self._changed()

    def get(self, collection: Collection[V], key: Hashable) -> V | None:
        table = self._tables.get(collection.name)
        return None if table is None else table.rows.get(key)

    def put(self, collection: Collection[V], value: V) -> None:
        """Add `value`, or put it in the place of the one with its key."""
        self._write(collection, collection.key(value), value)

    def delete(self, collection: Collection[V], key: Hashable) -> V | None:
        """Remove and give the value, None if there was none."""
        old = self.get(collection, key)
        if old is not None:
            self._write(collection, key, None)
            self._removed.append((collection, key))
        return old

    def scan(
        self,
        collection: Collection[V],
        index: str,
        partition: Hashable,
        *,
        start: int = 0,
        limit: int | None = None,
        reverse: bool = False,
    ) -> list[V]:
        """The values of one partition in the index's order, from the `start`-th on, at most `limit`."""
        rows = self._rows(collection, index, partition)
        end = len(rows) if limit is None else min(len(rows), start + limit)
        last, first = max(0, len(rows) - end), max(0, len(rows) - start)
        wanted = rows[last:first][::-1] if reverse else rows[start:end]
        if not wanted:
            return []
        values = self._tables[collection.name].rows
        return [values[key] for key in map(_KEY, wanted)]

    def count(self, collection: Collection[V], index: str, partition: Hashable) -> int:
        """How many values a scan of the whole partition gives."""
        return len(self._rows(collection, index, partition))

    def all(self, collection: Collection[V]) -> list[V]:
        """Every value, in the order of their making."""
        with self._lock:
            table = self._tables.get(collection.name)
            if table is None:
                return []
            rows = table.rows.values()
            return [row for row in rows if row is not None] if table.gone else list(rows)

    def size(self, collection: Collection[Any]) -> int:
        """How many values there are in all."""
        table = self._tables.get(collection.name)
        return 0 if table is None else len(table.rows) - table.gone

    def state(self, collection: Collection[Any]) -> object:
        """What stands for a collection's values: while it is the same object, they are the same."""
        return self._state(collection.name)

    def repeat(
        self, what: Hashable, collections: Iterable[Collection[Any]], make: Callable[["Store"], None]
    ) -> None:
        """Run `make` in a transaction; where it found the same before, have what it made then.

        So `make` may depend on nothing but `what` and the collections' values, and write to them alone. Inside
        another transaction it always runs, since that could have to undo it.
        """
        names = [collection.name for collection in collections]
        with self.transaction() as tx:
            before = tuple(map(self._state, names))
            done = self._done.get(what)
            if self._depth > 1:
                make(tx)
            elif done is not None and all(map(is_, done.before, before)):
                self._tables.update(done.after)
                self._is_changed = not self._watched.isdisjoint(names)
            else:
                make(tx)
                if len(self._done) >= _MAX_DONE:
                    self._done = {}
                self._done[what] = _Done(before, self._taken(names))

    def snapshot(self) -> Snapshot:
        """The state now. Costs a few references: tables are copied when next written."""
        with self._lock:
            return Snapshot(self._taken(self._tables))

    def restore(self, snapshot: Snapshot, parts: frozenset[str] | None = None) -> None:
        """Go back to `snapshot`: everything, or the collections of some parts.

        Raises RuntimeError inside a transaction, whose undo would then have no table to go to.
        """
        with self._lock:
            if self._depth:
                raise RuntimeError("a transaction is open")
            kept = {} if parts is None else _outside(self._tables, parts)
            taken = snapshot._tables if parts is None else _inside(snapshot._tables, parts)  # noqa: SLF001
            self._tables = {**kept, **taken}
            for log in self._logs:
                if parts is None or log.part in parts:
                    log.clear()
            self.restores += 1
        self._changed()

    def _taken(self, names: Iterable[str]) -> dict[str, Table]:
        """The tables of these names that there are, as they are now and will stay."""
        found = {name: table for name in names if (table := self._tables.get(name)) is not None}
        taken = {name: table.settled() if table.gone else table for name, table in found.items()}
        for table in taken.values():
            table.shared = True
        return taken

    def _state(self, name: str) -> object:
        table = self._tables.get(name)
        return _EMPTY if table is None else table.state

    def _rows(self, collection: Collection[Any], index: str, partition: Hashable) -> list[Row]:
        table = self._tables.get(collection.name)
        return _NONE if table is None else table.indexes.get(index, {}).get(partition, _NONE)

    def _write(self, collection: Collection[Any], key: Hashable, value: Any) -> None:
        if not self._depth:
            raise RuntimeError(f"{collection.name}: writes belong in a transaction")
        before = self._writable(collection).write(key, value)
        self._is_changed = self._is_changed or collection.name in self._watched
        self._undo.append((collection, key, before))

    def _settle(self) -> None:
        for collection, key in self._removed:
            self._tables[collection.name].settle(key)
        self._removed.clear()

    def _writable(self, collection: Collection[Any]) -> Table:
        table = self._tables.get(collection.name)
        if table is None:
            table = self._tables[collection.name] = Table(collection)
        elif table.shared:
            table = self._tables[collection.name] = table.copy()
        return table


def _inside(tables: Mapping[str, Table], parts: frozenset[str]) -> dict[str, Table]:
    return {name: table for name, table in tables.items() if table.collection.part in parts}


def _outside(tables: Mapping[str, Table], parts: frozenset[str]) -> dict[str, Table]:
    return {name: table for name, table in tables.items() if table.collection.part not in parts}
