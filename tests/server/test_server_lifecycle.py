"""From the port taken to the last descriptor given back."""

import asyncio
import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from mock_osigu.server import Access, Server
from server.conftest import Connect, Serve
from server.departing import Way
from server.raw_client import SECONDS, Environ, StartResponse, echo

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def open_descriptors() -> set[Path]:
    """Those that are still there when they have been listed, so without the one that lists."""
    return {each for each in list(Path("/proc/self/fd").iterdir()) if os.path.lexists(each)}


def get(url: str) -> int:
    address = url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_server_takes_its_port_when_made(serve: Serve) -> None:
    taken = serve()
    with pytest.raises(OSError, match="Address already in use"):
        Server(echo, port=taken.port)
    idle = Server(echo)
    with pytest.raises(OSError, match="Address already in use"):
        Server(echo, port=idle.port)
    idle.stop()


def test_server_refuses_an_unknown_host() -> None:
    with pytest.raises(socket.gaierror):
        Server(echo, host="no.such.host.invalid")


def test_server_tells_where_it_is(serve: Serve) -> None:
    server = serve()
    assert (server.host, server.url) == ("127.0.0.1", f"http://127.0.0.1:{server.port}")
    assert server.port > 0
    assert get(server.url) == 200
    assert serve(host="localhost").host == "127.0.0.1"


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
def test_server_speaks_ipv6(serve: Serve) -> None:
    try:
        server = serve(host="::1")
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")
    assert server.url == f"http://[::1]:{server.port}"
    assert get(server.url) == 200


def test_server_keeps_who_comes_before_it_starts(serve: Serve) -> None:
    server = Server(echo)
    with socket.create_connection((server.host, server.port), timeout=SECONDS) as early:
        early.sendall(GET)
        with server:
            assert early.recv(12) == b"HTTP/1.1 200"


def test_server_starts_inside_a_running_loop() -> None:
    async def use() -> int:
        with Server(echo) as server:
            return await asyncio.to_thread(get, server.url)

    assert asyncio.run(use()) == 200


def test_server_stop_frees_the_port_and_hangs_up(serve: Serve, connect: Connect) -> None:
    server = serve()
    used, fresh = connect(server), connect(server)
    assert used.send(GET).answer().status == 200
    server.stop()
    assert used.is_over()
    assert fresh.is_over()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=SECONDS)
    assert get(serve(port=server.port).url) == 200
    server.stop()


def test_server_stops_before_it_started_and_then_starts_no_more() -> None:
    server = Server(echo)
    server.stop()
    with pytest.raises(RuntimeError):
        server.start()
    with Server(echo, port=server.port) as again, pytest.raises(RuntimeError):
        again.start()


def test_server_stops_while_clients_are_coming(serve: Serve) -> None:
    for _ in range(20):
        server = serve()
        clients = [socket.create_connection((server.host, server.port), timeout=SECONDS) for _ in range(10)]
        clients[0].sendall(GET)
        server.stop()
        for client in clients:
            client.close()


def test_server_stop_cuts_an_answer_that_waits(serve: Serve, connect: Connect) -> None:
    log: list[Access] = []

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        environ["mock_osigu.departure"] = Way(wait_seconds=3600.0)
        start_response("200 OK", [])
        return [b"never"]

    server = serve(app, access_log=log.append)
    client = connect(server).send(GET)
    server.stop()
    assert client.is_over()
    assert [access.response_bytes for access in log] == [0]


def test_server_is_stopped_by_its_own_app_and_by_many_threads(serve: Serve, connect: Connect) -> None:
    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        server.stop()
        start_response("200 OK", [])
        return [b""]

    server = serve(app)
    connect(server).socket.sendall(GET)
    threads = [threading.Thread(target=server.stop) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive()


def test_server_leaks_nothing_in_50_lives() -> None:
    Server(echo).start().stop()
    gc.collect()
    descriptors, threads = open_descriptors(), set(threading.enumerate())
    for _ in range(50):
        with Server(echo) as server:
            idle = socket.create_connection((server.host, server.port), timeout=SECONDS)
            assert get(server.url) == 200
        idle.close()
    gc.collect()
    # What other tests had may go meanwhile; nothing may have come to stay.
    assert open_descriptors() - descriptors == set()
    assert set(threading.enumerate()) - threads == set()


def test_server_makes_no_cycle_that_keeps_the_app(serve: Serve) -> None:
    class App:
        def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
            start_response("200 OK", [])
            return [b""]

    app = App()
    alive = weakref.ref(app)
    with Server(app) as server:
        assert get(server.url) == 200
    del app, server
    gc.collect()
    assert alive() is None


def test_server_imports_nothing_of_the_rest() -> None:
    code = "import mock_osigu.server, sys; print(*(m for m in sys.modules if m.startswith('mock_osigu.')))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    allowed = ("mock_osigu.server", "mock_osigu.version")
    assert [name for name in done.stdout.split() if not name.startswith(allowed)] == []


@pytest.mark.parametrize("uvloop", [False, None])
def test_server_in_the_foreground_gives_all_back_when_ready_fails(*, uvloop: bool | None) -> None:
    def ready() -> None:
        raise LookupError("no such place")

    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    server = Server(echo, uvloop=uvloop)
    with pytest.raises(LookupError):
        server.run(ready=ready)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
    Server(echo, port=server.port).stop()


def test_server_in_the_foreground_is_stopped_from_another_thread() -> None:
    server = Server(echo)
    statuses: list[int] = []

    def use() -> None:
        statuses.append(get(server.url))
        server.stop()

    thread = threading.Thread(target=use)
    server.run(ready=thread.start)
    thread.join(SECONDS)
    assert statuses == [200]
