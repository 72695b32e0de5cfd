"""Who may import whom, read from the source: an arrow the wrong way is how a layer dies."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

CHECKOUT: Final = Path(__file__).parents[2]
PACKAGE: Final = CHECKOUT / "mock_osigu"
PLUGIN: Final = CHECKOUT / "pytest_plugin" / "pytest_mock_osigu"

# What each part of the package may import of the package's other parts.
_BELOW_SANDBOX: Final = frozenset({"core", "engine", "settings", "config"})
_BELOW_WEB: Final = _BELOW_SANDBOX | {"sandbox", "sandboxes", "version"}
ARROWS: Final[dict[str, frozenset[str]]] = {
    "version": frozenset(),
    "core": frozenset(),
    "engine": frozenset({"core"}),
    "config": frozenset({"core"}),
    "settings": frozenset({"core", "config"}),
    "sandbox": frozenset({"core", "engine", "settings", "config"}),
    "sandboxes": frozenset({"core", "engine", "settings", "config", "sandbox"}),
    "web": _BELOW_WEB,
    "api": _BELOW_WEB | {"web"},
    "control": _BELOW_WEB | {"web"},
    "wsgi": _BELOW_WEB | {"web", "api", "control"},
    "app": _BELOW_WEB | {"web", "wsgi"},
    "server": frozenset(),
    "client": frozenset({"version"}),
    "output": frozenset({"config"}),
    "accesslog": frozenset({"server", "engine", "patient"}),
    "hiding": frozenset({"engine", "sandboxes"}),
    "patient": frozenset(),
    "healthcheck": frozenset({"output", "settings", "config"}),
    "tls": frozenset({"core", "engine", "settings"}),
}
TOP: Final = frozenset({"cli", "serving", "__init__", "__main__"})  # nothing is above them
# Only the product knows its locales and what its data may begin with, and few settings speak of either.
BY_NAME: Final = frozenset(
    {
        "mock_osigu.settings imports mock_osigu.api.payments.pools",
        "mock_osigu.config.beginning imports mock_osigu.api.payments.beginning.forms",
    }
)

# Modules whose `__all__` is for users.
PUBLIC: Final = frozenset(
    ["mock_osigu", *(f"mock_osigu.{name}" for name in ("client", "server", "settings", "tls", "wsgi"))]
)
FRAMEWORK: Final = frozenset({"flask", "werkzeug", "jinja2", "click"})
PURE_OF_A_PRODUCT: Final = frozenset({"model", "service", "wire", "errors", "seed"})


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path, *, at_top_only: bool = False) -> Iterator[tuple[str, int]]:
    """Each imported module and its line; what only type checkers see counts too, relative imports are refused."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if at_top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: a relative import"
            assert node.module
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield (deeper if is_module(deeper) else node.module), node.lineno


def imports_by_name(path: Path) -> Iterator[str]:
    """What `import_module` is given, where that can be read."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func):
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


def is_module(dotted: str) -> bool:
    path = CHECKOUT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def complaints(path: Path, allowed: frozenset[str], own: str) -> list[str]:
    found = []
    for imported, line in imports(path):
        root, *rest = imported.split(".")
        if root == "mock_osigu" and (target := rest[0] if rest else "__init__") not in (*allowed, own):
            found.append(f"{name_of(path)}:{line} imports {imported}; {own} may not import {target}")
    return found


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in modules(PACKAGE)} == ARROWS.keys() | TOP


@pytest.mark.parametrize("part", ARROWS)
def test_a_part_imports_only_what_is_below_it(part: str) -> None:
    found = [
        complaint
        for path in modules(PACKAGE)
        if part_of(path) == part
        for complaint in complaints(path, ARROWS[part], part)
    ]
    assert not found, "\n".join(found)


def test_no_arrow_hides_behind_a_name() -> None:
    found = {
        f"{name_of(path)} imports {imported}"
        for path in modules(PACKAGE)
        for imported in imports_by_name(path)
    }
    assert found == BY_NAME


def test_the_arrows_have_no_circle() -> None:
    placed: set[str] = set()
    waiting = dict(ARROWS)
    while ready := [part for part, below in waiting.items() if below <= placed]:
        placed.update(ready)
        waiting = {part: below for part, below in waiting.items() if part not in placed}
    assert not waiting


def test_the_core_is_standard_library_only() -> None:
    assert not foreign_imports(PACKAGE / "core", frozenset())


def test_the_engine_adds_msgspec_and_lazily_joserfc_trustme_and_urllib3_only() -> None:
    assert foreign_imports(PACKAGE / "engine", frozenset({"msgspec"})) <= {"joserfc", "trustme", "urllib3"}
    top = {
        imported
        for path in modules(PACKAGE / "engine")
        for imported, _ in imports(path, at_top_only=True)
        if imported.startswith(("joserfc", "trustme", "urllib3"))
    }
    assert not top


def foreign_imports(folder: Path, allowed: frozenset[str]) -> set[str]:
    """The root names of imports that are neither ours, nor of the standard library, nor allowed."""
    roots = {imported.split(".")[0] for path in modules(folder) for imported, _ in imports(path)}
    return roots - allowed - {"mock_osigu"} - sys.stdlib_module_names


@pytest.mark.parametrize("path", modules(PACKAGE), ids=name_of)
def test_each_framework_is_known_where_it_belongs(path: Path) -> None:
    known = {
        "web": {"werkzeug"},
        "wsgi": {"werkzeug"},
        "app": {"flask"},
        "cli": {"click"},
        "config": {"click"},
    }
    allowed = known.get(part_of(path), set())
    found = {imported.split(".")[0] for imported, _ in imports(path)} & FRAMEWORK
    assert found <= allowed, f"{name_of(path)} imports {found - allowed}"


def test_no_product_imports_another() -> None:
    products = sorted(path.name for path in (PACKAGE / "api").iterdir() if (path / "__init__.py").is_file())
    assert {"oauth", "payments"} <= set(products)
    for product in products:
        others = {f"mock_osigu.api.{other}" for other in products if other != product}
        for path in modules(PACKAGE / "api" / product):
            for imported, line in imports(path):
                assert not any(imported == other or imported.startswith(f"{other}.") for other in others), (
                    f"{path}:{line} imports {imported}"
                )


def test_the_plugin_takes_public_names_only() -> None:
    for path in modules(PLUGIN):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mock_osigu"):
                assert node.module in PUBLIC, f"{path}:{node.lineno} reaches into {node.module}"
                assert not any(alias.name.startswith("_") for alias in node.names)


def test_a_wrong_arrow_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "mock_osigu" / "core" / "wrong.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("from mock_osigu import web\n\n\ndef late() -> None:\n    import mock_osigu.app\n")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path / "mock_osigu")
    assert complaints(wrong, ARROWS["core"], "core") == [
        "mock_osigu.core.wrong:1 imports mock_osigu.web; core may not import web",
        "mock_osigu.core.wrong:5 imports mock_osigu.app; core may not import app",
    ]
