"""The Dockerfile and its pins, read without an engine."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from container.conftest import CHECKOUT
from container.engine import BASE
from container.test_container_image import pins
from mock_osigu import __version__

DOCKERFILE = CHECKOUT / "Dockerfile"
EXTRAS = ("fast", "jwt", "tls", "faker")


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_stand_on_the_same_base() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE) == [BASE, BASE]


def test_the_label_gives_the_version_of_the_package() -> None:
    assert f"ARG VERSION={__version__}\n" in DOCKERFILE.read_text(encoding="utf-8")


def test_every_pin_is_one_that_the_package_allows() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    image = pins(CHECKOUT / "requirements/image.txt")
    wanted = [Requirement(line) for line in project["dependencies"] + extras]
    refused = [str(need) for need in wanted if not need.specifier.contains(image.get(need.name, "0"))]
    assert refused == []


def test_the_pins_are_sorted_so_that_differences_read_well() -> None:
    for file in (CHECKOUT / "requirements").glob("*.txt"):
        assert list(pins(file)) == sorted(pins(file)), file.name
