"""The settings in effect, with the origin of each, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from mock_osigu.config.layers import Found


def as_json(found: Iterable[Found]) -> dict[str, dict[str, Any]]:
    """Give `{name: {"value", "origin"}}`, secrets as `***`."""
    return {one.option.name: {"value": one.option.show(one.value), "origin": one.origin} for one in found}


def as_rows(found: Iterable[Found]) -> list[tuple[str, str, str]]:
    """Give name, origin and value as JSON, `-` for none; each client and scenario has a row of its own."""
    return [
        (name, one.origin, "-" if value is None else json.dumps(value, ensure_ascii=False))
        for one in found
        for name, value in _parts(one.option.name, one.option.show(one.value))
    ]


def _parts(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list) and value:
        return [(f"{name}[{at}]", item) for at, item in enumerate(value)]
    if isinstance(value, dict) and value:
        return [(f"{name}.{key}", item) for key, item in value.items()]
    return [(name, value or None if isinstance(value, list | dict) else value)]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows of equal length in columns, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
