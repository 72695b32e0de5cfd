"""Refusals are answered as they were: status, the headers that matter, and the body byte for byte."""

import json
from typing import Any

import pytest

from stability.frozen import BROKEN
from stability.refused import FILE, REQUESTS, answers

GOLDEN: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return answers()


@pytest.mark.parametrize("name", GOLDEN)
def test_a_refusal_is_as_it_was(now: dict[str, Any], name: str) -> None:
    assert now[name] == GOLDEN[name], f"{name}: {BROKEN}"


def test_every_request_has_its_answer_on_file(now: dict[str, Any]) -> None:
    assert now.keys() == GOLDEN.keys()
    assert REQUESTS.keys() <= now.keys()
    assert all(each["status"] >= 400 for each in GOLDEN.values())
