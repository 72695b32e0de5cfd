"""The wheel does its work on each Python that is supported, and with the lowest version of each dependency."""

import platform
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from packaging.version import Version

from plugin.installed import build_wheel
from versions import declared, environments, pythons, suite

pytestmark = pytest.mark.versions

PROJECT: Final = declared.read()
SUPPORTED: Final = declared.pythons(PROJECT)
THIS: Final = ".".join(platform.python_version_tuple()[:2])
LEAST_TESTS: Final = 3000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Gone after the test: an environment is large, and pytest would keep those of the last runs."""
    with TemporaryDirectory(prefix="mock-osigu-versions-") as name:
        yield Path(name)


def environment(version: str, folder: Path, wheel: Path, exactly: Mapping[str, Version]) -> Path:
    """The Python of an environment that has these versions, and else the newest."""
    python = pythons.find(version)
    if python is None:
        pytest.skip(pythons.missing(version))
    extras, tools = declared.extras(PROJECT), declared.pinned(PROJECT, suite.TOOLS)
    return environments.make(folder, python, wheel, extras=extras, tools=tools, exactly=exactly)


def check(python: Path, wheel: Path, folder: Path, without: Iterable[str] = ()) -> None:
    ran = suite.run(python, wheel, folder, marks=declared.marks(PROJECT), files=without)
    assert ran.status == 0, ran.output
    assert set(ran.outcomes) == {"passed"}, ran.output
    assert ran.outcomes["passed"] >= LEAST_TESTS, ran.output


@pytest.mark.parametrize("version", [each for each in SUPPORTED if each != THIS])
def test_the_newest_dependencies_on_every_other_python(version: str, wheel: Path, folder: Path) -> None:
    """The one that runs this has them already, and all of the suite."""
    check(environment(version, folder, wheel, exactly={}), wheel, folder, without=suite.OF_PYTEST)


def test_the_lowest_dependencies_on_the_lowest_python(wheel: Path, folder: Path) -> None:
    lowest = declared.lowest(PROJECT)
    python = environment(SUPPORTED[0], folder, wheel, exactly=lowest)
    assert environments.versions(python, lowest) == lowest
    check(python, wheel, folder)
