"""The TOML file, read or refused in one line."""

from __future__ import annotations

from typing import Any

from mock_osigu.config.errors import SettingError

_LONGEST_FILE_BYTES = 4 * 1024 * 1024


def read_table(path: str, source: str) -> dict[str, Any]:
    """Read a TOML 1.0 file, with or without a byte order mark; raises `SettingError` with the position."""
    import tomllib  # noqa: PLC0415 - most starts have no file

    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not worth its import here
            content = file.read(_LONGEST_FILE_BYTES + 1)
    except OSError as error:
        raise SettingError("config", path, f"cannot be read: {error.strerror}", source=source) from None
    if len(content) > _LONGEST_FILE_BYTES:
        raise SettingError("config", path, f"is longer than {_LONGEST_FILE_BYTES} bytes", source=source)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingError("config", path, f"is not UTF-8 at byte {error.start}", source=source) from None
    except RecursionError:
        raise SettingError("config", path, "is nested too deep", source=source) from None
    except ValueError as error:
        raise SettingError("config", path, f"is not TOML: {error}", source=source) from None
