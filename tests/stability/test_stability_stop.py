"""The end of the program under load, and its life after a bug."""

import json
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cli.programs import Served, serving
from mock_osigu import Sandboxes, create_app
from mock_osigu.engine.tokens import Tokens
from support import EXAMPLE_TOKEN, TOKEN_PATH, basic, bearer, running

CLIENTS = 8
SECONDS = 20


class Load:
    """Clients that ask one request after the other until they are refused; notes each answer that is not whole."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname or "", parts.port or 0)
        self.answered = threading.Semaphore(0)
        self.broken: list[str] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def wait(self, count: int) -> None:
        for _ in range(count):
            assert self.answered.acquire(timeout=SECONDS)

    def end(self) -> None:
        for thread in self._threads:
            thread.join(SECONDS)
            assert not thread.is_alive()

    def _ask(self) -> None:
        headers = dict([bearer(EXAMPLE_TOKEN)])
        with closing(HTTPConnection(*self.address, timeout=SECONDS)) as connection:
            while True:
                try:
                    connection.request("GET", "/v1/invoices?size=100", headers=headers)
                except OSError:
                    return  # nobody is there any more: nothing was asked
                try:
                    answer = connection.getresponse()
                except (OSError, HTTPException):
                    return  # it was on its way when the connection ended: not begun to be answered
                try:
                    whole = json.loads(answer.read())
                except (OSError, HTTPException, ValueError) as error:
                    self.broken.append(repr(error))
                    return
                if answer.status != 200 or len(whole["content"]) != 25:
                    self.broken.append(f"{answer.status}")
                self.answered.release()
                if answer.will_close:
                    return


@contextmanager
def under_load(folder: Path) -> Iterator[tuple[Served, Load]]:
    with serving(folder, "--log-format", "json") as served:
        load = Load(served.url)
        try:
            load.wait(20 * CLIENTS)
            yield served, load
        finally:
            served.process.kill()
            load.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_under_load_breaks_no_answer_and_frees_the_port(
    tmp_path: Path, number: signal.Signals
) -> None:
    with under_load(tmp_path) as (served, load):
        assert served.stop(number) == 0
        with socket.create_server(load.address):
            pass
        load.end()
        assert load.broken == []
        assert {json.loads(line)["status"] for line in served.log().splitlines()} == {200}


def test_the_port_is_taken_again_at_once(tmp_path: Path) -> None:
    with under_load(tmp_path) as (served, load):
        port = str(load.address[1])
        assert served.stop() == 0
        (tmp_path / "next").mkdir()
        with serving(tmp_path / "next", port=port) as following:
            assert urlsplit(following.url).port == load.address[1]
            assert following.stop() == 0


def test_a_second_interrupt_does_not_wait_for_anybody(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        address = urlsplit(served.url)
        with closing(HTTPConnection(address.hostname or "", address.port, timeout=SECONDS)) as connection:
            rule = {"match": {"operation": "invoices.list"}, "effect": {"delay_seconds": 3600}}
            connection.request("POST", "/__admin/faults", json.dumps(rule))
            assert connection.getresponse().read()
            connection.request("GET", "/v1/invoices", headers=dict([bearer(EXAMPLE_TOKEN)]))
            with closing(HTTPConnection(address.hostname or "", address.port, timeout=SECONDS)) as other:
                other.request("POST", "/__admin/requests/wait", '{"match":{"operation":"invoices.list"}}')
                assert other.getresponse().status == 200
            served.process.send_signal(signal.SIGINT)
            until_nobody_listens(address.hostname or "", address.port or 0)
            assert served.stop(signal.SIGINT) == 0
            with pytest.raises((OSError, HTTPException)):
                connection.getresponse()


def until_nobody_listens(host: str, port: int) -> None:
    """Return once the first signal has freed the port."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        try:
            socket.create_connection((host, port), timeout=SECONDS).close()
        except OSError:
            return
    raise AssertionError("the port is still taken")


@pytest.fixture
def with_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(Tokens, "issue", fail)


@pytest.mark.usefixtures("with_a_bug")
def test_a_bug_is_a_500_with_an_id_a_trace_in_the_log_and_no_more(caplog: pytest.LogCaptureFixture) -> None:
    with running() as live:
        answer = live.send("POST", TOKEN_PATH, basic())
        request_id = answer.header("X-Mock-Osigu-Request-Id")
        assert answer.status == 500
        assert request_id
        assert request_id in answer.text
        assert set(answer.json()) == {"error", "error_description"}
        assert "ZeroDivisionError" not in answer.text
        assert "Traceback" not in answer.text
        (record,) = [each for each in caplog.records if each.exc_info]
        assert request_id in record.getMessage()
        assert caplog.text.count("ZeroDivisionError: a bug of ours") == 1
        assert "base64secretkey" not in caplog.text
        assert re.search(r"^Traceback", caplog.text, re.MULTILINE)
        assert live.invoices(EXAMPLE_TOKEN).status == 200
        entries = live.control("GET", "/requests?status=500")["items"]
        assert [entry["id"] for entry in entries] == [request_id]


@pytest.mark.usefixtures("with_a_bug")
def test_the_same_in_the_control_apis_words(caplog: pytest.LogCaptureFixture) -> None:
    with running() as live:
        answer = live.try_control("POST", "/tokens", {})
        assert answer.status == 500
        assert answer.header("Content-Type") == "application/problem+json"
        assert answer.json()["code"] == "INTERNAL_ERROR"
        assert str(answer.header("X-Mock-Osigu-Request-Id")) in answer.json()["detail"]
        assert live.control("GET", "/clock")["offset_seconds"] == 0
    assert caplog.text.count("ZeroDivisionError: a bug of ours") == 1


def test_an_app_of_one_world_is_closed_with_it() -> None:
    sandboxes = Sandboxes()
    assert create_app(sandboxes).test_client().get("/health").status_code == 200
    sandboxes.close()
