"""The journal has an end: by entries and by bytes, for the whole server, oldest first."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from mock_osigu.engine.journal import _BASE_BYTES, MAX_BYTES, MAX_ENTRIES, Entry, Journal, Requests
from support import EXAMPLE_TOKEN, Running, bearer

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
CUT_AT: Final = 256 * 1024


def entry(name: str = "", body: bytes = b"") -> Entry:
    return Entry(
        id=name,
        at=NOW,
        sandbox_id="s",
        client_id=None,
        operation="",
        method="GET",
        path="",
        query="",
        request_headers={},
        request_body=body,
    )


def fill(requests: Requests, *names: str, body: bytes = b"") -> None:
    for name in names:
        requests.add(entry(name, body))


def names(requests: Requests) -> list[str]:
    return [each.id for each in requests.entries]


def test_the_promised_numbers() -> None:
    assert (MAX_ENTRIES, MAX_BYTES) == (10_000, 64 * 1024 * 1024)


def test_the_oldest_of_the_whole_server_goes_first() -> None:
    journal = Journal(max_entries=3)
    one, two = Requests(journal), Requests(journal)
    fill(one, "a")
    fill(two, "b", "c", "d")
    assert (names(one), names(two)) == ([], ["b", "c", "d"])
    assert (one.truncated, two.truncated) == (True, False)
    fill(one, "e", "f")
    assert (names(one), names(two)) == (["e", "f"], ["d"])
    assert two.truncated


@pytest.mark.parametrize("drop", [lambda r: r.clear(), lambda r: r.remove(lambda _: True)])
def test_what_is_dropped_makes_room(drop: Callable[[Requests], None]) -> None:
    journal = Journal(max_entries=3)
    one, two = Requests(journal), Requests(journal)
    fill(one, "a", "b")
    fill(two, "c", "d")
    drop(one)
    assert not one.truncated
    fill(two, "e")
    assert names(two) == ["c", "d", "e"]
    assert not two.truncated


def test_bytes_count_both_bodies() -> None:
    journal = Journal(max_bytes=3 * _BASE_BYTES)
    requests = Requests(journal)
    fill(requests, "a", "b")
    assert names(requests) == ["a", "b"]
    newest = requests.entries[-1]
    newest.response_body = b"x" * (_BASE_BYTES + 1)
    requests.complete(newest)
    assert names(requests) == ["b"]
    fill(requests, "c", body=b"x" * 2 * _BASE_BYTES)
    assert names(requests) == ["c"]


def test_a_body_is_cut_and_says_so() -> None:
    requests = Requests(Journal())
    fill(requests, "a", body=b"x" * (CUT_AT + 1))
    fill(requests, "b", body=b"x" * CUT_AT)
    assert [(len(each.request_body), each.cut) for each in requests.entries] == [
        (CUT_AT, True),
        (CUT_AT, False),
    ]
    other = requests.entries[1]
    other.response_body = b"y" * (CUT_AT + 1)
    requests.complete(other)
    assert (len(other.response_body), other.cut) == (CUT_AT, True)


def test_an_entry_that_went_before_its_answer_costs_nothing() -> None:
    journal = Journal(max_entries=1)
    requests = Requests(journal)
    fill(requests, "a", "b")
    lost = entry("c")
    requests.add(lost)
    requests.clear()
    lost.response_body = b"x"
    requests.complete(lost)
    assert names(requests) == []
    assert journal._bytes == 0


def test_dropping_and_adding_for_ever_keeps_no_memory() -> None:
    journal = Journal()
    requests = Requests(journal)
    for _ in range(5_000):
        fill(requests, "a")
        requests.clear()
    assert len(journal._order) <= 1_001


def test_a_server_that_has_lost_some_says_so(live: Running) -> None:
    journal = live.sandboxes._shared.journal
    journal.max_entries = 5
    try:
        for _ in range(7):
            live.send("GET", "/v1/invoices?size=1", bearer(EXAMPLE_TOKEN))
        assert live.control("GET", "/requests")["meta"] == {"total": 5, "truncated": True}
        live.control("DELETE", "/requests", expect=204)
        assert live.control("GET", "/requests")["meta"] == {"total": 0, "truncated": False}
    finally:
        journal.max_entries = MAX_ENTRIES


def test_a_large_body_is_shown_cut(live: Running) -> None:
    body = b'{"invoices": "' + b"x" * CUT_AT + b'"}'
    live.send("POST", "/v1/invoices", bearer(EXAMPLE_TOKEN), ("Content-Type", "application/json"), body=body)
    (seen,) = live.control("GET", "/requests")["items"]
    assert (seen["status"], seen["truncated"], len(seen["request"]["body"])) == (422, True, CUT_AT - 2000)


def test_a_removed_sandbox_leaves_nothing(live: Running) -> None:
    made = live.new_sandbox()
    live.token(made["client_id"], made["client_secret"])
    before = live.sandboxes._shared.journal._entries
    live.control("DELETE", f"/sandboxes/{made['id']}", expect=204)
    assert live.sandboxes._shared.journal._entries == before - 1
