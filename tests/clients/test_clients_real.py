"""Clients that are on this machine anyway, in the ways that people call them."""

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests

from clients.wire import ACCENTED, CLIENTS, EXAMPLE, SECONDS, Pair, as_it_is

GRANT = {"grant_type": "client_credentials"}
QUERY = "?grant_type=client_credentials"

CURL = {
    "no body": ("--request", "POST", QUERY),
    "form": ("--data", "grant_type=client_credentials", ""),
    "form, url-encoded by curl": ("--data-urlencode", "grant_type=client_credentials", ""),
    "multipart": ("--form", "grant_type=client_credentials", ""),
    "JSON content type": ("--header", "Content-Type: application/json", "--request", "POST", QUERY),
    "JSON body": ("--header", "Content-Type: application/json", "--data", "{}", QUERY),
    "chunked": ("--header", "Transfer-Encoding: chunked", "--data", "grant_type=client_credentials", ""),
    "expecting 100": ("--header", "Expect: 100-continue", "--data", "grant_type=client_credentials", ""),
    "HTTP/1.0": ("--http1.0", "--data", "grant_type=client_credentials", ""),
    "h2c upgrade": ("--http2", "--data", "grant_type=client_credentials", ""),
    "after the challenge": ("--anyauth", "--data", "grant_type=client_credentials", ""),
    "empty scope": ("--data", "grant_type=client_credentials&scope=", ""),
}


@pytest.mark.parametrize("words", CURL.values(), ids=CURL)
def test_curl(url: str, words: tuple[str, ...]) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("there is no curl on this machine")
    *options, query = words
    own = ("--silent", "--show-error", "--fail", "--max-time", str(SECONDS), "--user", ":".join(EXAMPLE))
    command = [curl, *own, *options, f"{url}/v1/oauth/token{query}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=2 * SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    assert_token(json.loads(done.stdout))


def requests_query(url: str, pair: Pair) -> Any:
    return requests.post(url + QUERY, auth=pair, timeout=SECONDS).json()


def requests_form(url: str, pair: Pair) -> Any:
    return requests.post(url, data=GRANT, auth=pair, timeout=SECONDS).json()


def requests_utf_8(url: str, pair: Pair) -> Any:
    encoded = (pair[0].encode(), pair[1].encode())
    # The way to have requests send UTF-8; its type hints do not know it.
    return requests.post(url, data=GRANT, auth=encoded, timeout=SECONDS).json()  # type: ignore[arg-type]


def requests_multipart(url: str, pair: Pair) -> Any:
    parts = {"grant_type": (None, "client_credentials")}
    return requests.post(url, files=parts, auth=pair, timeout=SECONDS).json()


def httpx_query(url: str, pair: Pair) -> Any:
    return httpx.post(url, params=GRANT, auth=pair, timeout=SECONDS).json()


def httpx_form(url: str, pair: Pair) -> Any:
    return httpx.post(url, data=GRANT, auth=pair, timeout=SECONDS).json()


def urllib_form(url: str, pair: Pair) -> Any:
    body = b"grant_type=client_credentials"
    request = urllib.request.Request(url, body, {"Authorization": f"Basic {as_it_is(pair)}"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


CALLS = (
    requests_query,
    requests_form,
    requests_utf_8,
    requests_multipart,
    httpx_query,
    httpx_form,
    urllib_form,
)


@pytest.mark.parametrize("pair", CLIENTS, ids=lambda pair: pair[0])
@pytest.mark.parametrize("call", CALLS)
def test_python(url: str, call: Callable[[str, Pair], Any], pair: Pair) -> None:
    assert_token(call(f"{url}/v1/oauth/token", pair))


def test_one_httpx_client_for_token_and_api(url: str) -> None:
    with httpx.Client(base_url=url, timeout=SECONDS) as client:
        token = client.post("/v1/oauth/token", data=GRANT, auth=ACCENTED).json()["access_token"]
        answer = client.get("/v1/invoices", headers={"Authorization": f"bearer {token}"})
        assert answer.json()["page"]["total_elements"] == 25


def assert_token(answer: Any) -> None:
    assert answer["token_type"] == "bearer"
    assert answer["expires_in"] == 86399
    assert answer["access_token"]
