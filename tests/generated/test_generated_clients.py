"""Clients that openapi-generator makes of the document compile, and do with the server what people do."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openapi_generator_cli
import pytest

from cli.programs import serving
from clients.table import GO, build_go

HERE: Final = Path(__file__).parent
SECONDS: Final = 180
VALIDATOR: Final = Path("/usr/share/gocode/src/gopkg.in/validator.v2")
TOLD: Final = {
    "stale": "invalid_token",
    "token": "bearer",
    "listed": 3,
    "registered": ["G-1", "PENDING"],
    "amount": 123456789012.34,
    "issued": "2026-01-02",
    "again": "DUPLICATE_INVOICE_NUMBER",
    "file": "a.pdf",
    "gone": "INVOICE_NOT_FOUND",
    "left": 25,
    "frozen": False,
}

pytestmark = pytest.mark.clients


def run(*words: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=cwd)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document, as people get it."""
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    run(sys.executable, "-m", "mock_osigu", "openapi", "--output", file)
    return file


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as served:
        yield served.url


def generate(language: str, document: Path, folder: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which the generator needs")
    jar = Path(openapi_generator_cli.__file__).with_name("openapi-generator.jar")
    run("java", "-jar", jar, "generate", "-i", document, "-g", language, "-o", folder)


def check(printed: str) -> None:
    told: Any = json.loads(printed)
    assert told == TOLD


def test_python(document: Path, url: str, tmp_path: Path) -> None:
    generate("python", document, tmp_path / "python")
    program = shutil.copy(HERE / "use_generated.py", tmp_path / "python")
    check(run(sys.executable, program, url))


def test_go(document: Path, url: str, tmp_path: Path) -> None:
    if missing := [*GO.missing(), *([] if VALIDATOR.exists() else [str(VALIDATOR)])]:
        pytest.skip(f"{', '.join(missing)} missing here; make test-clients installs it")
    generate("go", document, tmp_path / "src" / "openapi")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    compiled = build_go(HERE / "use_generated.go", tmp_path)
    check(run(compiled, url, tmp_path / "a.pdf"))
