"""Small files, short functions, and one home each for time, ids and the environment."""

import ast
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

CHECKOUT: Final = Path(__file__).parents[2]
SHIPPED: Final = ("mock_osigu", "pytest_plugin")
ASIDE: Final = ("tests", "docs", "benchmarks")
# Lines of a file and of a function; what surrounds the package may be longer, for tables of cases.
LIMITS: Final = {**dict.fromkeys(SHIPPED, (250, 40)), **dict.fromkeys(ASIDE, (350, 50))}
MAX_MEDIAN_LINES: Final = 5

BANNED: Final = {
    "datetime.datetime.now": "core/clock.py",
    "time.time": "core/clock.py",
    "time.monotonic": "core/clock.py",
    "time.sleep": None,
    "uuid.uuid4": "core/ids.py",
    "random": "core/ids.py",
    "secrets": "core/ids.py",
    "os.urandom": "core/ids.py",
    "os.environ": "cli.py",
    "os.getenv": "cli.py",
    "flask": "app.py",
}
HOMES: Final = frozenset(f"mock_osigu/{home}" for home in BANNED.values() if home)
LIFTED: Final = frozenset(
    {"pytest_plugin/pytest_mock_osigu/options.py"}
)  # the environment of pytest's own process


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (CHECKOUT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def functions(*folders: str) -> Iterator[tuple[str, int]]:
    """Each function and the lines it takes, from `def` to its end, without decorators and docstring."""
    for path in files(*folders):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{relative(path)}:{node.lineno} {node.name}", length_of(node)


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno:
        lines -= first.end_lineno - first.lineno + 1
    return lines


@pytest.mark.parametrize("folder", LIMITS)
def test_a_file_is_of_one_idea(folder: str) -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(folder)}
    assert not {name: length for name, length in lengths.items() if length > LIMITS[folder][0]}


@pytest.mark.parametrize("folder", LIMITS)
def test_no_function_is_long(folder: str) -> None:
    assert not [found for found in functions(folder) if found[1] > LIMITS[folder][1]]


def test_most_functions_are_short() -> None:
    assert statistics.median(length for _, length in functions(*SHIPPED)) <= MAX_MEDIAN_LINES


def test_ruff_bans_what_has_one_home() -> None:
    lint = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert not {"TID", "TID251", "TID25"} & set(lint["ignore"])
    assert set(BANNED) <= set(lint["flake8-tidy-imports"]["banned-api"])
    free = {path for path, rules in lint["per-file-ignores"].items() if "TID251" in rules}
    assert {path for path in free if path.startswith("mock_osigu/")} <= HOMES


def test_the_ban_is_not_lifted_in_passing() -> None:
    found = {
        relative(path) for path in files(*SHIPPED) if re.search(r"noqa: .*TID251", path.read_text("utf-8"))
    }
    assert found <= LIFTED


def test_nothing_asserts_but_tests_and_the_type_checkers_friends() -> None:
    """An assert that checks what a user sent would vanish under -O; those there are narrow a type, and say nothing."""
    for path in files(*SHIPPED):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Assert) and node.msg), f"{relative(path)}:{node.lineno}"
