"""A receiver that speaks https."""

import ssl
from collections.abc import Iterator

import pytest

from webhooks.live import Live, body, serving
from webhooks.receivers import Receiver, receiving


@pytest.fixture
def secure() -> Iterator[Receiver]:
    """Its certificate is of an authority that nobody knows, and for another name."""
    trustme = pytest.importorskip("trustme")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("elsewhere.test").configure_cert(context)
    with receiving(context) as receiver:
        yield receiver


def test_any_certificate_will_do(live: Live, secure: Receiver) -> None:
    live.webhooks.deliver_to(secure.url)
    live.emit(1)
    assert secure.next().body == body(1)
    live.settle()
    assert live.states() == {1: "delivered"}


def test_by_a_name(secure: Receiver) -> None:
    port = secure.url.split(":")[2].split("/")[0]
    with serving(resolve=lambda _host, _port: ["127.0.0.1"]) as live:
        live.webhooks.deliver_to(f"https://app.test:{port}/hook")
        live.emit(1)
        assert secure.next().headers["Host"] == f"app.test:{port}"


def test_https_where_http_is_spoken(live: Live, receiver: Receiver) -> None:
    live.webhooks.deliver_to(receiver.url.replace("http:", "https:"))
    live.emit(1)
    live.settle()
    (attempt,) = live.only().attempts
    assert attempt.status is None
    assert attempt.error is not None
    assert "SSL" in attempt.error


def test_http_where_https_is_spoken(live: Live, secure: Receiver) -> None:
    live.webhooks.deliver_to(secure.url.replace("https:", "http:"))
    live.emit(1)
    live.settle()
    assert live.only().attempts[0].error == "the receiver closed the connection without an answer"
