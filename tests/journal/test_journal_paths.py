"""Secrets that a program put into a path: masked wherever the journal speaks of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mock_osigu import Settings
from mock_osigu.hiding import PathHiding
from support import EXAMPLE_TOKEN, SECRET, Running, running

CONTROL_TOKEN = "the-control-token"
SECRETS = (SECRET, EXAMPLE_TOKEN, CONTROL_TOKEN)


@pytest.fixture(scope="module")
def locked() -> Iterator[Running]:
    with running(Settings(control_token=CONTROL_TOKEN)) as live:
        for secret in SECRETS:
            live.send("GET", f"/v1/invoices/{secret}")
            live.send("GET", f"/__sandbox/{secret}/v1/invoices")
        yield live


def control(live: Running, method: str, path: str, body: Any = None) -> str:
    authorization = ("Authorization", f"Bearer {CONTROL_TOKEN}")
    answer = live.send(
        method, f"/__admin{path}", authorization, body=b"" if body is None else json.dumps(body).encode()
    )
    assert answer.status == 200, answer.text
    return answer.text


def assert_hidden(text: str) -> None:
    assert "[masked " in text
    assert not [secret for secret in SECRETS if secret in text]


def test_in_the_list(locked: Running) -> None:
    assert_hidden(control(locked, "GET", "/requests"))


def test_in_near_misses(locked: Running) -> None:
    wanted = {"match": {"path": "/v1/invoices/zz"}, "count": {"min": 1}}
    verdict = control(locked, "POST", "/requests/verify", wanted)
    assert "near_misses" in verdict
    assert_hidden(verdict)


def test_in_what_was_wanted(locked: Running) -> None:
    wanted = {"match": {"path": f"/v2/{SECRET}"}, "count": {"min": 1}}
    assert_hidden(control(locked, "POST", "/requests/verify", wanted))


def test_in_explanations(locked: Running) -> None:
    entries = json.loads(control(locked, "GET", "/requests"))["items"]
    assert len(entries) == 2 * len(SECRETS)
    for entry in entries:
        assert_hidden(control(locked, "GET", f"/requests/{entry['id']}/explain"))


def test_in_the_log(locked: Running) -> None:
    hide = PathHiding(locked.sandboxes)
    for secret in SECRETS:
        assert_hidden(hide(f"/v1/invoices/{secret}"))
    assert hide("/v1/invoices/INV-1") == "/v1/invoices/INV-1"


def test_a_sandbox_that_is_not_there(locked: Running) -> None:
    entry = json.loads(control(locked, "GET", "/requests"))["items"][0]
    because = json.loads(control(locked, "GET", f"/requests/{entry['id']}/explain"))["because"]
    assert because[0].endswith("but there is none, so sandbox 'default' answered.")
    assert because[1] == "The request has no Bearer token."
