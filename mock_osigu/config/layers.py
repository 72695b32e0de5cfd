"""Where values come from: command line > environment > TOML file > default, each value with its origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mock_osigu.config.errors import SettingError, near, one_line
from mock_osigu.config.file import read_table
from mock_osigu.config.option import PREFIX, Option

AnyOption = Option[Any, Any]

# In the pods of a Kubernetes namespace with a service named mock-osigu, and with Docker's links, these name
# its address: MOCK_OSIGU_PORT=tcp://10.0.0.1:6744, MOCK_OSIGU_PORT_6744_TCP_ADDR, MOCK_OSIGU_SERVICE_HOST…
_SERVICE_ADDRESSES = ("tcp://", "udp://")
_SERVICE_VARIABLE = re.compile(rf"{PREFIX}(PORT_[0-9]+_|SERVICE_(HOST|PORT)(_|$))")


class Found(NamedTuple):
    """A checked value of an option, and where it came from, in words."""

    option: AnyOption
    value: Any
    origin: str


class Sources(NamedTuple):
    """What was given: options by name as text, variables, and the TOML file that one of the two names."""

    command_line: Mapping[str, Any]
    environ: Mapping[str, str]
    file: Mapping[str, Any]
    file_name: str = ""

    def find(self, option: AnyOption) -> Found:
        """Take the value from the first source that has it; raises `SettingError` that names the source."""
        for raw, origin, is_text in self._given(option):
            try:
                value = option.kind.parse(option.name, raw) if is_text else raw
                return Found(option, option.check(value), origin)
            except SettingError as error:
                raise error.from_source(origin) from None
        return Found(option, option.default, "default")

    def _given(self, option: AnyOption) -> Iterable[tuple[Any, str, bool]]:
        given = self.command_line.get(option.name)
        if given is not None:
            yield given, f"command line {option.flag}", isinstance(given, str)
        for variable in option.variables:
            text = self.environ.get(variable, "")
            # Compose files and CI forms pass a variable that nobody filled in as an empty one.
            if text and not text.startswith(_SERVICE_ADDRESSES):
                yield text, f"environment {variable}", True
        if option.in_file and option.name in self.file:
            yield self.file[option.name], f"file {self.file_name}", False


def gather(
    options: Iterable[AnyOption], command_line: Mapping[str, Any], environ: Mapping[str, str]
) -> Sources:
    """Read the TOML file that `config` names, if any; raises `SettingError`."""
    known = {option.name: option for option in options}
    found = Sources(command_line, environ, {}).find(known["config"])
    if found.value is None:
        return Sources(command_line, environ, {})
    table = read_table(found.value, found.origin)
    valid = [option.name for option in known.values() if option.in_file]
    for key in table:
        if key not in valid:
            reason = f"is not an option{near(key, valid)}"
            raise SettingError(found.value, key, reason, ", ".join(valid))
    return Sources(command_line, environ, table, found.value)


def unknown_variables(options: Iterable[AnyOption], environ: Mapping[str, str]) -> list[str]:
    """Give one line for each variable that looks like ours and is none: a typing error, most likely."""
    valid = [variable for option in options for variable in option.variables]
    return [
        one_line(f"{name} is not a variable of mock-osigu{near(name, valid, prefix=PREFIX)}")
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in valid and not _SERVICE_VARIABLE.match(name)
    ]
