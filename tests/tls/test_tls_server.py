"""HTTP over TLS is HTTP: the same answers, however the bytes are cut, and the same ends of a connection."""

import json
import logging
import socket
import ssl
import time
from typing import Any

import pytest

from mock_osigu.engine.certificates import Certificates
from mock_osigu.server import Limits
from server.departing import Departing, Way
from server.raw_client import Environ, StartResponse, let_server_read
from tls.conftest import Connect, Serve
from tls.secure_client import trusting

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LARGE = 3_000_000


def echo_body(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def tell_scheme(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.url_scheme"].encode()]


def post(body: bytes) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def test_the_server_and_its_apps_know_that_it_is_https(serve_tls: Serve, connect_tls: Connect) -> None:
    server = serve_tls(tell_scheme)
    assert server.url == f"https://127.0.0.1:{server.port}"
    client = connect_tls(server)
    client.send(GET % b"")
    assert client.read_until(b"https").startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions_and_alpn(serve_tls: Serve, certificates: Certificates, version: ssl.TLSVersion) -> None:
    server = serve_tls(tell_scheme)
    context = trusting(certificates)
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection((server.host, server.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        assert client.version() == {"TLSv1_2": "TLSv1.2", "TLSv1_3": "TLSv1.3"}[version.name]
        assert client.selected_alpn_protocol() == "http/1.1"
        client.sendall(GET % b"")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_bytes_may_come_one_at_a_time(serve_tls: Serve, connect_tls: Connect) -> None:
    client = connect_tls(serve_tls(echo_body), shaken=False)
    client.shake(bytes_per_packet=1)
    client.send(post(b"hello"), bytes_per_packet=1)
    assert client.read_until(b"hello")


def test_many_records_both_ways(serve_tls: Serve, connect_tls: Connect) -> None:
    client = connect_tls(serve_tls(echo_body))
    body = bytes(range(250)) * (LARGE // 250)
    client.send(post(body[:-3] + b"END"))
    read = client.read_until(b"END")
    assert read.partition(b"\r\n\r\n")[2] == body[:-3] + b"END"
    client.send(GET % b"" + post(b"again"))
    assert client.read_until(b"again").count(b"HTTP/1.1 200 OK\r\n") == 2


def test_a_reset_is_a_real_one(serve_tls: Serve, connect_tls: Connect) -> None:
    app = Departing(ways={"/broken": Way(ending="reset")})
    client = connect_tls(serve_tls(app))
    client.send(GET % b"whole" + GET % b"broken")
    client.read_until(b"/whole")
    with pytest.raises(ConnectionResetError):
        client.read()
    assert app.outcome() == "reset"


@pytest.mark.parametrize(
    "way, status_lines, outcome",
    [
        (Way(ending="close"), 0, "closed"),
        (Way(body_bytes=3), 1, "sent"),
        (Way(wait_seconds=0.05, body_bytes=3), 1, "sent"),
    ],
)
def test_ends_that_are_too_early(
    serve_tls: Serve, connect_tls: Connect, way: Way, status_lines: int, outcome: str
) -> None:
    app = Departing(ways={"/broken": way})
    client = connect_tls(serve_tls(app))
    client.send(GET % b"broken")
    read = b""
    while part := client.read():
        read += part
    assert read.count(b"HTTP/1.1 200 OK\r\n") == status_lines
    assert read.endswith(b"/br" if status_lines else b"")
    assert app.outcome() == outcome


def test_a_body_drips(serve_tls: Serve, connect_tls: Connect) -> None:
    app = Departing(ways={"/slowly": Way(bytes_per_second=20)})
    client = connect_tls(serve_tls(app))
    client.send(GET % b"slowly")
    client.read_until(b"\r\n\r\n")
    drops: list[bytes] = []
    while b"".join(drops) != b"/slowly":
        drops.append(client.read())
        assert drops[-1]
    assert len(drops) > 1


@pytest.mark.parametrize("word", [True, False], ids=["close_notify", "FIN"])
def test_who_stops_sending_still_gets_the_answer(serve_tls: Serve, connect_tls: Connect, word: bool) -> None:  # noqa: FBT001
    client = connect_tls(serve_tls(Departing(ways={"/late": Way(wait_seconds=0.1)})))
    client.send(GET % b"late")
    if word:
        client.say_end()
    client.socket.shutdown(socket.SHUT_WR)
    assert client.read_until(b"/late").startswith(b"HTTP/1.1 200 OK\r\n")
    assert client.read() == b""


def test_who_leaves_is_seen_to_leave(serve_tls: Serve, connect_tls: Connect) -> None:
    app = Departing(ways={"/late": Way(wait_seconds=3600.0)})
    server = serve_tls(app)
    client = connect_tls(server)
    client.send(GET % b"late")
    let_server_read(server)
    client.close()
    assert app.outcome() == "gave_up"


def test_a_refused_body_gets_its_answer_while_it_still_comes(serve_tls: Serve, connect_tls: Connect) -> None:
    def refuse(environ: Environ, start_response: StartResponse) -> list[bytes]:
        assert environ["mock_osigu.body_too_large"]
        start_response("413 Content Too Large", [])
        return [b"too large"]

    client = connect_tls(serve_tls(refuse, limits=Limits(max_body=100)))
    client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + bytes(100_000))
    assert client.read_until(b"too large").startswith(b"HTTP/1.1 413 ")
    client.send(bytes(100_000))
    assert client.read() == b""


def test_plain_http_is_told_to_come_by_https(serve_tls: Serve) -> None:
    server = serve_tls(echo_body)
    with socket.create_connection((server.host, server.port), timeout=10) as plain:
        plain.sendall(GET % b"")
        head, _, body = b"".join(iter(lambda: plain.recv(65_536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert json.loads(body) == {
        "status": 400,
        "error": "Bad Request",
        "message": "This server speaks https: ask with https://.",
    }


def test_nonsense_ends_its_own_connection_alone(
    serve_tls: Serve, connect_tls: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve_tls(echo_body)
    other = connect_tls(server)
    with socket.create_connection((server.host, server.port), timeout=10) as plain:
        plain.sendall(b"\x16\x03\x01" + bytes(2000))
        while plain.recv(65_536):
            pass
    other.send(post(b"still here"))
    assert other.read_until(b"still here")
    assert "A client's TLS connection failed: " in caplog.text


def test_a_client_that_refuses_the_certificate_is_in_the_log(
    serve_tls: Serve, certificates: Certificates, connect_tls: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve_tls(echo_body)
    certificates.choose("expired")
    client = connect_tls(server, shaken=False)
    with pytest.raises(ssl.SSLCertVerificationError):
        client.shake()
    while client.socket.recv(65_536):
        pass
    text = "A client's TLS connection failed: SSLV3_ALERT_CERTIFICATE_EXPIRED"
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [text]


def test_a_handshake_that_does_not_come_ends_the_connection(serve_tls: Serve, connect_tls: Connect) -> None:
    server = serve_tls(echo_body, limits=Limits(header_seconds=0.2))
    other = connect_tls(server)
    began = time.perf_counter()
    with socket.create_connection((server.host, server.port), timeout=10) as silent:
        silent.sendall(b"\x16")
        assert silent.recv(1) == b""
    assert 0.1 < time.perf_counter() - began < 5
    other.send(post(b"still here"))
    assert other.read_until(b"still here")


def test_a_server_stops_at_once_whatever_its_clients_do(serve_tls: Serve, connect_tls: Connect) -> None:
    server = serve_tls(Departing(ways={"/hang": Way(ending="hang")}))
    connect_tls(server, shaken=False)
    connect_tls(server)
    connect_tls(server).send(GET % b"hang")
    began = time.perf_counter()
    server.stop()
    assert time.perf_counter() - began < 20  # a loop would wait half a minute for the end of a TLS connection


def test_another_certificate_is_met_at_once_also_by_who_keeps_connections(
    serve_tls: Serve, certificates: Certificates, connect_tls: Connect
) -> None:
    app = Departing(ways={"/late": Way(wait_seconds=0.1)})
    server = serve_tls(app)
    idle, busy, halfway = connect_tls(server), connect_tls(server), connect_tls(server)
    busy.send(GET % b"late")
    halfway.send(b"GET /half HTTP/1.1\r\n")
    idle.send(GET % b"first")
    idle.read_until(b"/first")
    certificates.choose("wrong_name")
    assert idle.read() == b""
    assert busy.read_until(b"/late")
    halfway.send(b"Host: a\r\n\r\n")
    assert b"\r\nConnection: close\r\n" in halfway.read_until(b"/half")
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        connect_tls(server)


def test_the_same_certificate_again_changes_nothing(
    serve_tls: Serve, certificates: Certificates, connect_tls: Connect
) -> None:
    client = connect_tls(serve_tls(echo_body))
    certificates.choose("good")
    client.send(post(b"still here"))
    assert client.read_until(b"still here")


def test_an_app_that_fails_does_not_take_the_connection_with_it(
    serve_tls: Serve, connect_tls: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_environ: Any, _start_response: Any) -> list[bytes]:
        raise RuntimeError("the app's bug")

    client = connect_tls(serve_tls(fail))
    for _ in range(2):
        client.send(GET % b"")
        assert client.read_until(b"}").startswith(b"HTTP/1.1 500 ")
    assert caplog.text.count("RuntimeError: the app's bug") == 2
