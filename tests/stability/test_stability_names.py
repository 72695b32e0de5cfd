"""Every name that docs/stability.md promises is there, and means what it meant."""

from typing import Any

import pytest

from mock_osigu import Settings
from stability.frozen import BROKEN, EXAMPLE, NOW, broken, promised


@pytest.mark.parametrize("kind", NOW)
def test_what_is_promised_is_kept(kind: str) -> None:
    breaches = broken(promised()[kind], NOW[kind]())
    assert breaches == [], f"{kind}: {BROKEN}"


def test_every_kind_is_promised() -> None:
    assert set(promised()) == set(NOW)
    assert all(promised().values())


def test_the_default_client_is_the_documented_one() -> None:
    assert [f"{each.client_id}:{each.client_secret}" for each in Settings().clients] == EXAMPLE, BROKEN


@pytest.mark.parametrize(
    "wanted, there, breaches",
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1, "b": 2}, {"a": 2}, ["b: gone", "a: 1 has become 2"]),
        ({"a": {"x": [1, 2]}}, {"a": {"x": [2], "y": 1}}, ["a: x: 1: gone"]),
        (["a", "b"], ["b", "c"], ["a: gone"]),
        ({"a": 1}, ["a"], ["{'a': 1} has become ['a']"]),
        ({"a": False}, {"a": None}, ["a: False has become None"]),
    ],
)
def test_a_breach_is_seen(wanted: Any, there: Any, breaches: list[str]) -> None:
    assert broken(wanted, there) == breaches
