"""Whatever a person gets wrong is one line on stderr and exit status 2."""

import socket
import subprocess
from pathlib import Path

import pytest

from cli.programs import DEADLINE_SECONDS, PROGRAM, environment, run

FULL = Path("/dev/full")
FLAGS = "--host, --port, --config"


def refusal(*arguments: str, env: dict[str, str] | None = None) -> str:
    ran = run(*arguments, env=env)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("mock-osigu: ")
    assert ran.stderr.endswith("\n")
    assert ran.stderr.count("\n") == 1
    return ran.stderr


@pytest.mark.parametrize(
    "arguments,named",
    [
        ("dance", "'dance'; valid: config, healthcheck, openapi, operations, serve"),
        ("--dance", "valid: --version"),
        ("serve --prot 1", FLAGS),
        ("config --prot 1", FLAGS),
        ("serve --port", "a whole number from 0 to 65535"),
        ("serve now", "(now)"),
        ("serve --control=maybe", "--control"),
        ("serve --port 65536", "port: 65536 is out of range (from command line --port); valid: a whole"),
        ("serve --port 80.0", "'80.0' is not a whole number"),
        (
            "serve --token-format opaque",
            "'opaque' is not known (from command line --token-format); valid: uuid, jwt",
        ),
        ("serve --log-format xml", "valid: text, json"),
        ("serve --client app", "clients[0]"),
        ("serve --client app:a --client app:b", "'app' is there twice"),
        ("serve --locale xx_XX", "es_CO"),
        ("serve --allow-host *.x.example", "'*.x.example' has a *, and a name is compared as a whole"),
        ("serve --host http://localhost", "is not a host"),
        ("serve --config /nowhere/mock.toml", "/nowhere/mock.toml"),
        ("serve --ready-file /nowhere/ready.json", "/nowhere/ready.json"),
        ("serve --ready-file /dev/null", "is not a regular file"),
        ("openapi --output", "--output"),
        ("openapi --output /dev/null", "is not a regular file"),
        ("openapi --output /nowhere/openapi.json", "/nowhere/openapi.json"),
        ("operations all", "(all)"),
        ("healthcheck ftp://127.0.0.1", "valid: http://HOST:PORT"),
        ("healthcheck localhost:6744", "valid: http://HOST:PORT"),
        ("healthcheck http://127.0.0.1:99999", "valid: http://HOST:PORT"),
        ("healthcheck http://[::1", "valid: http://HOST:PORT"),
    ],
)
def test_a_bad_command_line(arguments: str, named: str) -> None:
    assert named in refusal(*arguments.split())


@pytest.mark.parametrize("command", ["serve", "config", "healthcheck"])
@pytest.mark.parametrize("name", ["MOCK_OSIGU_PORT", "PORT"])
def test_a_bad_variable(command: str, name: str) -> None:
    assert f"'http' is not a whole number (from environment {name})" in refusal(command, env={name: "http"})


def test_a_bad_file(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text("token_tll = 5\n")
    message = refusal("serve", "--config", str(file))
    assert f"{file}: 'token_tll' is not an option, did you mean 'token_ttl'" in message
    file.write_text("seed = \n")
    assert "line 1" in refusal("serve", env={"MOCK_OSIGU_CONFIG": str(file)})


def test_a_refusal_shows_no_secret() -> None:
    assert "hush" not in refusal("serve", "--client", "hush")
    assert "hush" not in refusal("serve", "--control-token", "hush hush")
    assert "hush" not in refusal("config", env={"MOCK_OSIGU_CLIENTS": "app:one,hush"})


def test_a_value_cannot_forge_a_line_of_its_own() -> None:
    assert r"\x1b[31m" in refusal("serve", "--token-format", "\x1b[31mred\nmock-osigu: all is well")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "command", ["serve --port 0", "config", "operations", "openapi", "--help", "--version", "serve -h", ""]
)
def test_a_full_disk_is_named(command: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    arguments = [*command.split(), *(["--ready-file", str(ready)] if command.startswith("serve") else [])]
    with FULL.open("w") as full:
        ran = subprocess.run(
            [*PROGRAM, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=DEADLINE_SECONDS,
            env=environment(),
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr == "mock-osigu: stdout cannot be written to: No space left on device\n"
    assert not ready.exists(), "it says that a server is ready that has ended"


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refusal("serve", "--port", str(port))
    assert f"127.0.0.1:{port}" in message
    assert "in use" in message


def test_a_host_that_cannot_be_found_is_named() -> None:
    # A label of more than 63 characters is refused before any name server is asked.
    host = "a" * 64
    assert f"{host}:6744" in refusal("serve", "--host", host)


def test_a_misspelt_variable_is_a_warning_only() -> None:
    ran = run("config", env={"MOCK_OSIGU_TOKEN_TLL": "5"})
    assert ran.returncode == 0
    assert ran.stderr.count("\n") == 1
    assert "warning: MOCK_OSIGU_TOKEN_TLL" in ran.stderr
    assert "'MOCK_OSIGU_TOKEN_TTL'" in ran.stderr
