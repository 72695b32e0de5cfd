"""What makes it fast, as far as it can be told without a clock: docs/performance.md has the times."""

import builtins
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from types import FrameType
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from mock_osigu import create_app
from support import EXAMPLE_TOKEN, TIMEOUT_SECONDS, TOKEN_PATH, Running, basic, bearer, running

# Calls of Python functions for one request, from the bytes that come to the bytes that leave, everything in it; what
# comes again byte for byte is not parsed again, "unlike" requests are. Raise a bound only for what is worth its time.
BOUNDS: Final = {"list": 150, "token": 170, "unlike": 180}
FEW, MANY = 20, 120

# Each is an extra's, a client's, a developer's or another app's, and costs more to import than all of ours.
HEAVY: Final = frozenset(
    {"faker", "joserfc", "cryptography", "urllib3", "requests", "httpx", "pytest", "yaml", "flask", "jinja2"}
)

Ask = Callable[[Running], None]


def ask_list(live: Running) -> None:
    assert live.send("GET", "/v1/invoices", bearer(EXAMPLE_TOKEN)).status == 200


def ask_token(live: Running) -> None:
    assert live.send("POST", TOKEN_PATH, basic()).status == 200


def ask_unlike(live: Running) -> None:
    headers = (bearer(EXAMPLE_TOKEN), ("X-Request-Id", str(uuid4())))
    assert live.send("GET", "/v1/invoices", *headers).status == 200


ASK: Final[dict[str, Ask]] = {"list": ask_list, "token": ask_token, "unlike": ask_unlike}


def calls_in_server(ask: Ask, count: int) -> int:
    """All calls of Python functions in the server's thread, from its start to its end."""
    found = 0

    def note(_: FrameType, event: str, __: Any) -> None:
        nonlocal found
        found += event == "call"

    threading.setprofile(note)
    try:
        with running() as live:
            threading.setprofile(None)
            for _ in range(count):
                ask(live)
    finally:
        threading.setprofile(None)
    return found


@pytest.mark.parametrize("name", BOUNDS)
def test_a_request_makes_few_calls(name: str) -> None:
    """The difference of two runs is of requests alone: what a start, an end and the first look cost is in both."""
    few, many = (calls_in_server(ASK[name], count) for count in (FEW, MANY))
    each = (many - few) / (MANY - FEW)
    assert BOUNDS[name] / 2 < each, "the bound is too far away to guard anything"
    assert each <= BOUNDS[name]


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What import statements ask for in servers' threads: also for what is loaded already, which costs too."""
    found: list[str] = []
    original = builtins.__import__

    def noting(name: str, *rest: Any, **more: Any) -> Any:
        if threading.current_thread().name.startswith("mock-osigu:"):
            found.append(name)
        return original(name, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", noting)
        yield found


@pytest.mark.parametrize("name", ASK)
def test_a_request_imports_nothing(name: str, imported: list[str]) -> None:
    with running() as live:
        ASK[name](live)
        loaded = set(sys.modules)
        del imported[:]
        ASK[name](live)
        assert imported == []
        assert set(sys.modules) == loaded


def test_an_import_in_a_request_would_be_seen(imported: list[str]) -> None:
    with running() as live:
        ask_token(live)
        del imported[:]
        assert live.send("GET", "/__admin/openapi.json").status == 200
        assert imported


def test_no_template_is_compiled() -> None:
    app = create_app()
    client = app.test_client()
    assert client.get("/v1/invoices", headers=[bearer(EXAMPLE_TOKEN)]).status_code == 200
    assert client.get("/nowhere").status_code == 404
    assert "jinja_env" not in vars(app)


PROGRAM: Final = """
import atexit, json, pathlib, sys
listing = pathlib.Path(sys.argv.pop())
atexit.register(lambda: listing.write_text(json.dumps(sorted(sys.modules))))
sys.argv += ["serve", "--port", "0"]
from mock_osigu.cli import main
main()
"""


def test_a_served_request_has_loaded_nothing_heavy(tmp_path: Path) -> None:
    """The command itself, in a process of its own: a token, a list, a control call, SIGTERM."""
    listing = tmp_path / "modules.json"
    command = [sys.executable, "-c", PROGRAM, str(listing)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            call_each(urlsplit(address).netloc)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=TIMEOUT_SECONDS)
        finally:
            process.kill()
    assert process.returncode == 0, log
    loaded = {name.split(".")[0] for name in json.loads(listing.read_text())}
    assert {"mock_osigu", "werkzeug", "httptools"} <= loaded
    assert not loaded & HEAVY


def call_each(netloc: str) -> None:
    connection = HTTPConnection(netloc, timeout=TIMEOUT_SECONDS)
    for method, path, headers in (
        ("POST", TOKEN_PATH, [basic()]),
        ("GET", "/v1/invoices", [bearer(EXAMPLE_TOKEN)]),
        ("GET", "/__admin/requests", []),
    ):
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, path
    connection.close()
