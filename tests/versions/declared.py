"""What pyproject.toml declares: the Pythons, the lowest version of each dependency, the tools of the tests."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from plugin.installed import CHECKOUT

Project = Mapping[str, Any]

CLASSIFIER: Final = "Programming Language :: Python :: 3."
LOWEST: Final = frozenset({">=", "==", "~="})


def read() -> Project:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def pythons(project: Project) -> tuple[str, ...]:
    """The supported minor versions, lowest first."""
    found = [each for each in project["project"]["classifiers"] if each.startswith(CLASSIFIER)]
    return tuple(sorted((each.split(" :: ")[-1] for each in found), key=Version))


def extras(project: Project) -> tuple[str, ...]:
    return tuple(sorted(project["project"]["optional-dependencies"]))


def dependencies(project: Project) -> Iterator[Requirement]:
    """Those of the program and of every extra."""
    table = project["project"]
    for line in [
        *table["dependencies"],
        *(line for extra in extras(project) for line in extra_lines(table, extra)),
    ]:
        yield Requirement(line)


def extra_lines(table: Mapping[str, Any], extra: str) -> Iterable[str]:
    lines: list[str] = table["optional-dependencies"][extra]
    return lines


def lowest(project: Project) -> dict[str, Version]:
    """The lowest version that is allowed, by canonical name; that of pytest is the one its own table demands.

    Raises ValueError for a requirement that has no such version.
    """
    found = {canonicalize_name(each.name): _lowest(each) for each in dependencies(project)}
    return found | {"pytest": Version(project["tool"]["pytest"]["ini_options"]["minversion"])}


def _lowest(requirement: Requirement) -> Version:
    bounds = [Version(each.version) for each in requirement.specifier if each.operator in LOWEST]
    if len(bounds) != 1:
        raise ValueError(f"{requirement} has no lowest version")
    return bounds[0]


def marks(project: Project) -> tuple[str, ...]:
    """Each is for what needs more than the tests' tools."""
    return tuple(line.partition(":")[0] for line in project["tool"]["pytest"]["ini_options"]["markers"])


def pinned(project: Project, names: Iterable[str]) -> list[str]:
    """These tools as the group `dev` pins them; raises KeyError for one that it has not."""
    group: list[str] = project["dependency-groups"]["dev"]
    lines: dict[str, str] = {canonicalize_name(Requirement(line).name): line for line in group}
    return [lines[name] for name in names]
