"""Ask a server how it is. Starts fast: a container's HEALTHCHECK runs it every few seconds."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import threading
from typing import NamedTuple
from urllib.parse import urlsplit

from mock_osigu.config.errors import SettingError
from mock_osigu.output import Refusal
from mock_osigu.settings import Serving, bracketed

TIMEOUT_SECONDS = 2.0
_LONGEST_ANSWER_BYTES = 64 * 1024
_SCHEMES = ("http", "https")
_LOOPBACK = re.compile(r"localhost|127\.[0-9.]+|::1")
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not where to bind


class Unhealthy(Refusal):
    """No answer, or one that is not `{"status": "ok"}` with 200; the text says what came instead."""

    exit_status = 1


class Address(NamedTuple):
    scheme: str
    host: str
    port: int | None
    path: str
    is_own: bool = False
    """The server of this machine: whatever certificate it shows, it is the one that is asked about."""

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
    if parts.scheme not in _SCHEMES or not host or not url.isprintable() or " " in url:
        raise SettingError("URL", url, "is not the URL of a server", choices)
    path = f"{parts.path.removesuffix('/').removesuffix('/health')}/health"
    return Address(parts.scheme, host, port, path, is_own=_LOOPBACK.fullmatch(host) is not None)


def address_of_server(serving: Serving, *, tls: bool = False) -> Address:
    """Give where a server with these settings answers this machine; raises `SettingError` for port 0."""
    if not serving.port:
        raise SettingError("port", 0, "says nothing about where the server is", "the URL as an argument")
    host = _WILDCARDS.get(serving.host, serving.host)
    return Address("https" if tls else "http", host, serving.port, "/health", is_own=True)


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
    connection = _connection(address, timeout_seconds)
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


def _connection(address: Address, timeout_seconds: float) -> http.client.HTTPConnection:
    if address.scheme == "http":
        return http.client.HTTPConnection(address.host, address.port, timeout=timeout_seconds)
    context = None
    if address.is_own:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(address.host, address.port, timeout=timeout_seconds, context=context)


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
