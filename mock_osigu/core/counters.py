"""Numbers that only go up, kept in the store: a reset or a restore takes them back with the data they count."""

from typing import Final, NamedTuple

from mock_osigu.core.collection import Collection
from mock_osigu.core.store import Store


class Counter(NamedTuple):
    name: str
    next: int


def _name(counter: Counter) -> str:
    return counter.name


COUNTERS: Final = Collection("counters", Counter, key=_name, part="data")
TOKEN_COUNTERS: Final = Collection("token_counters", Counter, key=_name, part="tokens")


def take(tx: Store, counters: Collection[Counter], name: str, count: int = 1) -> int:
    """Reserve `count` numbers inside a transaction; give the first. A new counter starts at 0."""
    counter = tx.get(counters, name)
    first = counter.next if counter else 0
    tx.put(counters, Counter(name, first + count))
    return first
