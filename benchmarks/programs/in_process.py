"""One process with a server in a thread, as a fixture has it: `python in_process.py ours|bare PAGE REQUESTS`.

Prints one JSON object: milliseconds of the first boot after the imports, of a later boot, of a reset, of the
stop while a keep-alive client is idle, and of a token and a list call by two clients.
"""

import base64
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

BASIC = "Basic " + base64.b64encode(b"cossen-osigu-service:base64secretkey").decode()
BEARER = "Bearer 20c53bc6-641e-4965-9473-bde902befac4"
FORM = "grant_type=client_credentials"
FORM_TYPE = "application/x-www-form-urlencoded"
MAX_CALLS = 60


class Started(Protocol):
    url: str

    def stop(self) -> None: ...


def ms(call: Callable[[], Any]) -> float:
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1000


def many(count: int, call: Callable[[], Any]) -> float:
    """The median; the first few are for warming up."""
    return median([ms(call) for _ in range(count)][min(20, count // 2) :])


def start_ours() -> "Ours":
    return Ours()


class Ours:
    def __init__(self) -> None:
        self._session = local_session(Settings())
        self.osigu = self._session.__enter__()
        self.url = self.osigu.url

    def reset(self) -> None:
        self.osigu.control.reset()

    def stop(self) -> None:
        self._session.__exit__(None, None, None)


@contextmanager
def idle_client(url: str) -> Iterator[None]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    get(connection)
    yield
    connection.close()


def get(connection: HTTPConnection) -> bytes:
    connection.request("GET", "/v1/invoices", headers={"Authorization": BEARER})
    return connection.getresponse().read()


def post(connection: HTTPConnection) -> bytes:
    headers = {"Authorization": BASIC, "Content-Type": FORM_TYPE}
    connection.request("POST", "/v1/oauth/token", FORM, headers)
    return connection.getresponse().read()


def latencies(url: str, count: int) -> dict[str, float]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    found = {
        "http.client list": many(count, lambda: get(connection)),
        "http.client token": many(count, lambda: post(connection)),
    }
    connection.close()
    with requests.Session() as session:
        listing = {"Authorization": BEARER}
        form = {"grant_type": "client_credentials"}
        pair = ("cossen-osigu-service", "base64secretkey")
        found["Session list"] = many(count, lambda: session.get(f"{url}/v1/invoices", headers=listing).json())
        found["Session token"] = many(
            count, lambda: session.post(f"{url}/v1/oauth/token", data=form, auth=pair).json()
        )
    return found


def resets(server: Ours) -> float:
    """Each of a server that was used since the last."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    took = []
    for _ in range(MAX_CALLS):
        post(connection)
        get(connection)
        took.append(ms(server.reset))
    connection.close()
    return median(took[5:])


def measured(boot: Callable[[], Started], count: int) -> dict[str, float]:
    began = perf_counter()
    first = boot()
    found = {"first boot": (perf_counter() - began) * 1000}
    found |= latencies(first.url, count)
    if isinstance(first, Ours):
        found["reset"] = resets(first)
    with idle_client(first.url):
        found["stop"] = ms(first.stop)
    later = []
    for _ in range(3):
        began = perf_counter()
        server = boot()
        later.append((perf_counter() - began) * 1000)
        server.stop()
    return {**found, "later boot": median(later)}


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        from mock_osigu import Settings
        from pytest_mock_osigu.local import local_session

        boot: Callable[[], Started] = start_ours
    else:
        from bare_flask import InThread

        boot = partial(InThread, sys.argv[2])

    print(json.dumps(measured(boot, int(sys.argv[3]))))
