"""Every client gets a token, lists, meets an expired token and recovers; `docs/clients.md` tells what it saw."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.page import INTRO, LISTED, PAGE, row, rows, section
from clients.rehearsal import Stage, Told, plain_stage, secure_stage
from clients.table import CLIENTS, CURL, PROGRAMS, Client

EXPIRED_ONCE = ("token 200", "list 200", "list 401", "token 200", "list 200")
# A client that renews by itself lists once more, since the program's own renewal finds nothing to do.
BY_ITSELF = (*EXPIRED_ONCE, "list 200")


def parameters() -> list[Any]:
    here = {client for client in CLIENTS if client.language.is_python or client.language is CURL}
    return [
        pytest.param(client, id=client.title, marks=[] if client in here else [pytest.mark.clients])
        for client in CLIENTS
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where programs are compiled to, once for all tests."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with plain_stage(tmp_path_factory.mktemp("plain")) as stage:
        yield stage


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    pytest.importorskip("trustme", reason="trustme, the extra [tls], is not installed")
    with secure_stage(tmp_path_factory.mktemp("secure")) as stage:
        yield stage


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.param
    if missing := found.language.missing():
        pytest.skip(f"{', '.join(missing)} missing here; make test-clients installs it")
    return found


def check(told: Told) -> None:
    assert told.calls[0] == LISTED
    assert told.calls[2] == LISTED
    assert told.requests == (BY_ITSELF if told.on_401 == LISTED else EXPIRED_ONCE)


@pytest.mark.parametrize("client", parameters(), indirect=True)
def test_over_http(plain: Stage, client: Client, folder: Path) -> None:
    told = plain.play(client, folder)
    check(told)
    version, line = rows(PAGE.read_text("utf-8"))[client.title]
    if told.client == version:
        assert row(client, told) == line, "run: cd tests && python -m clients.page"


@pytest.mark.parametrize("client", parameters(), indirect=True)
def test_over_https(secure: Stage, client: Client, folder: Path) -> None:
    assert secure.refuses(client, folder), "it trusts whatever it meets"
    check(secure.play(client, folder))


def test_page_has_every_client_and_its_own_code() -> None:
    page = PAGE.read_text("utf-8")
    assert page.startswith(INTRO)
    assert list(rows(page)) == ["client", *(client.title for client in CLIENTS)]
    assert page.endswith("".join(section(client) for client in CLIENTS).rstrip("\n") + "\n")


def test_every_program_has_its_place_in_the_table() -> None:
    told = {"Tell.java", "Tell.cs", "tell.mjs", "tell.php", "tell.sh", "telling.py", "package.json"}
    there = {path.name for path in PROGRAMS.iterdir() if path.is_file()}
    assert there - told == {client.program for client in CLIENTS}
