"""Many exchanges at once: who waits, who does not, and what a reset does to those that are open."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from faults.exchanges import connect, ended, exchange, fault, request
from support import Running, running

MANY = 300


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as served:
        yield served


@pytest.fixture
def live(server: Running) -> Running:
    server.renew()
    return server


def wait_until_open(live: Running, count: int = 1) -> None:
    """Until so many exchanges are in the journal."""
    waited = live.control("POST", "/requests/wait", {"count": count, "timeout_seconds": 10})
    assert waited["ok"], waited


def test_300_in_a_delay_all_come_back_and_hold_nobody_up(live: Running) -> None:
    rule = {"match": {"query": {"page": "2"}}, "effect": {"delay_seconds": 0.5}}
    live.control("POST", "/faults", rule, expect=201)
    threads = set(threading.enumerate())
    clients = [connect(live) for _ in range(MANY)]
    for client in clients:
        client.sendall(request("/v1/invoices?size=1&page=2"))
    wait_until_open(live, MANY)
    assert set(threading.enumerate()) - threads == set()
    other = exchange(live)
    assert other.status == 200
    for client in clients:
        with client:
            assert client.recv(12) == b"HTTP/1.1 200"
    delayed = [entry for entry in ended(live, MANY + 1) if entry.fault]
    assert len(delayed) == MANY
    assert all(entry.outcome == "sent" and entry.seconds >= 0.5 for entry in delayed)


@pytest.mark.parametrize(
    "effect",
    [
        {"connection": "hang"},
        {"delay_seconds": 3600},
        {"delay_seconds": 3600, "connection": "reset"},
        {"drip_bytes_per_second": 0.001},
    ],
    ids=["hang", "delay", "delayed reset", "drip"],
)
def test_reset_cuts_what_is_open(live: Running, effect: dict[str, object]) -> None:
    fault(live, **effect)
    with connect(live) as client:
        client.sendall(request())
        wait_until_open(live)
        (entry,) = live.sandboxes.default.requests.entries
        outcomes = [entry.outcome]
        live.control("POST", "/reset")
        client.settimeout(10)
        while client.recv(65536):
            pass
        outcomes.append(entry.outcome)
        assert outcomes == ["open", "closed"]
        assert live.control("GET", "/requests")["meta"]["total"] == 0
    assert exchange(live).status == 200


def test_entry_is_there_while_its_answer_waits(live: Running) -> None:
    fault(live, connection="hang")
    with connect(live) as client:
        client.sendall(request())
        wait_until_open(live)
        (entry,) = live.control("GET", "/requests")["items"]
        assert (entry["outcome"], entry["status"], entry["fault"]) == ("open", None, "fault-1")
    assert ended(live)[0].outcome == "gave_up"


def test_client_of_a_keep_alive_connection_goes_on(live: Running) -> None:
    fault(live, delay_seconds=0.05, drip_bytes_per_second=5000)
    requests = request().replace(b"Connection: close\r\n", b"") + request()
    seen = exchange(live, requests)
    assert seen.received.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert [entry.outcome for entry in ended(live, 2)] == ["sent", "sent"]


def test_client_that_gives_up_is_noticed_though_it_has_asked_for_more(live: Running) -> None:
    fault(live, connection="hang")
    with connect(live) as client:
        client.sendall(request() * 3)
        wait_until_open(live)
    assert ended(live)[0].outcome == "gave_up"


def test_half_closed_client_gets_its_delayed_answer(live: Running) -> None:
    fault(live, delay_seconds=0.1)
    with connect(live) as client:
        client.sendall(request())
        client.shutdown(socket.SHUT_WR)
        assert client.recv(12) == b"HTTP/1.1 200"
    assert ended(live)[0].outcome == "sent"


def test_long_polls_wait_beside_each_other(live: Running) -> None:
    def poll(number: int) -> bool:
        body = f'{{"match": {{"path": "/v1/invoices"}}, "count": {number}, "timeout_seconds": 10}}'
        sent = (
            "POST /__admin/requests/wait HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
        )
        return b'"ok":true' in exchange(live, sent.encode()).body

    with ThreadPoolExecutor(20) as pool:
        polls = [pool.submit(poll, number) for number in range(1, 21)]
        for _ in range(20):
            assert exchange(live).status == 200
        assert all(poll.result(10) for poll in polls)


def test_long_poll_ends_with_its_time(live: Running) -> None:
    began = time.perf_counter()
    waited = live.control("POST", "/requests/wait", {"match": {"path": "/never"}, "timeout_seconds": 0.1})
    assert (waited["ok"], waited["matched"]) == (False, 0)
    assert time.perf_counter() - began >= 0.1
