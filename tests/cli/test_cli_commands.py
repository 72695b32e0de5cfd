"""The commands that print and end."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from cli.programs import DEADLINE_SECONDS, PROGRAM, environment, run
from mock_osigu import __version__
from mock_osigu.settings import OPTIONS


def good(*arguments: str, env: dict[str, str] | None = None) -> str:
    ran = run(*arguments, env=env)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_version() -> None:
    assert good("--version") == f"mock-osigu {__version__}\n"


def test_help_teaches_by_example() -> None:
    assert good("--help") == good() == good("-h")
    assert "curl -u cossen-osigu-service:base64secretkey" in good("--help")
    for command in ("serve", "config", "openapi", "healthcheck"):
        assert command in good("--help")
        assert f"mock-osigu {command}" in good(command, "--help")


def test_config_prints_every_value_with_its_origin(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text("invoices = 3\n[scenarios.mine]\ntoken = { ttl = 5 }\n")
    text = good("config", "--config", str(file), "--seed", "7", env={"MOCK_OSIGU_TOKEN_TTL": "5"})
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in text.splitlines()}
    assert rows["seed"].split() == ["command", "line", "--seed", "7"]
    assert rows["token_ttl"].split() == ["environment", "MOCK_OSIGU_TOKEN_TTL", "5"]
    assert rows["invoices"].split() == ["file", str(file), "3"]
    assert rows["port"].split() == ["default", "6744"]
    assert rows["control_token"].split() == ["default", "-"]
    assert rows["scenarios.mine"].endswith('{"token": {"ttl": 5}}')
    assert {name.partition("[")[0].partition(".")[0] for name in rows} == {option.name for option in OPTIONS}


def test_config_as_json() -> None:
    shown = json.loads(good("config", "--json", "--client", "app:one", "--client", "other:two"))
    assert list(shown) == [option.name for option in OPTIONS]
    assert shown["port"] == {"value": 6744, "origin": "default"}
    assert [client["client_id"] for client in shown["clients"]["value"]] == ["app", "other"]
    assert shown["clients"]["origin"] == "command line --client"
    assert shown["control_token"]["value"] is None


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_config_masks_secrets(form: list[str]) -> None:
    text = good("config", *form, env={"MOCK_OSIGU_CLIENTS": "app:hush", "MOCK_OSIGU_CONTROL_TOKEN": "hush"})
    assert "hush" not in text
    assert text.count("***") == 2


def test_operations_is_an_aligned_table() -> None:
    header, *rows = good("operations").splitlines()
    assert header.split() == ["ID", "METHOD", "PATH", "FIDELITY", "SOURCE"]
    starts = [header.index(name) for name in ("METHOD", "PATH", "FIDELITY")]
    cells = [row.split()[:3] for row in rows]
    assert ["token.issue", "POST", "/v1/oauth/token"] in cells
    assert ["invoices.list", "GET", "/v1/invoices"] in cells
    for row in rows:
        assert all(row[start - 1] == " " != row[start] for start in starts)
        assert row.split()[3] in {"DOCUMENTED", "OBSERVED", "INFERRED", "INVENTED"}


def test_openapi_is_a_valid_document() -> None:
    document = json.loads(good("openapi"))
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert "/v1/oauth/token" in document["paths"]


def test_openapi_replaces_its_file_whole(tmp_path: Path) -> None:
    file = tmp_path / "osigu.json"
    file.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(file)
    assert good("openapi", "--output", str(link)) == ""
    assert file.read_text(encoding="utf-8") == good("openapi")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "osigu.json"]
    assert link.is_symlink()


@pytest.mark.parametrize("command", ["--help", "--version", "config", "operations", "openapi"])
def test_a_reader_that_went_away_is_no_error(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [*PROGRAM, command],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=DEADLINE_SECONDS,
            env=environment(),
            check=False,
        )
    finally:
        os.close(writing)
    # 120 is how Python ends when it cannot flush stdout.
    assert (ran.returncode == 120, ran.stderr) == (False, b"")


def test_a_terminal_without_unicode_gets_the_document() -> None:
    assert json.loads(good("openapi", env={"PYTHONIOENCODING": "ascii"}))
