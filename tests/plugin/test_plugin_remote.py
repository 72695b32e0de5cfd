"""A server that runs elsewhere: a sandbox of our own on it, and nothing left there."""

import os
import select
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.programs import serving
from client.scripted import Peer, scripted
from mock_osigu.client import ControlClient
from plugin.installed import SECONDS, Project, Run

USES = """
import pytest

@pytest.mark.parametrize("turn", range(4))
def test_it(osigu_server, turn):
    pass
"""
TRACES = ("Traceback", "INTERNALERROR", "transport.py", "session.py")


def assert_ends_with_one_message(run: Run, message: str) -> None:
    assert run.status in (2, 4), run.output
    assert run.output.count(message) == 1, run.output
    assert not [trace for trace in TRACES if trace in run.output], run.output


@pytest.fixture
def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])


@WORKERS
def test_nobody_listens(project: Project, nobody: str, workers: tuple[str, ...]) -> None:
    project.write(test_uses=USES)
    run = project.run("--osigu-url", nobody, *workers)
    message = (
        f"--osigu-url: no answer from mock-osigu at {nobody}: connection refused, so nothing listens there"
    )
    assert_ends_with_one_message(run, message)


def test_a_run_that_uses_no_fixture_does_not_ask(project: Project, nobody: str) -> None:
    project.write(test_uses="def test_nothing():\n    pass\n")
    project.run("--osigu-url", nobody).assert_all_passed()


def test_another_server(project: Project) -> None:
    def answer(peer: Peer) -> None:
        peer.receive()
        peer.send(b"<html>", status="404 Not Found", content_type="text/html")

    project.write(test_uses=USES)
    with scripted(answer) as server:
        run = project.run("--osigu-url", server.url)
    assert_ends_with_one_message(run, f"--osigu-url {server.url}: {server.url} has no control API")


@pytest.mark.parametrize(
    "url", ["", "localhost:6744", "ftp://127.0.0.1", "http://127.0.0.1:http", "http://[::1"]
)
def test_a_url_that_is_none(project: Project, url: str) -> None:
    project.write(test_uses=USES)
    run = project.run(f"--osigu-url={url}")
    assert run.status == 4
    assert f"argument --osigu-url: must be as http://127.0.0.1:6744, not {url!r}" in run.output


def test_a_locked_server(project: Project, tmp_path: Path) -> None:
    project.write(test_uses=USES)
    with serving(tmp_path, "--control-token", "sesame") as served:
        at = ("--osigu-url", served.url)
        hint = "(give it with --osigu-control-token or OSIGU_CONTROL_TOKEN)"
        assert_ends_with_one_message(project.run(*at), hint)
        assert_ends_with_one_message(project.run(*at, "-n", "2", "--osigu-control-token", "wrong"), hint)
        given = project.run(*at, "-n", "2", "--osigu-control-token", "sesame")
        given.assert_all_passed()
        assert "sesame" not in given.output
        project.run(*at, env={"OSIGU_CONTROL_TOKEN": "sesame"}).assert_all_passed()
        with ControlClient(served.url, control_token="sesame") as control:
            assert [sandbox.id for sandbox in control.sandboxes.all()] == ["default"]


