"""Kinds of values: how each is read from text, checked, and shown.

`parse` turns the text of a variable or an option into a value and leaves what it cannot read as it is;
`check` then refuses it, so that a value from Python, from TOML and from text meets the same rule and message.
Where text has forms of its own, `parse` refuses what is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from mock_osigu.config.errors import MASK, SettingError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# int() would also take `1_000`, `٣` and, at 4300 digits, raise an error of its own.
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}", re.ASCII)
_VISIBLE = re.compile(r"[\x21-\x7e]+", re.ASCII)
_HOST = re.compile(r"[^\s/@?#\[\]\\,]+")
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")
_TRUTH = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)


def _as_text(_name: str, text: str) -> Any:
    return text.strip()


def _as_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[T_co]):
    """How one sort of value is read, checked and shown.

    `check(name, value)` gives the normal form or raises `SettingError`; `show(value)` is JSON, no secrets.
    `metavar` is None for a flag; `repeated` kinds take the option many times on the command line.
    """

    check: Callable[[str, Any], T_co]
    choices: str
    metavar: str | None
    parse: Callable[[str, str], Any] = _as_text
    show: Callable[[Any], Any] = _as_is
    repeated: bool = False


def whole(low: int, high: int, unit: str = "") -> Kind[int]:
    choices = f"a whole number{f' of {unit}' if unit else ''} from {low} to {high}"

    def check(name: str, value: Any) -> int:
        if type(value) is not int:
            raise SettingError(name, value, "is not a whole number", choices)
        if not low <= value <= high:
            raise SettingError(name, value, "is out of range", choices)
        return value

    def parse(_name: str, text: str) -> Any:
        return int(text) if _WHOLE.fullmatch(text.strip()) else text

    return Kind(check=check, parse=parse, choices=choices, metavar=unit.upper() or "N")


def flag(*, also: Callable[[str, Any], None] | None = None) -> Kind[bool]:
    """True or false, in text also by other words; `also(name, value)` may still refuse one."""
    choices = "true, false"

    def check(name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise SettingError(name, value, "is neither true nor false", choices)
        if also is not None:
            also(name, value)
        return value

    def parse(name: str, text: str) -> bool:
        value = _TRUTH.get(text.strip().lower())
        if value is None:
            # Not left to `check`: TOML and Python have no other words than the two.
            raise SettingError(name, text, "is neither true nor false", ", ".join(_TRUTH))
        return value

    return Kind(check=check, parse=parse, choices=choices, metavar=None)


def one_of(*valid: str, also: Callable[[str, str], None] | None = None) -> Kind[str]:
    """One of some words; `also(name, word)` may still refuse a good one."""
    choices = ", ".join(valid)

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in valid:
            raise SettingError(name, value, "is not known", choices)
        if also is not None:
            also(name, value)
        return value

    return Kind(check=check, choices=choices, metavar="|".join(valid))


def text(pattern: re.Pattern[str], choices: str, metavar: str) -> Kind[str]:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise SettingError(name, value, "cannot be used", choices)
        return value

    return Kind(check=check, choices=choices, metavar=metavar)


def path() -> Kind[str]:
    return text(re.compile(r"[^\0]+"), "a path", "FILE")


def host() -> Kind[str]:
    choices = "a host name or an address, without scheme and port"

    def check(name: str, value: Any) -> str:
        bare = value.removeprefix("[").removesuffix("]") if isinstance(value, str) else ""
        if not _HOST.fullmatch(bare) or (":" in bare and not _is_address(bare)):
            raise SettingError(name, value, "is not a host", choices)
        return bare

    return Kind(check=check, choices=choices, metavar="HOST")


def _is_address(text: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - few start with an IPv6 address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def hosts(*, patterns: bool = False) -> Kind[tuple[str, ...]]:
    """Several hosts, in lower case and without a root dot.

    DNS names have no case (RFC 4343), and are the same with the dot and without (RFC 1034 section 3.1). `patterns` says
    that a `*` means something where they are used.
    """
    each = host()

    def check_one(name: str, value: Any) -> str:
        bare = each.check(name, value)
        if "*" in bare and not patterns:
            raise SettingError(name, value, "has a *, and a name is compared as a whole", each.choices)
        relative = bare.lower().removesuffix(".")
        if not relative or relative.endswith("."):
            raise SettingError(name, value, "is not a host", each.choices)
        return relative

    def check(name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise SettingError(name, value, "is not a list", f"a list, each {each.choices}")
        return tuple(check_one(f"{name}[{at}]", item) for at, item in enumerate(value))

    return Kind(
        check=check, parse=split, choices=f"each {each.choices}", metavar="HOST", show=list, repeated=True
    )


def split(_name: str, text: str) -> list[str]:
    """Read the comma separated form of a list; empty items are left out."""
    return [item.strip() for item in text.split(",") if item.strip()]


def secret() -> Kind[str]:
    """Visible ASCII, since it travels in an `Authorization` header. It is never shown."""
    choices = "at least one visible ASCII character, no spaces"

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not _VISIBLE.fullmatch(value):
            raise SettingError(name, MASK, "cannot be used", choices)
        return value

    return Kind(check=check, choices=choices, metavar="TOKEN", show=lambda _value: MASK)
