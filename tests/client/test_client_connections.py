"""What a kept connection may do, and what no call may ever do: happen twice."""

import gc
import os
import socket
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from client.scripted import Peer, scripted
from mock_osigu.client import ControlClient, ControlError, ControlUnreachable
from support import running

HEALTHY = b'{"status":"ok","version":"1"}'
RESET = b'{"id":"default","reset":["data"]}'


def answer_once(peer: Peer) -> None:
    peer.receive()
    peer.send(HEALTHY)


def answer_reset(peer: Peer) -> None:
    peer.receive()
    peer.send(RESET)


def drop_the_second(peer: Peer) -> None:
    """Answer one request; the next is read, and never answered."""
    peer.receive()
    peer.send(HEALTHY)
    peer.receive()


def drop_the_first(peer: Peer) -> None:
    peer.receive()


def test_a_connection_is_kept() -> None:
    def twice(peer: Peer) -> None:
        answer_once(peer)
        answer_once(peer)

    with scripted(twice) as server, ControlClient(server.url) as control:
        control.health()
        control.health()
    assert server.requests == ["GET /__admin/health"] * 2


def test_a_connection_that_ended_while_idle_is_replaced_before_anything_is_sent() -> None:
    with scripted(answer_once, answer_reset) as server, ControlClient(server.url) as control:
        control.health()
        server.await_close()
        assert control.reset() == ("data",)
    assert server.requests == ["GET /__admin/health", "POST /__admin/reset"]


def test_what_changes_nothing_is_asked_again_when_a_kept_connection_ends() -> None:
    with scripted(drop_the_second, answer_once) as server, ControlClient(server.url) as control:
        control.health()
        assert control.health().status == "ok"
    assert server.requests == ["GET /__admin/health"] * 3


def test_what_changes_something_is_never_sent_twice() -> None:
    with scripted(drop_the_second, answer_reset) as server, ControlClient(server.url) as control:
        control.health()
        with pytest.raises(ControlUnreachable, match="ended before POST /__admin/reset was answered"):
            control.reset()
        assert server.requests == ["GET /__admin/health", "POST /__admin/reset"]


def test_a_new_connection_that_ends_is_not_tried_again() -> None:
    with scripted(drop_the_first, answer_once) as server, ControlClient(server.url) as control:
        with pytest.raises(ControlUnreachable, match="may have been done or not"):
            control.health()
        assert server.requests == ["GET /__admin/health"]


def test_an_answer_cut_short_is_an_error() -> None:
    def cut(peer: Peer) -> None:
        peer.receive()
        peer.socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    with (
        scripted(cut) as server,
        ControlClient(server.url) as control,
        pytest.raises(ControlUnreachable, match="GET /__admin/health"),
    ):
        control.health()


def test_silence_has_an_end() -> None:
    def be_silent(peer: Peer) -> None:
        peer.receive()
        peer.wait_for_end()

    with (
        scripted(be_silent) as server,
        ControlClient(server.url, timeout_seconds=0.05) as control,
        pytest.raises(ControlUnreachable, match=r"not answered within 0\.05 seconds"),
    ):
        control.health()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with ControlClient(url) as control, pytest.raises(ControlUnreachable) as caught:
        control.health()
    assert str(caught.value) == (
        f"no answer from mock-osigu at {url}: connection refused, so nothing listens there"
    )
    assert isinstance(caught.value, ConnectionError)


def test_an_unknown_host() -> None:
    with ControlClient("http://no-such-host.invalid") as control, pytest.raises(ControlUnreachable):
        control.health()


def test_something_that_does_not_speak_http() -> None:
    def speak_ssh(peer: Peer) -> None:
        peer.receive()
        peer.socket.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

    with (
        scripted(speak_ssh) as server,
        ControlClient(server.url) as control,
        pytest.raises(ControlUnreachable, match="does not speak HTTP"),
    ):
        control.health()


@pytest.mark.parametrize(
    "status,body,content_type",
    [
        ("200 OK", b"<html>hello</html>", "text/html"),
        ("404 Not Found", b'{"message":"No message available"}', "application/json"),
        ("502 Bad Gateway", b"", "text/plain"),
    ],
)
def test_another_server_is_called_one(status: str, body: bytes, content_type: str) -> None:
    def answer(peer: Peer) -> None:
        peer.receive()
        peer.send(body, status=status, content_type=content_type)

    with (
        scripted(answer) as server,
        ControlClient(server.url) as control,
        pytest.raises(ControlError, match="is another server, or was started without one") as caught,
    ):
        control.clock.now()
    assert caught.value.status == int(status[:3])
    assert caught.value.request == "GET /__admin/clock"


@pytest.mark.parametrize("url", ["", "127.0.0.1:6744", "ftp://127.0.0.1", "http://", "http:///x"])
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"must be as http://127\.0\.0\.1:6744"):
        ControlClient(url)


def test_a_url_with_a_secret_is_shown_without_it() -> None:
    with running() as live, ControlClient(live.url.replace("://", "://me:secret@")) as control:
        assert control.health().status == "ok"
        assert (control.url, repr(control)) == (live.url, f"ControlClient({live.url!r}, sandbox='default')")


def test_many_threads_share_a_client() -> None:
    with running() as live, ControlClient(live.url) as control, ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: control.clients.add().client_id, range(80)))
        assert len(set(made)) == 80
        assert {client.client_id for client in control.clients.all()} >= set(made)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_takes_a_connection_of_its_own() -> None:
    with running() as live, ControlClient(live.url) as control:
        control.health()
        connections = len(control._transport._idle)
        with warnings.catch_warnings():
            # Python 3.12 and later warn of threads at a fork, which is the very situation.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            status = 1
            with suppress(BaseException):
                control.reset()
                status = 0
            os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert control.health().status == "ok"
        assert len(control._transport._idle) == connections == 1


def test_a_client_that_is_dropped_leaves_no_socket() -> None:
    with running() as live:
        control = ControlClient(live.url)
        control.health()
        connection = control._transport._idle[0][1]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            del control
            gc.collect()
        assert connection.sock is None


def test_a_closed_client_opens_again() -> None:
    with running() as live:
        control = ControlClient(live.url)
        control.close()
        assert control.health().status == "ok"
        control.close()


def test_a_late_answer_is_not_taken_for_the_next_one() -> None:

    def be_late(peer: Peer) -> None:
        peer.receive()
        late.wait(10)
        with suppress(OSError):
            peer.send(b'{"status":"late","version":"1"}')

    late = threading.Event()
    with scripted(be_late, answer_once) as server, ControlClient(server.url, timeout_seconds=0.05) as control:
        with pytest.raises(ControlUnreachable):
            control.health()
        late.set()
        server.await_close()
        assert control.health().status == "ok"
