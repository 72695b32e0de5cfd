"""The generated pages are current, and name every invention."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from mock_osigu.engine.scenarios import BUILT_IN
from mock_osigu.settings import OPTIONS
from mock_osigu.web.inventions import INVENTIONS
from mock_osigu.web.operation import Fidelity
from mock_osigu.wsgi import ALL_PRODUCTS

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final[dict[str, Callable[[], str]]] = runpy.run_path(str(DOCS / "generate.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_the_fidelity_page_has_every_operation_with_its_mark_and_source() -> None:
    page = PAGES["fidelity.md"]()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    osigu = [each for product in ALL_PRODUCTS if product.name != "control" for each in product.operations]
    for operation in osigu:
        (row,) = [row for row in rows if row.startswith(f"| `{operation.id}` |")]
        assert f"`{operation.path}`" in row
        assert f"**{operation.fidelity}**" in row
        assert f"]({operation.source})" in row or operation.fidelity is Fidelity.INVENTED
        assert operation.notes in row


@pytest.mark.parametrize(
    "subject", [*(each.subject for each in INVENTIONS), *(each.name for each in BUILT_IN)]
)
def test_the_fidelity_page_names_every_invention(subject: str) -> None:
    _, _, invented = PAGES["fidelity.md"]().partition("## INVENTED")
    assert subject in invented


def test_the_control_page_has_every_route() -> None:
    page = PAGES["control-api.md"]()
    for product in ALL_PRODUCTS:
        for operation in product.control:
            assert f"## {operation.method} `{operation.path}`\n" in page


def test_the_settings_page_has_every_option() -> None:
    page = PAGES["settings.md"]()
    for option in OPTIONS:
        assert option.only_in_file or f"`{option.flag}" in page
