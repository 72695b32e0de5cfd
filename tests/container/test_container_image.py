"""What is in the image, and what is not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from container.conftest import CHECKOUT
from container.engine import BASE, Engine
from mock_osigu import __version__

pytestmark = pytest.mark.container

ADDED_MEGABYTES = 130

DISTRIBUTIONS = """
import importlib.metadata, json
print(json.dumps({d.name.lower(): d.version for d in importlib.metadata.distributions()}))
"""

WITHOUT_BYTECODE = """
import json, os, sys
import mock_osigu.app, mock_osigu.cli, mock_osigu.server
files = {name: getattr(module, "__cached__", None) for name, module in sys.modules.items()}
print(json.dumps(sorted(name for name, file in files.items() if file and not os.path.exists(file))))
"""

STRAYS = """
import json, os
names = {"tests", "benchmarks", "docs", ".git", ".venv", "pip", "wheels", "src", "requirements"}
found = [f"{at}/{folder}" for at, folders, _ in os.walk("/opt") for folder in folders if folder in names]
print(json.dumps(found + [folder for folder in ("/src", "/wheels") if os.path.exists(folder)]))
"""


def python(engine: Engine, image: str, source: str) -> Any:
    flags = ("--rm", "--no-healthcheck", "--network", "none", "--entrypoint", "python")
    return json.loads(engine.run("run", *flags, image, "-c", source))


def pins(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_labels(engine: Engine, image: str) -> None:
    labels = {
        name.removeprefix("org.opencontainers.image."): text
        for name, text in engine.inspect(image)["Config"]["Labels"].items()
        if name.startswith("org.opencontainers.image.")
    }
    assert labels.pop("description").startswith("A local stand-in for the Osigu API")
    assert labels == {"title": "mock-osigu", "licenses": "MIT", "version": __version__}


def test_configuration(engine: Engine, image: str) -> None:
    config = engine.inspect(image)["Config"]
    assert config["User"] == "65532:65532"
    assert config["ExposedPorts"] == {"6744/tcp": {}}
    assert config["Entrypoint"] == ["mock-osigu"]
    assert config["Cmd"] == ["serve"]
    environment = dict(pair.split("=", 1) for pair in config["Env"])
    assert {
        name: environment[name] for name in environment if name.startswith(("MOCK", "PYTHONUN", "PYTHOND"))
    } == {
        "MOCK_OSIGU_HOST": "0.0.0.0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    assert not [name for name in environment if "TOKEN" in name or "SECRET" in name or "PASSWORD" in name]


def test_the_health_check_is_the_own_sub_command(engine: Engine, image: str) -> None:
    check = engine.healthcheck(image)
    assert check["Test"] == ["CMD", "mock-osigu", "healthcheck"]
    assert (check["Interval"], check["StartPeriod"]) == (15_000_000_000, 10_000_000_000)


def test_it_has_the_pinned_packages_and_no_others(engine: Engine, image: str) -> None:
    expected = pins(CHECKOUT / "requirements/image.txt") | {"mock-osigu": __version__}
    assert python(engine, image, DISTRIBUTIONS) == expected


def test_nothing_is_compiled_at_start(engine: Engine, image: str) -> None:
    assert python(engine, image, WITHOUT_BYTECODE) == []


def test_nothing_of_the_build_is_left(engine: Engine, image: str) -> None:
    assert python(engine, image, STRAYS) == []


def test_size(engine: Engine, image: str, capsys: pytest.CaptureFixture[str]) -> None:
    base = f"localhost/{BASE}" if engine.has(f"localhost/{BASE}") else BASE
    total, base_size = (engine.inspect(name)["Size"] / 1e6 for name in (image, base))
    with capsys.disabled():
        sys.stdout.write(f"\nimage {total:.0f} MB, {total - base_size:.0f} MB of it added to the base\n")
    assert total - base_size < ADDED_MEGABYTES
