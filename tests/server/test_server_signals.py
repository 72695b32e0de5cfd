"""SIGTERM and SIGINT, sent to a real process."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.raw_client import SECONDS

PROGRAM = Path(__file__).with_name("serve_for_signals.py")
GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LOOPS = ("asyncio", "uvloop")


class Program:
    """The program of `serve_for_signals.py`, ready."""

    def __init__(self, loop: str, grace_seconds: float, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", PROGRAM, loop, str(grace_seconds), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        url = self.read_line()
        assert url.startswith("http://127.0.0.1:"), self._process.communicate(timeout=SECONDS)
        self.address = ("127.0.0.1", int(url.rpartition(":")[2]))

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=SECONDS)

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def read_line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self, seconds: float = SECONDS, said: str = "over") -> None:
        """Holds that the program ends by itself, quietly."""
        out, err = self._process.communicate(timeout=seconds)
        assert (self._process.returncode, out, err) == (0, f"{said}\n", "")

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


@pytest.fixture
def program() -> Iterator[Callable[..., Program]]:
    with ExitStack() as stack:

        def start(loop: str, grace_seconds: float = 60.0, *words: str) -> Program:
            if loop == "uvloop":
                pytest.importorskip("uvloop", reason="uvloop, the extra [fast], is not installed")
            started = Program(loop, grace_seconds, *words)
            stack.callback(started.close)
            return started

        yield start


def read_to_end(connection: socket.socket) -> bytes:
    data = b""
    while part := connection.recv(65536):
        data += part
    return data


def wait_until_read(program: Program) -> None:
    """Until what was sent before has been read: a witness that comes after it is answered after it."""
    with program.connect() as witness:
        witness.sendall(GET % b"")
        assert witness.recv(12) == b"HTTP/1.1 200"


def wait_until_refused(program: Program) -> None:
    """Until the port is free; each try takes a round trip, and there is an end to them."""
    for _ in range(10_000):
        try:
            program.connect().close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            continue
    raise AssertionError("the port is still open")


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_first_signal_ends_an_idle_server_with_idle_clients(
    program: Callable[..., Program], loop: str, number: signal.Signals
) -> None:
    running = program(loop)
    with running.connect() as used, running.connect() as fresh:
        used.sendall(GET % b"")
        assert used.recv(12) == b"HTTP/1.1 200"
        running.send(number)
        running.end()
        assert read_to_end(used).endswith(b"done")
        assert fresh.recv(1) == b""


@pytest.mark.parametrize("loop", LOOPS)
def test_first_signal_frees_the_port_and_finishes_what_runs(
    program: Callable[..., Program], loop: str
) -> None:
    running = program(loop)
    with running.connect() as held, running.connect() as begun:
        held.sendall(GET % b"0.5")
        begun.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
        wait_until_read(running)
        running.send(signal.SIGTERM)
        wait_until_refused(running)
        begun.sendall(b"x")
        last = read_to_end(begun)
        assert last.startswith(b"HTTP/1.1 200")
        assert b"\r\nConnection: close\r\n" in last
        assert read_to_end(held).endswith(b"\r\n\r\ndone")
        running.end()


@pytest.mark.parametrize("loop", LOOPS)
def test_first_signal_cuts_what_still_runs_after_the_grace(
    program: Callable[..., Program], loop: str
) -> None:
    running = program(loop, grace_seconds=0.1)
    with running.connect() as held:
        held.sendall(GET % b"inf")
        wait_until_read(running)
        running.send(signal.SIGTERM)
        running.end()
        assert held.recv(1) == b""


@pytest.mark.parametrize("loop", LOOPS)
def test_first_signal_cuts_at_once_what_would_never_end(program: Callable[..., Program], loop: str) -> None:
    running = program(loop, grace_seconds=3600.0)
    with running.connect() as held:
        held.sendall(GET % b"hang")
        wait_until_read(running)
        running.send(signal.SIGTERM)
        running.end()
        assert held.recv(1) == b""


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_second_interrupt_ends_at_once(
    program: Callable[..., Program], loop: str, first: signal.Signals
) -> None:
    running = program(loop)
    with running.connect() as held:
        held.sendall(GET % b"inf")
        wait_until_read(running)
        running.send(first)
        wait_until_refused(running)
        running.send(signal.SIGINT)
        running.end()


def test_second_termination_changes_nothing(program: Callable[..., Program]) -> None:
    running = program("asyncio")
    with running.connect() as held:
        held.sendall(GET % b"0.5")
        for _ in range(2):
            running.send(signal.SIGTERM)
            wait_until_refused(running)
        assert read_to_end(held).endswith(b"done")
        running.end()


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_app_that_never_ends_ends_with_its_program(
    program: Callable[..., Program], loop: str, number: signal.Signals
) -> None:
    """The loop has no turn then, to cut anything."""
    running = program(loop, 0.1, "stuck")
    with running.connect() as client:
        client.sendall(GET % b"busy")
        assert running.read_line() == "busy\n"
        running.send(number)
        running.end(said="stuck")


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_second_interrupt_ends_an_app_that_never_ends(
    program: Callable[..., Program], loop: str, first: signal.Signals
) -> None:
    running = program(loop, 60.0, "stuck", "told")
    with running.connect() as client:
        client.sendall(GET % b"busy")
        assert running.read_line() == "busy\n"
        running.send(first)
        assert running.read_line() == "told to end\n"
        running.send(signal.SIGINT)
        running.end(said="stuck")
