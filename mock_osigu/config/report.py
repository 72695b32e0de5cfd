"""The settings in effect, with the origin of each, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mock_osigu.config.layers import Found


def as_json(found: Iterable[Found]) -> dict[str, dict[str, Any]]:
    """Give `{name: {"value", "origin"}}`, secrets as `***`."""
    return {one.option.name: {"value": one.option.show(one.value), "origin": one.origin} for one in found}


def as_rows(found: Iterable[Found]) -> list[tuple[str, str, str]]:
    """Give name, value in TOML's manner, and origin; a client or a scenario has a row of its own."""
    import json  # noqa: PLC0415 - as the values are made for it

    rows = []
    for one in found:
        shown = one.option.show(one.value)
        value = "-" if shown is None else json.dumps(shown, ensure_ascii=False)
        rows.append((one.option.name, value, one.origin))
    return rows


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows of equal length in columns, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
