"""The one error of a setting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

MASK: Final = "***"
MISSING: Final = object()
_LONGEST_VALUE = 400  # room for a path
_LEAST_LIKENESS = 0.65  # of 1; `tll` is two thirds `ttl`


class SettingError(ValueError):
    """A value that cannot be used.

    Its text is one line: the name, the value, the reason, where it came from and what is valid instead.
    The `value` of a secret is `MASK`, that of something that is not there `MISSING`.
    """

    def __init__(self, name: str, value: Any, reason: str, choices: str = "", source: str = "") -> None:
        super().__init__(name, value, reason, choices, source)
        self.name = name
        self.value = value
        self.reason = reason
        self.choices = choices
        self.source = source

    def from_source(self, source: str) -> SettingError:
        return SettingError(self.name, self.value, self.reason, self.choices, source)

    def __str__(self) -> str:
        source = f" (from {self.source})" if self.source else ""
        choices = f"; valid: {self.choices}" if self.choices else ""
        value = "" if self.value is MISSING else f": {_shown(self.value)}"
        return one_line(f"{self.name}{value} {self.reason}{source}{choices}")


def part(value: Any, path: str) -> Any:
    """What is at a path like `faults[0].effect`; `MISSING` where nothing is, or a name has a dot in it."""
    for position, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
        try:
            value = value[int(position) if position else name]
        except (LookupError, TypeError):
            return MISSING
    return value


def one_line(text: str) -> str:
    """Give the text with every run of white space as one space and nothing that a terminal would obey."""
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in words)


def _shown(value: Any) -> str:
    if value == MASK:
        return MASK
    text = ascii(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def near(word: str, valid: Iterable[str], *, prefix: str = "") -> str:
    """Give the hint that a misspelt name deserves, or nothing: `, did you mean 'port'?`.

    A `prefix` that all names have in common is left out of the comparison: it makes any two of them look alike.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    names = {name.removeprefix(prefix): name for name in valid if name.startswith(prefix)}
    nearest = get_close_matches(word.removeprefix(prefix), names, n=1, cutoff=_LEAST_LIKENESS)
    return f", did you mean {names[nearest[0]]!r}?" if nearest else ""
