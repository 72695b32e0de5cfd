"""What a product's data begins with: kept as it was given, and judged by the product, which alone knows its fields."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from mock_osigu.config.errors import SettingError
from mock_osigu.config.frozen import FrozenDict, frozen
from mock_osigu.config.kinds import Kind


def _judged(name: str, value: Any) -> Any:
    kept = frozen(name, value)
    if kept:
        # Not worth its import to those who begin with nothing.
        import_module("mock_osigu.api.payments.beginning.forms").read(name, kept)
    return kept


def _check_table(name: str, value: Any) -> FrozenDict:
    if not isinstance(value, Mapping):
        raise SettingError(name, value, "is not a table", f"[{name}] and its keys")
    table: FrozenDict = _judged(name, value)
    return table


def _check_tables(name: str, value: Any) -> tuple[FrozenDict, ...]:
    if not isinstance(value, list | tuple):
        raise SettingError(name, value, "is not a list of tables", f"[[{name}]] and its keys, for each")
    tables: tuple[FrozenDict, ...] = _judged(name, value)
    return tables


def table() -> Kind[FrozenDict]:
    return Kind(check=_check_table, choices="a table", metavar="TABLE")


def tables() -> Kind[tuple[FrozenDict, ...]]:
    return Kind(check=_check_tables, choices="a list of tables", metavar="TABLE", show=list, repeated=True)
