"""What is declared can be tried: a lowest version for everything, and pages that say the same."""

from typing import Final

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from plugin.installed import CHECKOUT
from versions import declared, suite

PROJECT: Final = declared.read()
PAGE: Final = (CHECKOUT / "docs" / "stability.md").read_text(encoding="utf-8")


def of(*lines: str) -> declared.Project:
    """A project with these dependencies."""
    ini = {"pytest": {"ini_options": {"minversion": "8.0"}}}
    return {"project": {"dependencies": list(lines), "optional-dependencies": {}}, "tool": ini}


def test_the_lowest_version_is_read_from_the_requirement() -> None:
    lowest = declared.lowest(of("Some_Thing>=1.2,<3,!=1.3; python_version < '4'", "other[extra]~=2.5"))
    assert lowest == {"some-thing": Version("1.2"), "other": Version("2.5"), "pytest": Version("8")}


@pytest.mark.parametrize("line", ["flask", "flask<4", "flask>3"])
def test_a_requirement_without_a_lowest_version_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=f"{line} has no lowest version"):
        declared.lowest(of(line))


def test_every_dependency_and_every_extra_has_a_lowest_version() -> None:
    lowest = declared.lowest(PROJECT)
    assert {"flask", "werkzeug", "httptools", "faker", "joserfc", "uvloop", "trustme", "pytest"} <= set(
        lowest
    )


def test_the_supported_pythons_are_those_that_pip_lets_in() -> None:
    supported = declared.pythons(PROJECT)
    asked = SpecifierSet(PROJECT["project"]["requires-python"])
    assert asked == SpecifierSet(f">={supported[0]}")
    assert [Version(each).release for each in supported] == [
        (3, minor) for minor in range(Version(supported[0]).minor, Version(supported[-1]).minor + 1)
    ]


def test_the_page_names_the_pythons_and_the_pytest() -> None:
    *others, newest = declared.pythons(PROJECT)
    assert f"CPython {', '.join(others)} and {newest}" in PAGE
    assert f"pytest from {declared.lowest(PROJECT)['pytest']} on" in PAGE


def test_what_is_run_and_what_is_left_out_is_there() -> None:
    assert [each for each in suite.FOLDERS if not (suite.TESTS / each).is_dir()] == []
    left_out = (*suite.NEED_MORE_TOOLS, *suite.SLOW, *suite.OF_PYTEST)
    assert [each for each in left_out if not (suite.TESTS / each).is_file()] == []
    assert len(declared.pinned(PROJECT, suite.TOOLS)) == len(suite.TOOLS)
