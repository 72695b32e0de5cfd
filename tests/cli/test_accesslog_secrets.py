"""The log masks the secrets of every sandbox, also those that came since its last line, and gathers them seldom."""

import io
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import msgspec
import pytest

from cli.programs import serving
from mock_osigu.accesslog import AccessLog, text_line
from mock_osigu.client import ControlClient
from mock_osigu.engine.clients import Client, Clients
from mock_osigu.engine.masking import Finder, fingerprint
from mock_osigu.hiding import PathHiding
from mock_osigu.sandboxes import Sandboxes
from support import SECRET as DOCUMENTED
from support import TIMEOUT_SECONDS

SECRET = "Sup3r/Secret+Val"
OTHER = "another-secret"
CLIENT = Client(client_id="app", client_secret=SECRET, provider="app")


class Answered(NamedTuple):
    path: str
    status: int = 200
    method: str = "GET"
    response_bytes: int = 0
    seconds: float = 0
    outcome: str = "sent"


@pytest.fixture
def sandboxes() -> Sandboxes:
    return Sandboxes()


def test_a_client_that_came_later_changed_and_went(sandboxes: Sandboxes) -> None:
    hide = PathHiding(sandboxes)
    assert hide(f"/v1/{SECRET}") == f"/v1/{SECRET}"
    beside = sandboxes.create()
    beside.add_client(CLIENT)
    assert hide(f"/v1/{SECRET}") == f"/v1/{fingerprint(SECRET)}"
    beside.replace_client(msgspec.structs.replace(CLIENT, client_secret=OTHER))
    beside.remove_client("app")
    for secret in (SECRET, OTHER):
        assert hide(f"/v1/x{secret}y?a={secret}") == f"/v1/x{fingerprint(secret)}y?a={fingerprint(secret)}"
    sandboxes.remove(beside.id)
    assert hide(f"/v1/{SECRET}") == f"/v1/{SECRET}"


@pytest.mark.parametrize("spelling", [quote(SECRET, safe=""), quote(SECRET).lower(), f"%61{SECRET}"])
def test_a_secret_in_another_spelling(sandboxes: Sandboxes, spelling: str) -> None:
    sandboxes.default.add_client(CLIENT)
    sandboxes.default.add_client(Client(client_id="b", client_secret="sup3r/secret+val", provider="b"))
    assert "[masked " in PathHiding(sandboxes)(f"/v1/invoices/{spelling}")


def test_a_secret_with_a_percent_sign(sandboxes: Sandboxes) -> None:
    sandboxes.default.add_client(Client(client_id="b", client_secret="100%25sure", provider="b"))
    assert PathHiding(sandboxes)("/v1/100%25sure") == f"/v1/{fingerprint('100%25sure')}"


def test_unchanged_clients_are_asked_once(sandboxes: Sandboxes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Clients] = []
    gather = Clients.pairs

    def pairs(clients: Clients) -> tuple[tuple[str, str], ...]:
        asked.append(clients)
        return gather(clients)

    monkeypatch.setattr(Clients, "pairs", pairs)
    hide = PathHiding(sandboxes)
    for number in range(10):
        hide(f"/v1/invoices?page={number}")
    assert asked == [sandboxes.default.clients]


@pytest.mark.parametrize("status", [200, 204, 404])
@pytest.mark.parametrize("path", [f"/v1/invoices/{OTHER}", f"/__admin/clients/{OTHER}"])
def test_in_an_answer_of_any_status(sandboxes: Sandboxes, path: str, status: int) -> None:
    """A preflight, or a rule, answers well to a path that leads nowhere."""
    sandboxes.default.add_client(msgspec.structs.replace(CLIENT, client_secret=OTHER))
    stream = io.StringIO()
    log = AccessLog(stream, lambda: datetime(2026, 1, 1, tzinfo=UTC), text_line, PathHiding(sandboxes))
    log(Answered(path, status))
    log.flush()
    assert OTHER not in stream.getvalue()
    assert fingerprint(OTHER) in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_short_path_that_is_answered_well(tmp_path: Path, log_format: str) -> None:
    """A target in absolute form with credentials, and a path that a rule answers."""
    targets = [
        f"http://a:{DOCUMENTED}@h",
        f"/{DOCUMENTED}",
        f"/v1/{DOCUMENTED}",
        "/v1/sesame-open",
        "/v1/invoices",
    ]
    with serving(tmp_path, "--control-token", "sesame-open", "--log-format", log_format) as served:
        with ControlClient(served.url, control_token="sesame-open") as control:
            control.faults.add(path="*", status=200)
        parts = urlsplit(served.url)
        address = str(parts.hostname), parts.port
        for target in targets:
            with socket.create_connection(address, timeout=TIMEOUT_SECONDS) as peer:
                peer.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
                assert peer.makefile("rb").read().startswith(b"HTTP/1.1 200")
        assert served.stop() == 0
        log = served.log()
    assert len(log.splitlines()) >= len(targets)
    assert DOCUMENTED not in log
    assert "sesame-open" not in log
    assert "/v1/invoices" in log


def test_the_longest_first() -> None:
    assert Finder(["12345678", "123456789", None, "short"]).among("/123456789/short") == [
        "123456789",
        "12345678",
    ]
