"""Pythons are found on the PATH and among pyenv's, and what only looks like one is none."""

import os
from pathlib import Path

import pytest

from versions import pythons


class Machine:
    """A PATH with programs that say what a test wants, and a pyenv if it has versions."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.pyenv = folder / "pyenv"
        self.bin.mkdir()

    def python(self, file: Path, says: str, status: int = 0) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\necho {says}\nexit {status}\n", encoding="utf-8")
        file.chmod(0o755)
        return file

    def on_path(self, version: str, says: str | None = None, status: int = 0) -> Path:
        return self.python(self.bin / f"python{version}", says or version, status)

    def of_pyenv(self, whole: str) -> Path:
        version = ".".join(whole.split(".")[:2])
        made = self.python(self.pyenv / whole / "bin" / "python", version)
        script = f"#!/bin/sh\ncase $1 in versions) ls {self.pyenv};; prefix) echo {self.pyenv}/$2;; esac\n"
        (self.bin / "pyenv").write_text(script, encoding="utf-8")
        (self.bin / "pyenv").chmod(0o755)
        return made


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    (made.bin / "ls").symlink_to("/bin/ls")
    monkeypatch.setitem(os.environ, "PATH", str(made.bin))
    return made


def test_one_on_the_path_comes_first(machine: Machine) -> None:
    machine.of_pyenv("3.12.1")
    assert pythons.find("3.12") != machine.bin / "python3.12"
    assert pythons.find("3.12") == machine.pyenv / "3.12.1" / "bin" / "python"
    assert machine.on_path("3.12") == pythons.find("3.12")


@pytest.mark.parametrize("says, status", [("3.11", 0), ("3.12", 1)])
def test_one_that_is_another_or_does_not_start_is_passed_over(
    machine: Machine, says: str, status: int
) -> None:
    machine.on_path("3.12", says, status)
    assert pythons.find("3.12") is None
    assert machine.of_pyenv("3.12.1") == pythons.find("3.12")


def test_the_newest_of_pyenv_is_taken(machine: Machine) -> None:
    machine.of_pyenv("3.1.12")
    machine.of_pyenv("3.12.9")
    newest = machine.of_pyenv("3.12.10")
    for other in ("3.12.11rc1", "3.12-dev", "3.12.4.env"):
        machine.of_pyenv(other)
    assert pythons.find("3.12") == newest


def test_what_is_missing_is_named(machine: Machine) -> None:
    machine.of_pyenv("3.11.7")
    assert pythons.find("3.13") is None
    assert "no Python 3.13" in pythons.missing("3.13")
    assert "python3.13 on the PATH" in pythons.missing("3.13")
