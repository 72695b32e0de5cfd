"""The programs of docs/examples, run as people run them; the host comes as the one argument."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
SECONDS = 240.0


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


def output(*words: str | Path, env: dict[str, str] | None = None) -> list[str]:
    """The lines that a program printed; it must end well."""
    done = subprocess.run(
        [*words],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, **(env or {})},
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout.splitlines()


def check(lines: list[str]) -> None:
    """A token, then a page of the 25 invoices that the example client starts with."""
    token, page = lines
    assert UUID(token).version == 4
    check_page(page)


def check_page(text: str) -> None:
    page = json.loads(text)
    assert page["page"] == {"size": 15, "total_elements": 25, "total_pages": 2, "number": 0}
    assert len(page["content"]) == 15


def test_curl(url: str) -> None:
    token, page = output(program("bash"), EXAMPLES / "curl.sh", url)
    answer = json.loads(token)
    assert UUID(answer.pop("access_token")).version == 4
    assert answer == {"token_type": "bearer", "expires_in": 86399, "scope": "read write"}
    check_page(page)


def test_python_requests(url: str) -> None:
    check(output(sys.executable, EXAMPLES / "get_token.py", url))


@pytest.mark.clients
def test_java(url: str, tmp_path: Path) -> None:
    output(program("javac"), "-d", tmp_path, EXAMPLES / "Token.java")
    check(output(program("java"), "-cp", tmp_path, "Token", url))


@pytest.mark.clients
def test_csharp(url: str, tmp_path: Path) -> None:
    compiled = tmp_path / "Token.exe"
    output(program("mcs"), "-r:System.Net.Http.dll", EXAMPLES / "Token.cs", f"-out:{compiled}")
    check(output(program("mono"), compiled, url))


@pytest.mark.parametrize(
    "words", [("bash", "curl.sh"), (sys.executable, "get_token.py")], ids=["curl", "python"]
)
def test_the_host_may_come_from_the_environment(url: str, words: tuple[str, str]) -> None:
    assert output(program(words[0]), EXAMPLES / words[1], env={"OSIGU_BASE_URL": url})


@pytest.mark.parametrize("file", ["curl.sh", "get_token.py", "Token.java", "Token.cs"])
def test_the_default_host_is_the_default_port(file: str) -> None:
    text = (EXAMPLES / file).read_text(encoding="utf-8")
    assert "http://127.0.0.1:6744" in text
    assert "Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5" in text
