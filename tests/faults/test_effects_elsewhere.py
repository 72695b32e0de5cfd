"""What becomes of an effect under a WSGI server that keeps its connections to itself."""

import time
from collections.abc import Iterator

import pytest

from faults.exchanges import PATH
from mock_osigu.app import create_app
from support import EXAMPLE_TOKEN, Answer, Http, bearer
from web.wsgi import waitress

HIDDEN = "fault-1; only in part: this server hides its connections from the app"


@pytest.fixture(scope="module")
def server() -> Iterator[Http]:
    with waitress(create_app()) as http:
        yield http


@pytest.fixture
def http(server: Http) -> Http:
    assert server.send("POST", "/__admin/reset").status == 200
    return server


@pytest.fixture
def whole(http: Http) -> Answer:
    return http.send("GET", PATH, bearer(EXAMPLE_TOKEN))


def ask(http: Http, effect: str) -> Answer:
    rule = f'{{"effect": {effect}}}'.encode()
    assert http.send("POST", "/__admin/faults", ("Content-Type", "application/json"), body=rule).status == 201
    return http.send("GET", PATH, bearer(EXAMPLE_TOKEN))


def test_delay_is_a_delay(http: Http, whole: Answer) -> None:
    began = time.perf_counter()
    answer = ask(http, '{"delay_seconds": 0.05}')
    assert time.perf_counter() - began >= 0.05
    assert (answer.status, answer.body) == (200, whole.body)
    assert answer.header("X-Mock-Osigu-Fault") == "fault-1"


@pytest.mark.parametrize("connection", ["reset", "close", "hang"])
def test_broken_connection_is_an_error(http: Http, connection: str) -> None:
    answer = ask(http, f'{{"connection": "{connection}"}}')
    assert (answer.status, answer.header("X-Mock-Osigu-Fault")) == (503, HIDDEN)


def test_truncated_body_says_its_true_length(http: Http, whole: Answer) -> None:
    answer = ask(http, '{"damage": "truncated"}')
    assert answer.body == whole.body[: len(whole.body) // 2]
    assert answer.header("Content-Length") == str(len(answer.body))
    assert answer.header("X-Mock-Osigu-Fault") == HIDDEN


def test_drip_comes_at_once(http: Http, whole: Answer) -> None:
    answer = ask(http, '{"drip_bytes_per_second": 0.001}')
    assert (answer.body, answer.header("X-Mock-Osigu-Fault")) == (whole.body, HIDDEN)


def test_long_poll_waits_in_its_thread(http: Http) -> None:
    body = b'{"match": {"path": "/never"}, "timeout_seconds": 0.05}'
    answer = http.send("POST", "/__admin/requests/wait", ("Content-Type", "application/json"), body=body)
    assert answer.json()["ok"] is False
