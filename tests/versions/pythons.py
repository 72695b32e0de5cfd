"""Where this machine has a Python of a certain minor version: on the PATH, or among pyenv's."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SECONDS: Final = 30
PROBE: Final = "import ssl, venv, sys; print('{}.{}'.format(*sys.version_info))"


def find(version: str) -> Path | None:
    """The first one that starts and is what its name says; `version` is like 3.12."""
    return next(
        (python for python in _candidates(version) if _says([python, "-c", PROBE]) == [version]), None
    )


def missing(version: str) -> str:
    """Why a test of that version is skipped."""
    return (
        f"no Python {version}: neither python{version} on the PATH nor a {version}.x among `pyenv versions`"
    )


def _candidates(version: str) -> Iterator[Path]:
    named = shutil.which(f"python{version}")
    if named is not None:
        yield Path(named)
    for whole in sorted(_of_pyenv(version), key=_patch, reverse=True):
        yield from (Path(prefix, "bin", "python") for prefix in _says(["pyenv", "prefix", whole]))


def _of_pyenv(version: str) -> list[str]:
    """Released ones alone: 3.13.0, not 3.13.0rc1, 3.13t-dev or a virtual environment's name."""
    found = [each for each in _says(["pyenv", "versions", "--bare"]) if each.startswith(f"{version}.")]
    return [each for each in found if each.rpartition(".")[2].isdecimal() and each.count(".") == 2]


def _patch(whole: str) -> int:
    return int(whole.rpartition(".")[2])


def _says(command: list[str | Path]) -> list[str]:
    """The lines that a command prints; none where it is not there, fails or hangs."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return done.stdout.splitlines()
