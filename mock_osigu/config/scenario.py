"""Scenarios that users name: fault rules and token options, kept as given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_osigu.config.client import TOKEN_TTL, check_scopes
from mock_osigu.config.errors import SettingError, near
from mock_osigu.config.frozen import FrozenDict, frozen
from mock_osigu.config.kinds import Kind, one_of, whole

_TOKEN_OPTIONS: dict[str, Callable[[str, Any], Any]] = {
    "ttl": TOKEN_TTL.check,
    "lives": TOKEN_TTL.check,
    "skew_seconds": whole(-86_400, 86_400).check,
    "born": one_of("expired", "revoked").check,
    "every": whole(1, 2**31 - 1).check,
    "scopes": check_scopes,
}


def _token(name: str, value: Any) -> FrozenDict:
    _check_keys(name, value, list(_TOKEN_OPTIONS))
    checked = FrozenDict({key: _TOKEN_OPTIONS[key](f"{name}.{key}", item) for key, item in value.items()})
    if checked.get("every", 1) > 1 and "born" not in checked:
        choices = 'born = "expired" or "revoked" beside it'
        raise SettingError(f"{name}.every", checked["every"], "has no meaning without born", choices)
    if "lives" in checked and "born" in checked and checked.get("every", 1) == 1:
        reason = f"has no meaning where every token is born {checked['born']}"
        raise SettingError(f"{name}.lives", checked["lives"], reason, "one of lives and born")
    return checked


def _faults(name: str, value: Any) -> tuple[FrozenDict, ...]:
    if not isinstance(value, list | tuple):
        raise SettingError(name, value, "is not a list", "a list of fault rules")
    for at, rule in enumerate(value):
        if not isinstance(rule, Mapping):
            raise SettingError(f"{name}[{at}]", rule, "is not a fault rule", "a table with an effect")
    return tuple(frozen(name, value))


_PARTS: dict[str, Callable[[str, Any], Any]] = {"faults": _faults, "token": _token}


def _check_keys(name: str, value: Any, valid: list[str]) -> None:
    if not isinstance(value, Mapping):
        raise SettingError(name, value, "is not a table", f"a table of {', '.join(valid)}")
    for key in value:
        if key not in valid:
            raise SettingError(f"{name}.{key}", key, f"is not known{near(str(key), valid)}", ", ".join(valid))


def _check(name: str, value: Any) -> FrozenDict:
    if not isinstance(value, Mapping):
        raise SettingError(name, value, "is not a table", "a table of scenarios by name")
    return FrozenDict({key: _scenario(name, key, item) for key, item in value.items()})


def _scenario(name: str, key: Any, value: Any) -> FrozenDict:
    if not isinstance(key, str) or not key.isprintable() or not key:
        raise SettingError(name, key, "is not a scenario's name", "printable text")
    _check_keys(f"{name}.{key}", value, list(_PARTS))
    return FrozenDict({part: _PARTS[part](f"{name}.{key}.{part}", item) for part, item in value.items()})


def scenarios() -> Kind[FrozenDict]:
    """Name → `{"faults": (rule, …), "token": {option: value}}`, both parts optional."""
    return Kind(check=_check, choices="tables of faults and token options", metavar="TABLE")
