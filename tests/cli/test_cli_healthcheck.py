"""`healthcheck` against servers of every temper."""

import json
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from cli.programs import DEADLINE_SECONDS, environment, run
from mock_osigu.healthcheck import Address, Unhealthy, address_of_server, address_of_url, check
from mock_osigu.settings import Serving, SettingError


def answer(status: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


HEALTHY = answer("200 OK", json.dumps({"status": "ok", "version": "1"}))


@contextmanager
def server(reply: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that reads a request, sends `reply`, and closes."""
    requests: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            requests.append(self.request.recv(65_536))
            self.request.sendall(reply)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield listener.server_address[1], requests
        finally:
            listener.shutdown()
            thread.join(DEADLINE_SECONDS)


def test_healthy_is_0_and_silent() -> None:
    with server(HEALTHY) as (port, requests):
        ran = run("healthcheck", f"http://127.0.0.1:{port}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert requests[0].startswith(b"GET /health HTTP/1.1\r\n")


@pytest.mark.parametrize("variable", ["MOCK_OSIGU_PORT", "PORT"])
@pytest.mark.parametrize("host", ["", "0.0.0.0", "127.0.0.1"])
def test_it_asks_where_the_variables_say(variable: str, host: str) -> None:
    with server(HEALTHY) as (port, requests):
        ran = run("healthcheck", env={variable: str(port), "MOCK_OSIGU_HOST": host})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(requests) == 1


@pytest.mark.parametrize(
    "reply,named",
    [
        (answer("503 Service Unavailable", '{"status":"ok"}'), "answered 503"),
        (answer("200 OK", '{"status":"bad"}'), "status is ok"),
        (answer("200 OK", "[]"), "status is ok"),
        (answer("200 OK", "<html>"), "no JSON"),
        (answer("200 OK", "[" * 60_000), "no JSON"),
        (HEALTHY[:-1], "no JSON"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "BadStatusLine"),
        (b"", "closed connection"),
    ],
)
def test_unhealthy_is_1_and_one_line(reply: bytes, named: str) -> None:
    with server(reply) as (port, _):
        ran = run("healthcheck", f"http://127.0.0.1:{port}")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"mock-osigu: http://127.0.0.1:{port}/health: ")
    assert ran.stderr.count("\n") == 1
    assert named in ran.stderr


def test_nobody_there_is_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    ran = run("healthcheck", f"http://127.0.0.1:{port}")
    assert ran.returncode == 1
    assert "refused" in ran.stderr


@pytest.mark.parametrize("drip", [b"", b"H"])
def test_a_server_that_hangs_or_drips_is_given_up_in_time(drip: bytes) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server_thread = threading.Thread(target=_answer_slowly, args=(listener, drip, over))
        server_thread.start()
        address = address_of_url(f"http://127.0.0.1:{listener.getsockname()[1]}")
        asking = threading.Thread(target=_expect_unhealthy, args=(address, over))
        asking.start()
        asking.join(DEADLINE_SECONDS / 2)
        in_time = over.is_set()
        over.set()
        server_thread.join(DEADLINE_SECONDS)
        asking.join(DEADLINE_SECONDS)
    assert in_time


def _expect_unhealthy(address: Address, over: threading.Event) -> None:
    with pytest.raises(Unhealthy, match=r"no answer within 0\.2 s|timed out"):
        check(address, timeout_seconds=0.2)
    over.set()


def _answer_slowly(listener: socket.socket, drip: bytes, over: threading.Event) -> None:
    """Send one byte at a time, each well before a socket's own timeout, until it is over or nobody listens."""
    connection, _ = listener.accept()
    with connection, suppress(ConnectionError):
        while not over.wait(0.05):
            connection.sendall(drip)


@pytest.mark.parametrize(
    "url,asked",
    [
        ("http://mock.example", "http://mock.example/health"),
        ("http://mock.example/", "http://mock.example/health"),
        ("http://[::1]:6744", "http://[::1]:6744/health"),
        ("https://mock.example/health", "https://mock.example/health"),
        ("http://mock.example/__sandbox/one", "http://mock.example/__sandbox/one/health"),
    ],
)
def test_a_url_may_name_the_server_or_its_health(url: str, asked: str) -> None:
    assert str(address_of_url(url)) == asked


def test_a_wildcard_is_asked_on_this_machine() -> None:
    assert str(address_of_server(Serving(host="0.0.0.0"))) == "http://127.0.0.1:6744/health"
    assert str(address_of_server(Serving(host="::"))) == "http://[::1]:6744/health"


def test_any_free_port_says_nothing() -> None:
    with pytest.raises(SettingError, match="the URL as an argument"):
        address_of_server(Serving(port=0))


def test_it_imports_no_framework() -> None:
    code = (
        "import sys; sys.argv[1:] = ['healthcheck', 'ftp://x']\n"
        "from mock_osigu.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import mock_osigu.healthcheck\n"
        "print([name for name in ('flask', 'werkzeug', 'asyncio', 'msgspec') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        env=environment(),
        check=True,
    )
    assert ran.stdout == "[]\n"
