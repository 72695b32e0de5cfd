"""Requests as clients really send them."""

import socket

import pytest

from mock_osigu.server import Limits, Server
from server.conftest import Connect, Serve
from server.raw_client import Environ, RawClient, StartResponse

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
EXPECTING = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n%b\r\n"


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST /p HTTP/1.1", b"Host: a", *headers, b"", body])


@pytest.mark.parametrize(
    "packets, body",
    [
        ((post(),), ""),
        ((post(b"Content-Length: 0"),), ""),
        ((post(b"Content-Length: 3", body=b"a=b"),), "a=b"),
        ((post(b"Content-Length: 3"), b"a=b"), "a=b"),
        ((post(b"Content-Length: 3"), b"a", b"=b"), "a=b"),
        ((post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),), ""),
        ((post(b"Transfer-Encoding: Chunked", body=b"2\r\na=\r\n1;x=y\r\nb\r\n0\r\n\r\n"),), "a=b"),
        ((post(b"Transfer-Encoding: chunked"), b"3\r\na=b\r\n0\r\nHost: b\r\nX-Late: 1\r\n\r\n"), "a=b"),
        (tuple(bytes([b]) for b in post(b"Content-Length: 3", body=b"a=b")), "a=b"),
        ((b"\r\n" + post(b"Content-Length: 3", body=b"a=b\r\n"),), "a=b"),
    ],
)
def test_message_body_arrives_however_it_is_framed(
    client: RawClient, packets: tuple[bytes, ...], body: str
) -> None:
    for _ in range(2):
        seen = client.send(*packets).answer().json()
        assert (seen["method"], seen["body"], seen["headers"]["HTTP_HOST"]) == ("POST", body, "a")
        assert "HTTP_X_LATE" not in seen["headers"]


def test_message_body_that_the_app_leaves_unread_does_not_become_the_next_request(
    serve: Serve, connect: Connect
) -> None:
    def deaf(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    client = connect(serve(deaf))
    client.send(post(b"Content-Length: 30000"), b"GET / HTTP/1.1\r\n" * 1875, GET % b"next")
    assert [client.answer().body, client.answer().body] == [b"/p", b"/next"]


def test_message_with_many_headers_and_odd_spaces(client: RawClient) -> None:
    client.send(
        post(b"accept:a", b"ACCEPT:  b \t ", b"X-Empty:", b"X_Under: no", b"X-Under: yes", b"X-L: \xe9")
    )
    headers = client.answer().json()["headers"]
    assert headers == {
        "HTTP_HOST": "a",
        "HTTP_ACCEPT": "a,b",
        "HTTP_X_EMPTY": "",
        "HTTP_X_UNDER": "yes",
        "HTTP_X_L": "é",
    }


@pytest.mark.parametrize(
    "target, path, query, host",
    [
        (b"/a%2Fb/%C3%A9?q=%20+1?", "/a/b/\u00c3\u00a9", "q=%20+1?", "a"),
        (b"http://other:1/p/q?x=1", "/p/q", "x=1", "other:1"),
        (b"http://user:pw@other?x=1", "/", "x=1", "other"),
        (b"//double", "//double", "", "a"),
        (b"/http://x", "/http://x", "", "a"),
        (b"*", "/*", "", "a"),
    ],
)
def test_message_target_forms(client: RawClient, target: bytes, path: str, query: str, host: str) -> None:
    seen = client.send(b"OPTIONS %b HTTP/1.1\r\nHost: a\r\n\r\n" % target).answer().json()
    assert (seen["path"], seen["query"], seen["headers"]["HTTP_HOST"]) == (path, query, host)
    assert (seen["target"], seen["method"]) == (target.decode(), "OPTIONS")


def test_message_head_is_answered_without_its_body(client: RawClient) -> None:
    length = len(client.send(GET % b"x").answer().body)
    client.send(b"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
    answer = client.answer(bodiless=True)
    # The echo tells the method, and HEAD is a letter longer than GET.
    assert answer.headers["content-length"] == str(length + 1)
    assert client.send(GET % b"y").answer().json()["path"] == "/y"


@pytest.mark.parametrize(
    "head, connection",
    [
        (b"GET / HTTP/1.0\r\n\r\n", "close"),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Close\r\n\r\n", "close"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", None),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", None),
    ],
)
def test_message_says_whether_the_connection_stays(
    client: RawClient, head: bytes, connection: str | None
) -> None:
    assert client.send(head).answer().headers.get("connection") == connection
    if connection == "close":
        assert client.is_over()
    else:
        assert client.send(head).answer().status == 200


def test_message_pipeline_is_answered_in_order(client: RawClient) -> None:
    client.send(b"".join(GET % b"%d" % n for n in range(500)))
    assert [client.answer().json()["path"] for _ in range(500)] == [f"/{n}" for n in range(500)]


def test_message_behind_a_closing_one_is_not_served(client: RawClient) -> None:
    client.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") % b"1" + GET % b"2")
    assert client.answer().json()["path"] == "/1"
    assert client.is_over()


def test_message_expecting_100_gets_it_when_the_body_is_awaited(client: RawClient) -> None:
    for _ in range(2):
        client.send(EXPECTING % b"Content-Length: 3\r\n")
        assert client.interim() == "HTTP/1.1 100 Continue"
        assert client.send(b"a=b").answer().json()["body"] == "a=b"


@pytest.mark.parametrize(
    "packet",
    [
        EXPECTING % b"Content-Length: 3\r\n" + b"a=b",
        EXPECTING % b"Transfer-Encoding: chunked\r\n" + b"3\r\na=b\r\n0\r\n\r\n",
        EXPECTING % b"Content-Length: 0\r\n",
        EXPECTING % b"",
        b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    ],
)
def test_message_expecting_100_gets_none_when_no_body_is_awaited(client: RawClient, packet: bytes) -> None:
    assert client.send(packet).answer().status == 200


def test_message_expecting_100_waits_for_the_answers_before_it(client: RawClient) -> None:
    client.send(GET % b"1" + EXPECTING % b"Content-Length: 1\r\n")
    assert client.answer().json()["path"] == "/1"
    assert client.interim() == "HTTP/1.1 100 Continue"
    assert client.send(b"a").answer().json()["body"] == "a"


def test_message_expecting_100_with_too_large_a_body_gets_the_final_answer(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve(limits=Limits(max_body=10)))
    answer = client.send(EXPECTING % b"Content-Length: 11\r\n").answer()
    assert answer.json()["too_large"] is True
    assert answer.headers["connection"] == "close"
    assert client.is_over()


def test_message_answers_do_not_wait_for_acknowledgements(server: Server, client: RawClient) -> None:
    client.send(GET % b"").answer()
    site = server._site
    assert site is not None
    (connection,) = site._connections
    accepted = connection._transport.get_extra_info("socket")
    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
