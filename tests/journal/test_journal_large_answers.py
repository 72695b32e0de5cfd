"""What becomes of an answer that is too large to be gone at once."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from faults.exchanges import ended
from payments.samples import batch, sample
from support import EXAMPLE_TOKEN, Running, bearer

LARGE = 9_000_000
BOUNDARY = "a-boundary"


@pytest.fixture
def path(live: Running) -> str:
    """The path of a large file; the journal is empty again."""
    as_json = ("Content-Type", "application/json")
    made = live.send(
        "POST", "/v1/invoices", bearer(EXAMPLE_TOKEN), as_json, body=json.dumps(batch(sample())).encode()
    )
    files = f"/v1/invoices/{made.json()[0]['id']}/files"
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    body = head.encode() + bytes(LARGE) + f"\r\n--{BOUNDARY}--\r\n".encode()
    form = ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    attached = live.send("POST", files, bearer(EXAMPLE_TOKEN), form, body=body)
    assert attached.status == 201, attached.text
    live.control("DELETE", "/requests", expect=204)
    return f"{files}/{attached.json()['id']}"


def ask(live: Running, path: str) -> socket.socket:
    url = urlsplit(live.url)
    client = socket.create_connection((url.hostname, url.port), timeout=10)
    token = f"Authorization: Bearer {EXAMPLE_TOKEN}\r\n"
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n{token}Connection: close\r\n\r\n".encode())
    return client


def test_it_is_sent_once_its_last_byte_has_left(live: Running, path: str) -> None:
    with ask(live, path) as client:
        assert client.recv(9) == b"HTTP/1.1 "
        (entry,) = live.control("GET", "/requests")["items"]
        assert (entry["status"], entry["outcome"]) == (200, "open")
        received = 9
        while part := client.recv(1_000_000):
            received += len(part)
    assert received > LARGE
    (last,) = ended(live)
    assert (last.status, last.outcome) == (200, "sent")


def test_a_client_that_leaves_in_its_midst_gave_up(live: Running, path: str) -> None:
    with ask(live, path) as client:
        assert client.recv(9) == b"HTTP/1.1 "
    (entry,) = ended(live)
    assert entry.outcome == "gave_up"
