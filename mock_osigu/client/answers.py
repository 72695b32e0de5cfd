"""Reads what the control API answers into values. Fields that a newer server adds are passed over."""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from datetime import date, datetime
from typing import Any, Final, TypeVar

T = TypeVar("T")


def read(kind: type[T], answer: Mapping[str, Any]) -> T:
    """The answer as a `kind`. A field's metadata may say how to `read` it."""
    given = (each for each in fields(kind) if each.name in answer)  # type: ignore[arg-type]
    return kind(**{each.name: _value(each, answer[each.name]) for each in given})


def _value(each: "Field[Any]", value: Any) -> Any:
    reader = each.metadata.get("read") or _READERS.get(each.name)
    return value if reader is None or value is None else reader(value)


# By a field's name, which means the same in every answer; a field of a meaning of its own says so in its metadata.
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "now": datetime.fromisoformat,
    "issued_at": datetime.fromisoformat,
    "expires_at": datetime.fromisoformat,
    "issue_date": date.fromisoformat,
    "due_date": date.fromisoformat,
    "filing_date": date.fromisoformat,
    "happened": tuple,
    "scopes": tuple,
}
