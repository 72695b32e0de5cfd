"""The ready line, the ready file, /health and the exit codes: what scripts around the program count on."""

import json
import re
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from cli.programs import run, serving
from mock_osigu import __version__
from stability.frozen import BROKEN

READY = r"mock-osigu (\d+\.\d+\.\S+) listening on (http://127\.0\.0\.1:\d+)\n"


def test_the_ready_line_the_ready_file_and_health(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with serving(tmp_path, "--ready-file", str(file)) as served:
        match = re.fullmatch(READY, served.line)
        assert match, f"{served.line!r}: {BROKEN}"
        assert json.loads(file.read_text()) == {"event": "ready", "url": match[2], "version": match[1]}, (
            BROKEN
        )
        for path in ("/health", "/__admin/health"):
            with urllib.request.urlopen(f"{match[2]}{path}", timeout=10) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Type"].startswith("application/json")
                assert answer.read() == b'{"status":"ok","version":"%b"}' % __version__.encode(), BROKEN
        assert served.stop(signal.SIGTERM) == 0, BROKEN
        assert served.rest_of_stdout() == "", BROKEN


def test_0_after_an_interrupt(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        assert served.stop(signal.SIGINT) == 0, BROKEN


@pytest.mark.parametrize(
    "arguments, variables",
    [
        (["serve", "--nonsense"], {}),
        (["serve", "--token-ttl", "soon"], {}),
        (["serve"], {"MOCK_OSIGU_PORT": "none"}),
        (["serve", "--config", "no such file"], {}),
        (["config", "--seed", "x"], {}),
        (["healthcheck", "nonsense"], {}),
        (["nonsense"], {}),
    ],
    ids=" ".join,
)
def test_2_and_one_line_for_what_a_person_got_wrong(arguments: list[str], variables: dict[str, str]) -> None:
    ran = run(*arguments, env=variables)
    assert (ran.returncode, ran.stdout) == (2, ""), BROKEN
    assert re.fullmatch(r"mock-osigu: [^\n]+\n", ran.stderr), f"{ran.stderr!r}: {BROKEN}"


def test_2_and_one_line_for_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run("serve", "--port", str(taken.getsockname()[1]))
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), BROKEN


def test_1_where_nothing_healthy_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
    assert run("healthcheck", f"http://127.0.0.1:{port}").returncode == 1, BROKEN


@pytest.mark.parametrize("command", ["serve", "config", "operations", "openapi", "healthcheck"])
def test_0_for_help_on_every_command(command: str) -> None:
    assert run(command, "--help").returncode == 0, BROKEN


def test_0_for_what_prints() -> None:
    for command in ("config", "operations", "openapi"):
        ran = run(command)
        assert (ran.returncode, ran.stderr) == (0, ""), BROKEN
        assert ran.stdout, BROKEN
    assert run("--version").stdout == f"mock-osigu {__version__}\n", BROKEN
