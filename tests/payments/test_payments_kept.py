"""Kept pages are never older, nor newer, than what they were made from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.api.payments.kept import KeptPages
from mock_osigu.core.collection import Collection
from mock_osigu.core.store import Store

ROWS: Collection[tuple[str, int]] = Collection("rows", tuple, key=lambda row: row[0], part="data")


class Counting:
    """Makes pages, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.pages = KeptPages()
        self.made = 0

    def get(self, store: Store, asked: str = "a page") -> bytes:
        def make() -> bytes:
            self.made += 1
            return repr(sorted(store.all(ROWS))).encode()

        return self.pages.get(asked, lambda: store.state(ROWS), make)


def put(store: Store, key: str, value: int) -> None:
    with store.transaction() as tx:
        tx.put(ROWS, (key, value))


def put_and_fail(counting: Counting, store: Store, key: str) -> None:
    with store.transaction() as tx:
        tx.put(ROWS, (key, 9))
        counting.get(store)
        _ = 1 / 0


def test_a_page_is_made_once() -> None:
    counting, store = Counting(), Store()
    put(store, "a", 1)
    assert counting.get(store) == counting.get(store) == b"[('a', 1)]"
    assert counting.made == 1


def test_another_question_has_another_page() -> None:
    counting, store = Counting(), Store()
    counting.get(store, "one")
    counting.get(store, "two")
    assert counting.made == 2


def test_what_changes_while_a_page_is_made_is_not_kept() -> None:
    pages, store = KeptPages(), Store()
    empty = store.snapshot()

    def make_late() -> bytes:
        put(store, "late", 1)
        return b"with the late one"

    assert pages.get("a page", lambda: store.state(ROWS), make_late) == b"with the late one"
    store.restore(empty)
    assert pages.get("a page", lambda: store.state(ROWS), lambda: b"without") == b"without"


def test_there_is_a_bound() -> None:
    counting, store = Counting(), Store()
    for number in range(10_000):
        counting.get(store, str(number))
    counting.get(store, "0")
    assert counting.made == 10_001


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.sampled_from("abc"), st.integers(0, 3)),
            st.tuples(st.just("delete"), st.sampled_from("abc")),
            st.tuples(st.just("fail"), st.sampled_from("abc")),
            st.tuples(st.just("snapshot")),
            st.tuples(st.just("restore"), st.integers(0, 9)),
            st.tuples(st.just("look")),
        )
    )
)
def test_a_page_is_always_what_is_there(steps: list[tuple[str, *tuple[object, ...]]]) -> None:
    counting, store = Counting(), Store()
    snapshots = [store.snapshot()]
    for name, *rest in steps:
        match name, rest:
            case "put", [str(key), int(value)]:
                put(store, key, value)
            case "delete", [str(key)]:
                with store.transaction() as tx:
                    tx.delete(ROWS, key)
            case "fail", [str(key)]:
                with pytest.raises(ZeroDivisionError):
                    put_and_fail(counting, store, key)
            case "snapshot", []:
                snapshots.append(store.snapshot())
            case "restore", [int(which)]:
                store.restore(snapshots[which % len(snapshots)])
        assert counting.get(store) == repr(sorted(store.all(ROWS))).encode()
