"""What is no good HTTP gets the server's own answer, in JSON, and the connection ends."""

import logging

import pytest

from mock_osigu.server import Access
from server.conftest import Connect, Serve
from server.raw_client import RawClient

GOOD = b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n"
MALFORMED = {
    "garbage": b"\x00\xff\xfe rubbish\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "method": b"BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n",
    "lower method": b"get / HTTP/1.1\r\nHost: a\r\n\r\n",
    "no slash": b"GET pot HTTP/1.1\r\nHost: a\r\n\r\n",
    "raw utf-8": "GET /jos\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "version": b"GET / HTTP/1.9\r\nHost: a\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "bare LF": b"GET / HTTP/1.1\nHost: a\n\n",
    "folded header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "space before colon": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "no colon": b"GET / HTTP/1.1\r\nHost: a\r\nrubbish\r\n\r\n",
    "NUL in header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "signed length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
    "length list": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "huge length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\na",
    "length and chunked": (
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "chunked and length": (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    ),
    "chunked, gzip": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "1.0 chunked": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk size": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "chunk end": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
}
CODED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: %b\r\n\r\n0\r\n\r\n"
UNSUPPORTED = {
    "gzip": (CODED % b"gzip", 501, "Not Implemented"),
    "gzip, chunked": (CODED % b"gzip, chunked", 501, "Not Implemented"),
    "identity": (CODED % b"identity", 501, "Not Implemented"),
    "0.9": (b"GET /\r\n\r\n", 505, "HTTP Version Not Supported"),
    "2.0": (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP Version Not Supported"),
}
CASES = {name: (packet, 400, "Bad Request") for name, packet in MALFORMED.items()} | UNSUPPORTED


@pytest.mark.parametrize("packet, status, phrase", CASES.values(), ids=CASES.keys())
def test_refusal_is_answered_in_json_and_closes(
    client: RawClient,
    connect: Connect,
    packet: bytes,
    status: int,
    phrase: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="mock_osigu")
    answer = client.send(packet).answer()
    body = answer.json()
    assert (answer.status, list(body)) == (status, ["status", "error", "message"])
    assert (body["status"], body["error"]) == (status, phrase)
    assert body["message"].endswith(".")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["connection"] == "close"
    assert answer.headers["server"] == "mock-osigu"
    assert client.is_over()
    assert connect().send(GOOD).answer().status == 200
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_refusal_comes_after_the_answers_to_what_was_good(client: RawClient) -> None:
    client.send(GOOD + GOOD + b"rubbish\r\n\r\n" + GOOD)
    assert [client.answer().status for _ in range(3)] == [200, 200, 400]
    assert client.is_over()


def test_refusal_reaches_a_client_that_goes_on_sending(client: RawClient) -> None:
    client.send(b"rubbish\r\n\r\n")
    for _ in range(50):
        client.send(b"x" * 50_000)
    assert client.answer().status == 400
    assert client.is_over()


def test_refusal_is_in_the_access_log_with_what_is_known(serve: Serve, connect: Connect) -> None:
    log: list[Access] = []
    server = serve(access_log=log.append)
    for packet in (MALFORMED["garbage"], b"GET /known?secret=1 HTTP/1.1\r\n\r\n"):
        connect(server).send(packet).answer()
    assert [(a.method, a.path, a.status) for a in log] == [("-", "-", 400), ("GET", "/known", 400)]
