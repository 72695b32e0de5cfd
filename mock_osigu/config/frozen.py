"""A mapping that cannot change, for settings that keep JSON as it was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from mock_osigu.config.errors import SettingError


class FrozenDict(dict[str, Any]):
    """A dict that refuses to change. Still a dict, so that json, msgspec and `==` take it as one."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("settings do not change; make new ones")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


def frozen(name: str, value: Any) -> Any:
    """Give a JSON value with its objects as `FrozenDict`, its arrays as tuples; else raise `SettingError`."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return tuple(frozen(f"{name}[{at}]", item) for at, item in enumerate(value))
    if isinstance(value, Mapping):
        return FrozenDict({key: frozen(f"{name}.{key}", item) for key, item in value.items()})
    raise SettingError(name, value, "is not JSON", "text, numbers, true, false, lists and tables")
