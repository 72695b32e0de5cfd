"""Comparing what a block printed with what the page says; `…` stands for anything."""

import json
import re
from typing import Any

ANYTHING = "…"


def text_matches(expected: str, actual: str) -> bool:
    """Line by line but for blanks at the ends of lines; a line that is `…` alone stands for any lines."""
    return re.fullmatch(_pattern(_plain(expected)), _plain(actual), re.DOTALL) is not None


def json_matches(expected: Any, actual: Any) -> bool:
    """Members in the page's order. A member named `…`, or a last item that is, stands for any more."""
    if isinstance(expected, str) and isinstance(actual, str):
        return re.fullmatch(_pattern(expected), actual, re.DOTALL) is not None
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _members_match(expected, actual)
    if isinstance(expected, list) and isinstance(actual, list):
        return _items_match(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def read_json(text: str) -> Any:
    """Numbers as they are written, so that 1500.00 is not 1500.0; raises ValueError."""
    return json.loads(text, parse_float=lambda number: ("number", number))


def _members_match(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    names = [name for name in expected if name != ANYTHING]
    seen = [name for name in actual if name in names or ANYTHING not in expected]
    return names == seen and all(json_matches(expected[name], actual[name]) for name in names)


def _items_match(expected: list[Any], actual: list[Any]) -> bool:
    if expected and expected[-1] == ANYTHING:
        expected, actual = expected[:-1], actual[: len(expected) - 1]
    return len(expected) == len(actual) and all(map(json_matches, expected, actual))


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _pattern(expected: str) -> str:
    return ".*".join(re.escape(part) for part in expected.split(ANYTHING))
