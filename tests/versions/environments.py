"""A virtual environment of another Python with our wheel in it, and what that asks for."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from packaging.version import Version

from plugin.installed import pip

SECONDS: Final = 60
VERSIONS: Final = """
import importlib.metadata, json
print(json.dumps({each.metadata["Name"]: each.version for each in importlib.metadata.distributions()}))
"""


def make(
    folder: Path,
    python: Path,
    wheel: Path,
    *,
    extras: Iterable[str],
    tools: Iterable[str],
    exactly: Mapping[str, Version],
) -> Path:
    """Its Python. `exactly` has the versions to take; of anything else it is the newest that fits.

    Raises AssertionError with pip's words, where they do not go together.
    """
    home = folder / "venv"
    subprocess.run([python, "-m", "venv", "--without-pip", home], check=True, timeout=SECONDS)
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in exactly.items()))
    made = home / "bin" / "python"
    wanted = [f"{wheel}[{','.join(extras)}]", "pytest", "pip", *tools]
    pip("--python", str(made), "install", "--no-compile", "--constraint", str(constraints), *wanted)
    return made


def versions(python: Path, names: Iterable[str]) -> dict[str, Version]:
    """What is installed there under these canonical names."""
    done = subprocess.run(
        [python, "-c", VERSIONS], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    found = {name.lower().replace("_", "-"): version for name, version in json.loads(done.stdout).items()}
    return {name: Version(found[name]) for name in names}