def test_a_server_that_goes_away_ends_the_run(project: Project, tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        project.write(
            test_uses=f"""
import os, signal
import pytest

@pytest.mark.parametrize("turn", range(4))
def test_it(osigu_server, turn):
    if turn == 1:
        os.kill({served.process.pid}, signal.SIGKILL)
        while True:
            try:
                osigu_server.control.health()
            except ConnectionError:
                break
"""
        )
        run = project.run("--osigu-url", served.url)
    assert_ends_with_one_message(run, f"--osigu-url: no answer from mock-osigu at {served.url}")
    assert list(run.results().values()).count("passed") == 2


def test_a_sandbox_that_is_gone_ends_the_run(project: Project, remote: ControlClient) -> None:
    project.write(
        test_uses="""
import pytest

@pytest.mark.parametrize("turn", range(4))
def test_it(osigu_server, turn):
    osigu_server.control.sandboxes.remove(osigu_server.control.sandbox)
"""
    )
    run = project.run("--osigu-url", remote.url)
    assert_ends_with_one_message(run, f"--osigu-url {remote.url}: there is no sandbox")


def test_workers_never_share_a_sandbox(project: Project, remote: ControlClient) -> None:
    project.write(
        test_workers="""
import os
import pathlib

def test_it(osigu_session):
    pathlib.Path(f"{os.environ['PYTEST_XDIST_WORKER']}.url").write_text(osigu_session.url)
"""
    )
    project.run("-n", "2", "--dist", "each", "--osigu-url", remote.url).assert_all_passed()
    urls = {file.read_text() for file in project.folder.glob("*.url")}
    assert len(urls) == 2
    assert all(url.startswith(f"{remote.url}/__sandbox/") for url in urls)


def test_what_a_test_made_is_gone_at_its_end(project: Project, remote: ControlClient) -> None:
    project.write(
        test_leftovers="""
def test_makes(osigu_server):
    osigu_server.snapshot("here")
    inner = osigu_server.new_sandbox()
    inner.snapshot("there")
    inner.new_sandbox()
    gone = osigu_server.new_sandbox()
    gone.control.sandboxes.remove(gone.control.sandbox)
    assert len(osigu_server.control.sandboxes.all()) == 4

def test_finds_nothing(osigu_server):
    assert len(osigu_server.control.sandboxes.all()) == 2
    assert osigu_server.control.snapshots.all() == []
"""
    )
    project.run("--osigu-url", remote.url).assert_all_passed()


def test_a_failing_test_leaves_nothing(project: Project, remote: ControlClient) -> None:
    project.write(
        test_fails="""
def test_fails(osigu_server):
    osigu_server.new_sandbox()
    osigu_server.snapshot("here")
    assert not osigu_server.url
"""
    )
    assert project.run("--osigu-url", remote.url).results() == {"test_fails": "failure"}


def wait_for_word(pipe: Path) -> None:
    """Until something is written to a named pipe."""
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert select.select([reader], [], [], SECONDS)[0], "nothing was written"
    finally:
        os.close(reader)


def kill_group(process_id: int) -> None:
    """What a terminal does at Ctrl-C."""
    os.killpg(process_id, signal.SIGINT)


def kill_one(process_id: int) -> None:
    """What a supervisor does."""
    os.kill(process_id, signal.SIGINT)


@WORKERS
@pytest.mark.parametrize("interrupt", [kill_group, kill_one])
def test_an_interrupted_run_leaves_nothing(
    project: Project, remote: ControlClient, workers: tuple[str, ...], interrupt: Callable[[int], None]
) -> None:
    project.write(
        test_long="""
import pathlib
import time

def test_long(osigu_server):
    osigu_server.new_sandbox()
    pathlib.Path("pipe").write_text("started")
    time.sleep(60)
"""
    )
    pipe = project.folder / "pipe"
    os.mkfifo(pipe)
    with project.start("--osigu-url", remote.url, *workers) as process:
        wait_for_word(pipe)
        assert len(remote.sandboxes.all()) > 1
        interrupt(process.pid)
        run = project.finish(process)
    assert run.status == 2, run.output
    assert "KeyboardInterrupt" in run.output


def test_settings_that_cannot_travel_are_named(project: Project, remote: ControlClient) -> None:
    project.write(
        conftest="""
import pytest
from mock_osigu import Settings

@pytest.fixture(scope="session")
def osigu_settings():
    return Settings(invoices=2, seed=3, token_ttl=60, token_reuse=True, control_token="mine")
""",
        test_it="""
def test_it(osigu_server):
    assert len(osigu_server.invoices.all()) == 2

def test_a_sandbox_beside(osigu_server):
    beside = osigu_server.new_sandbox(seed=4)
    assert len(beside.invoices.all()) == len(beside.new_sandbox().invoices.all()) == 2
    assert len(osigu_server.new_sandbox(invoices=1).invoices.all()) == 1
""",
    )
    told = "osigu_settings without effect, since --osigu-url names a server with its own: token_reuse\n"
    run = project.run("-W", "default", "--osigu-url", remote.url)
    run.assert_all_passed()
    assert told in run.output
