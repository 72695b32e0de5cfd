"""Many threads on one app, under a server that has threads: nothing is lost, nothing is given twice."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest

from mock_osigu.app import create_app
from mock_osigu.engine.jwt import JwtSigner
from mock_osigu.sandboxes import Sandboxes
from support import EXAMPLE_TOKEN, TOKEN_PATH, Answer, Http, basic, bearer
from web.wsgi import waitress
from worlds.invoicing import SAMPLE

THREADS, TIMES = 8, 15
T = TypeVar("T")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with waitress(create_app(), threads=THREADS) as http:
        yield http.port


def together(work: Callable[[int], T]) -> list[T]:
    """The results of `work(0)`… in as many threads, that start at the same moment."""
    barrier = Barrier(THREADS, timeout=10)
    usual = sys.getswitchinterval()

    def begin(number: int) -> T:
        barrier.wait()
        return work(number)

    sys.setswitchinterval(1e-6)  # a thread keeps its turn for a few instructions only
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(begin, range(THREADS), timeout=30))
    finally:
        sys.setswitchinterval(usual)


def each(port: int, send: Callable[[Http, int, int], Answer]) -> list[Answer]:
    """The answers to `send`, called many times in each thread with a connection of the thread's own."""

    def work(number: int) -> list[Answer]:
        http = Http("127.0.0.1", port)
        try:
            return [send(http, number, turn) for turn in range(TIMES)]
        finally:
            http.close()

    return [answer for answers in together(work) for answer in answers]


def control(http: Http, method: str, path: str, value: Any = None) -> Answer:
    return http.send(method, f"/__admin{path}", body=b"" if value is None else json.dumps(value).encode())


@pytest.fixture
def http(port: int) -> Iterator[Http]:
    client = Http("127.0.0.1", port)
    assert control(client, "POST", "/reset").status == 200
    yield client
    client.close()


def test_tokens_are_unique_and_every_one_is_kept(port: int, http: Http) -> None:
    answers = each(port, lambda client, *_: client.send("POST", TOKEN_PATH, basic()))
    tokens = {answer.json()["access_token"] for answer in answers}
    assert len(tokens) == THREADS * TIMES
    assert control(http, "GET", "/tokens").json()["meta"]["total"] == len(tokens) + 1
    assert control(http, "POST", "/tokens/expire").json() == {"count": len(tokens) + 1}


def test_expires_once_is_true_for_every_second_token(port: int, http: Http) -> None:
    answers = each(
        port, lambda client, *_: client.send("POST", TOKEN_PATH, basic("token-expires-once", "sandbox"))
    )
    tokens = [answer.json()["access_token"] for answer in answers]
    worth = Counter(http.send("GET", "/v1/invoices?size=1", bearer(token)).status for token in tokens)
    assert worth == {200: THREADS * TIMES // 2, 401: THREADS * TIMES // 2}


def test_a_number_is_registered_once(port: int, http: Http) -> None:
    def register(client: Http, _: int, turn: int) -> Answer:
        body = json.dumps({"invoices": [{**SAMPLE, "invoice_number": f"RACE-{turn}"}]}).encode()
        return client.send("POST", "/v1/invoices", bearer(EXAMPLE_TOKEN), body=body)

    answers = each(port, register)
    assert Counter(answer.status for answer in answers) == {201: TIMES, 409: TIMES * (THREADS - 1)}
    listed = http.send("GET", "/v1/invoices?size=100", bearer(EXAMPLE_TOKEN)).json()
    assert listed["page"]["total_elements"] == 25 + TIMES
    ids = [invoice["id"] for invoice in listed["content"]]
    assert len(ids) == len(set(ids)) == 25 + TIMES


def test_the_clock_loses_no_second(port: int, http: Http) -> None:
    control(http, "PATCH", "/clock", {"now": "2026-01-01T00:00:00Z", "frozen": True})
    each(port, lambda client, *_: control(client, "POST", "/clock/advance", {"seconds": 1}))
    assert control(http, "GET", "/clock").json()["now"] == f"2026-01-01T00:02:{THREADS * TIMES - 120:02d}Z"


def test_a_client_is_made_once_and_a_removed_one_stays_away(port: int, http: Http) -> None:
    def churn(client: Http, number: int, turn: int) -> Answer:
        path = f"/clients/race-{turn}"
        match number % 4:
            case 0:
                return control(client, "POST", "/clients", {"client_id": f"race-{turn}"})
            case 1:
                return control(client, "PATCH", path, {"scopes": ["read"]})
            case 2:
                return control(client, "PUT", f"{path}/scenario", {"scenario": "token-short"})
            case _:
                return control(client, "DELETE", path)

    answers = each(port, churn)
    assert {answer.status for answer in answers} <= {200, 201, 204, 404, 409}
    made = sum(answer.status == 201 for answer in answers)
    gone = sum(answer.status == 204 for answer in answers)
    left = [item["client_id"] for item in control(http, "GET", "/clients").json()["items"]]
    assert sum(client_id.startswith("race-") for client_id in left) == made - gone


def test_worlds_come_and_go_beside_the_default_one(port: int, http: Http) -> None:
    def live_and_die(client: Http, number: int, turn: int) -> Answer:
        made = control(client, "POST", "/sandboxes", {"freeze": f"20{10 + number}-01-01T00:00:00Z"}).json()
        answer = client.send("POST", TOKEN_PATH, basic(made["client_id"], made["client_secret"]))
        assert f"20{10 + number}" in (answer.header("Date") or ""), "another world's Date"
        token = answer.json()["access_token"]
        assert client.send("GET", "/v1/invoices?size=1", bearer(token)).status == 200
        assert control(client, "GET", "/sandboxes").status == 200
        control(client, "PUT", f"/snapshots/{number}")
        assert control(client, "GET", "/snapshots").status == 200
        return control(client, "DELETE", f"/sandboxes/{made['id']}")

    assert {answer.status for answer in each(port, live_and_die)} == {204}
    assert control(http, "GET", "/sandboxes").json()["meta"]["total"] == 1


def test_reset_and_requests_at_once(port: int, http: Http) -> None:
    def work(client: Http, number: int, turn: int) -> Answer:
        if number == 0:
            return control(client, "POST", "/reset")
        answer = client.send("POST", TOKEN_PATH, basic())
        token = answer.json()["access_token"]
        return client.send("GET", f"/v1/invoices?size=1&page={turn}", bearer(token))

    statuses = {answer.status for answer in each(port, work)}
    assert statuses <= {200, 401}


def test_one_key_signs_the_first_tokens() -> None:
    signer = JwtSigner("key")
    keys = together(lambda _: signer.public_keys()["keys"][0]["n"])
    assert len(set(keys)) == 1


def test_a_removal_forgets_no_other_sandboxs_ids() -> None:
    """It reads every entry, which takes longer than a thread keeps its turn."""
    directory = Sandboxes()._shared.directory
    for number in range(50_000):
        directory.note_token(f"old-{number}", "old")

    def churn(number: int) -> None:
        for turn in range(TIMES):
            if number % 2:
                directory.forget("gone")
            else:
                for each_one in range(100):
                    directory.note_token(f"{number}-{turn}-{each_one}", "new")

    together(churn)
    kept = [f"{n}-{turn}-{one}" for n in range(0, THREADS, 2) for turn in range(TIMES) for one in range(100)]
    assert {directory.of_token(value) for value in kept} == {"new"}
