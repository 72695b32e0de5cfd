"""A request that would like another protocol is served as the same request in this one."""

import pytest

from server.conftest import Connect
from server.raw_client import RawClient

HEAD = (
    b"POST /token HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\n%b"
    b"Host: a\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nUpgrade: h2c\r\n"
    b"User-Agent: Java-http-client/17.0.15\r\n\r\n"
)
FORM = b"grant_type=client_credentials"
SIZED = HEAD % b"Content-Length: 29\r\n"
CHUNKED = HEAD % b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"5\r\ngrant\r\n18\r\n_type=client_credentials\r\n0\r\n\r\n"
PLAIN = b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 29\r\n\r\n" + FORM


@pytest.mark.parametrize(
    "packets",
    [
        (SIZED + FORM,),
        (SIZED, FORM),
        (SIZED, FORM[:3], FORM[3:]),
        (SIZED[:90], SIZED[90:] + FORM),
        tuple(bytes([byte]) for byte in SIZED + FORM),
        (CHUNKED + CHUNKS,),
        (CHUNKED, CHUNKS),
        tuple(bytes([byte]) for byte in CHUNKED + CHUNKS),
    ],
    ids=["one", "body apart", "body in two", "split head", "bytes", "chunks", "chunks apart", "chunk bytes"],
)
def test_upgrade_request_is_served_with_its_body_and_the_connection_kept(
    client: RawClient, packets: tuple[bytes, ...]
) -> None:
    for _ in range(2):
        answer = client.send(*packets).answer()
        assert (answer.status, answer.json()["body"]) == (200, FORM.decode())
    answer = client.send(PLAIN).answer()
    assert (answer.status, answer.json()["body"]) == (200, FORM.decode())
    assert "connection" not in answer.headers


def test_upgrade_headers_are_not_shown_to_the_app(client: RawClient) -> None:
    headers = client.send(SIZED + FORM).answer().json()["headers"]
    assert headers == {
        "HTTP_HOST": "a",
        "HTTP_USER_AGENT": "Java-http-client/17.0.15",
        "CONTENT_LENGTH": "29",
    }


def test_upgrade_request_keeps_the_rest_of_its_connection_header(client: RawClient) -> None:
    client.send(b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n")
    answer = client.answer()
    assert answer.json()["headers"] == {"HTTP_HOST": "a", "HTTP_CONNECTION": "close"}
    assert answer.headers["connection"] == "close"
    assert client.is_over()


def test_upgrade_request_in_a_pipeline_keeps_the_order(client: RawClient) -> None:
    client.send(PLAIN.replace(b"/token", b"/1") + SIZED + FORM + PLAIN.replace(b"/token", b"/3"))
    assert [client.answer().json()["path"] for _ in range(3)] == ["/1", "/token", "/3"]


def test_upgrade_request_is_held_to_the_same_rules(client: RawClient) -> None:
    client.send(SIZED.replace(b"Host: a\r\n", b"") + FORM)
    assert client.answer().status == 400


def test_connect_is_an_ordinary_request_that_ends_its_connection(connect: Connect) -> None:
    client = connect()
    client.send(b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n\x16\x03\x01tls")
    answer = client.answer()
    assert (answer.status, answer.json()["method"]) == (200, "CONNECT")
    assert answer.json()["path"] == "/example.com:443"
    assert answer.json()["target"] == "example.com:443"
    assert answer.headers["connection"] == "close"
    assert client.is_over()
    assert connect().send(PLAIN).answer().status == 200
