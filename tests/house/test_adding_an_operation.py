"""The page on adding an operation is true: its code goes into a copy of the package, which then has the operation."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from pytest_alone import alone

CHECKOUT: Final = Path(__file__).parents[2]
PAGE: Final = (CHECKOUT / "docs" / "adding-an-operation.md").read_text(encoding="utf-8")
BLOCKS: Final = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))
MANIFEST: Final = "mock_osigu/api/payments/__init__.py"
NEW: Final = "mock_osigu/api/payments/payers.py"
TEST: Final = "tests/payments/test_payments_payers.py"
MAX_LINES: Final = 20
DEADLINE_SECONDS: Final = 60


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a reader of the page would leave it."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        CHECKOUT / "mock_osigu", folder / "mock_osigu", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "tests/payments/conftest.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, folder / name)
    for name in (NEW, TEST):
        (folder / name).write_text(BLOCKS[name], encoding="utf-8")
    manifest = folder / MANIFEST
    manifest.write_text(edited(manifest.read_text(encoding="utf-8"), BLOCKS[MANIFEST]), encoding="utf-8")
    return folder


def edited(source: str, changes: str) -> str:
    """Imports go before the first one; any other line takes the place of the one with the same name."""
    for line in changes.splitlines():
        if line.startswith("from "):
            source, count = re.subn(
                "^from mock_osigu", f"{line}\nfrom mock_osigu", source, count=1, flags=re.MULTILINE
            )
        elif line != "...":
            name = re.escape(line.partition("=")[0])
            source, count = re.subn(f"^{name}=.*$", line, source, flags=re.MULTILINE)
        else:
            continue
        assert count == 1, line
    return source


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


def test_the_page_has_its_three_blocks() -> None:
    assert set(BLOCKS) == {NEW, MANIFEST, TEST}


def test_it_takes_less_than_twenty_lines() -> None:
    lines = [
        line for name in (NEW, MANIFEST) for line in BLOCKS[name].splitlines() if line not in ("", "...")
    ]
    assert len(lines) < MAX_LINES


def test_the_pages_own_test_passes_over_http(copy: Path) -> None:
    ran = run(copy, "pytest", "-q", *alone(), TEST)
    assert "2 passed" in ran.stdout


def test_the_document_has_the_operation_with_all_its_answers(copy: Path) -> None:
    document = json.loads(run(copy, "mock_osigu", "openapi").stdout)
    operation = document["paths"]["/v1/invoices/{id}/payer"]["get"]
    assert operation["operationId"] == "invoices.read_payer"
    assert operation["x-osigu-fidelity"] == "INVENTED"
    assert set(operation["responses"]) == {"200", "401", "403", "404", "405", "413", "429"}


def test_the_table_of_operations_has_it(copy: Path) -> None:
    assert "/v1/invoices/{id}/payer" in run(copy, "mock_osigu", "operations").stdout
