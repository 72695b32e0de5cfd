"""Ask a server how it is. Starts fast: a container's HEALTHCHECK runs it every few seconds."""

from __future__ import annotations

import http.client
import json
import threading
from typing import NamedTuple
from urllib.parse import urlsplit

from mock_osigu.config.errors import SettingError
from mock_osigu.output import Refusal
from mock_osigu.settings import Serving, bracketed

TIMEOUT_SECONDS = 2.0
_LONGEST_ANSWER_BYTES = 64 * 1024
_CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not where to bind


class Unhealthy(Refusal):
    """No answer, or one that is not `{"status": "ok"}` with 200; the text says what came instead."""

    exit_status = 1


class Address(NamedTuple):
    scheme: str
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{bracketed(self.host)}{port}{self.path}"


def address_of_url(url: str) -> Address:
    """Give where a base URL, or the URL of `/health` itself, is asked; raises `SettingError`."""
    choices = "http://HOST:PORT"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError("URL", url, f"is not a URL: {error}", choices) from None
    if parts.scheme not in _CONNECTIONS or not host or not url.isprintable() or " " in url:
        raise SettingError("URL", url, "is not the URL of a server", choices)
    return Address(parts.scheme, host, port, f"{parts.path.removesuffix('/').removesuffix('/health')}/health")


def address_of_server(serving: Serving) -> Address:
    """Give where a server with these settings answers this machine; raises `SettingError` for port 0."""
    if not serving.port:
        raise SettingError("port", 0, "says nothing about where the server is", "the URL as an argument")
    return Address("http", _WILDCARDS.get(serving.host, serving.host), serving.port, "/health")


def check(address: Address, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Return when the server is healthy, raise `Unhealthy` when not, either within the time in total."""
    outcome: list[str] = []
    # A socket's own timeout starts anew with each byte, and looking up a name has none.
    asking = threading.Thread(
        target=lambda: outcome.append(_complaint(address, timeout_seconds)), daemon=True
    )
    asking.start()
    asking.join(timeout_seconds)
    complaint = outcome[0] if outcome else f"no answer within {timeout_seconds:g} s"
    if complaint:
        raise Unhealthy(f"{address}: {complaint}")


def _complaint(address: Address, timeout_seconds: float) -> str:
    connection = _CONNECTIONS[address.scheme](address.host, address.port, timeout=timeout_seconds)
    try:
        connection.request("GET", address.path)
        answer = connection.getresponse()
        return _judge(answer.status, answer.read(_LONGEST_ANSWER_BYTES))
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__
    except (http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()


def _judge(status: int, body: bytes) -> str:
    if status != 200:
        return f"answered {status}"
    try:
        health = json.loads(body)
    except (ValueError, RecursionError):
        return "answered no JSON"
    if not isinstance(health, dict) or health.get("status") != "ok":
        return "did not answer that its status is ok"
    return ""
