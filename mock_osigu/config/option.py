"""An option: one declaration from which flag, variable, TOML key, check, help and documentation are read."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

from mock_osigu.config.kinds import Kind

Given_contra = TypeVar("Given_contra", contravariant=True)
Kept_co = TypeVar("Kept_co", covariant=True)

PREFIX = "MOCK_OSIGU_"


class Option(Generic[Given_contra, Kept_co]):
    """A field of a frozen dataclass that checks what it is given and keeps its normal form.

    It is a descriptor, so that type checkers see both what may be given and what is kept.
    None is taken as it is where it is the default.
    """

    name: str

    def __init__(
        self,
        kind: Kind[Kept_co],
        default: Given_contra,
        meaning: str,
        *,
        also: tuple[str, ...] = (),
        in_file: bool = True,
        only_in_file: bool = False,
        default_text: str | None = None,
    ) -> None:
        self.kind = kind
        self.default: Any = default
        self.meaning = meaning
        self.in_file = in_file
        self.only_in_file = only_in_file
        self._also = also
        self._default_text = default_text

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Any: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Kept_co: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        return self.default if instance is None else instance.__dict__[self.name]

    def __set__(self, instance: object, value: Given_contra) -> None:
        instance.__dict__[self.name] = self.check(value)

    def check(self, value: Any) -> Any:
        """Give the normal form of a value; raises `SettingError`."""
        return None if value is None and self.default is None else self.kind.check(self.name, value)

    def show(self, value: Any) -> Any:
        """Give the value as JSON, without secrets."""
        return None if value is None else self.kind.show(value)

    @property
    def variables(self) -> tuple[str, ...]:
        """Its environment variables, the first that is set counts."""
        return () if self.only_in_file else (f"{PREFIX}{self.name.upper()}", *self._also)

    @property
    def flag(self) -> str:
        """Its option on the command line: `--token-ttl`; singular where it repeats: `--client`."""
        name = self.name.removesuffix("s") if self.kind.repeated else self.name
        return f"--{name.replace('_', '-')}"

    @property
    def usage(self) -> str:
        """How it is written on the command line, for documentation."""
        if self.kind.metavar is None:
            return f"`{self.flag}` / `--no-{self.flag[2:]}`"
        return f"`{self.flag} {self.kind.metavar}`{' (repeatable)' if self.kind.repeated else ''}"

    @property
    def default_text(self) -> str:
        """The default in words, for help and documentation."""
        if self._default_text is not None:
            return self._default_text
        if isinstance(self.default, bool):
            return "on" if self.default else "off"
        return str(self.default) if self.default not in (None, ()) else "none"


def options_of(owner: type) -> tuple[Option[Any, Any], ...]:
    """Give the options of a class, in the order of their declaration."""
    return tuple(value for value in vars(owner).values() if isinstance(value, Option))
