"""What the program writes: whole files, whole lines, and nothing that a broken pipe turns into a trace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mock_osigu.config.errors import SettingError, one_line


class Refusal(Exception):
    """Ends the program with its text as one line on stderr."""

    exit_status = 2


def complain(text: str) -> None:
    """Write one line to stderr."""
    try:
        sys.stderr.write(f"mock-osigu: {one_line(text)}\n")
        sys.stderr.flush()
    except OSError:
        return


def write_out(text: str) -> None:
    """Write to stdout at once, as UTF-8 whatever the locale; raises `Refusal` where it cannot be written.

    A reader that went away is no error.
    """
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    except BrokenPipeError:
        return
    except OSError as error:
        raise Refusal(f"stdout cannot be written to: {error.strerror}") from None


def open_closed_streams() -> None:
    """Give a program started with `>&-` streams that lead nowhere, so that no socket gets their number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: PTH123, SIM115


def check_writable(name: str, path: str) -> Path:
    """Give the file behind a path, links followed, if it can be (re)placed; else raise `SettingError`."""
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise SettingError(name, path, "is not a regular file")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise SettingError(name, path, "is in no directory that can be written to")
    return target


def write_whole(name: str, path: str, text: str) -> None:
    """Replace a file in one step: a reader sees all of it or the one before. Raises `SettingError`."""
    target = check_writable(name, path)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SettingError(name, path, f"cannot be written: {error.strerror}") from None
