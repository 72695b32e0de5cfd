"""Waiting for requests, and for none."""

import threading

import pytest

from client.failing import failing
from mock_osigu.client import ControlClient, JournalEntry
from mock_osigu.client import requests as client_requests
from support import Running


def test_waiting_for_what_comes_later(live: Running, control: ControlClient) -> None:
    found: list[JournalEntry] = []
    ready = threading.Event()

    def wait() -> None:
        ready.set()
        found.extend(control.requests.wait(count=2, timeout=10, path="/later"))

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert ready.wait(10)
    live.send("GET", "/later")
    live.send("POST", "/later")
    waiting.join(10)
    assert [entry.method for entry in found] == ["GET", "POST"]


def test_waiting_in_vain(used: ControlClient) -> None:
    lines = failing(used.requests.wait, count=2, timeout=0.05, operation="invoices.list", status=200)
    assert lines[:2] == [
        "waited 0.05 s for 2 requests: any with operation invoices.list, status 200",
        "1 came",
    ]
    assert "nearest to it:" in lines


def test_quiet(used: ControlClient, live: Running) -> None:
    used.requests.quiet(0.05)
    over = threading.Event()

    def make_noise() -> None:
        while not over.wait(0.01):
            live.send("GET", "/noise")

    noise = threading.Thread(target=make_noise)
    noise.start()
    try:
        lines = failing(used.requests.quiet, 10, path="/noise")
    finally:
        over.set()
        noise.join(10)
    assert lines[:2] == ["expected 10 s without a request: /noise", "but this came:"]
    assert " GET /noise -> " in lines[2]


def test_a_wait_may_be_longer_than_the_silence_that_is_borne(live: Running) -> None:
    with ControlClient(live.url, timeout_seconds=0.2) as impatient:
        impatient.requests.count()
        impatient.requests.quiet(0.5)


def test_what_comes_between_two_turns_of_a_wait_is_seen(
    live: Running, used: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiet that lasts longer than one call must not look away between two."""
    monkeypatch.setattr(client_requests, "TURN_SECONDS", 0.01)
    turns = iter(range(3))

    def make_noise_once() -> bool:
        if next(turns) == 1:
            live.send("GET", "/between")
        return False

    assert failing(used.requests.until(make_noise_once).quiet, 30)[1:] == [
        "but this came:",
        "  #4 GET /between -> 404",
    ]


def test_quiet_takes_the_later_of_two_beginnings(used: ControlClient, live: Running) -> None:
    over = threading.Event()

    def make_noise() -> None:
        while not over.wait(0.01):
            live.send("GET", "/noise")

    noise = threading.Thread(target=make_noise)
    noise.start()
    try:
        used.requests.quiet(0.1, after=1_000_000)
    finally:
        over.set()
        noise.join(10)
