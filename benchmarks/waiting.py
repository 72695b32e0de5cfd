"""Thousands of answers in a delay at once: what they cost the server, and what other requests notice of it."""

import json
import resource
import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Final

from benchmarks.figures import percentile
from benchmarks.process import HOST, Process, free_port
from benchmarks.servers import BASIC, ISSUE, LIST, OURS

IN_FLIGHT: Final = 5_000
DELAY_SECONDS: Final = 2.0
_PROBES: Final = 500
_SPARE: Final = 200
_RULE: Final = {"match": {"operation": "invoices.list"}, "effect": {"delay_seconds": DELAY_SECONDS}}


def measure() -> dict[str, float]:
    """Milliseconds of a token call alone and beside; memory in MiB, threads, and the seconds until all had come."""
    _allow_files(IN_FLIGHT + _SPARE)
    port = free_port()
    with OURS.start(port) as server, ExitStack() as connections:
        server.wait_until(port, LIST)
        probe = HTTPConnection(HOST, port, timeout=30)
        _post(probe, "/__admin/faults", json.dumps(_RULE), {"Content-Type": "application/json"}, 201)
        alone = [_probe(probe) for _ in range(_PROBES)]
        threads = server.threads()
        waiters = [
            connections.enter_context(socket.create_connection((HOST, port), 30)) for _ in range(IN_FLIGHT)
        ]
        before = server.memory_mib()
        found = _in_flight(server, port, probe, waiters)
    return {
        **found,
        "in flight": IN_FLIGHT,
        "alone p50": percentile(alone, 0.5),
        "alone p99": percentile(alone, 0.99),
        "threads added": found["threads"] - threads,
        "memory added": found["memory"] - before,
    }


def _in_flight(
    server: Process, port: int, probe: HTTPConnection, waiters: list[socket.socket]
) -> dict[str, float]:
    raw = LIST.raw(port)
    began = time.perf_counter()
    for waiter in waiters:
        waiter.sendall(raw)
    _probe(probe)  # its answer comes when all the requests before it are in their delay
    all_in = time.perf_counter() - began
    beside: list[float] = []
    while time.perf_counter() - began < DELAY_SECONDS and len(beside) < _PROBES:
        beside.append(_probe(probe))
    memory, threads = server.memory_mib(), server.threads()
    good = sum(_answer(waiter).startswith(b"HTTP/1.1 200") for waiter in waiters)
    return {
        "all in after": all_in,
        "seconds": time.perf_counter() - began,
        "good answers": good,
        "beside p50": percentile(beside, 0.5) if beside else float("nan"),
        "beside p99": percentile(beside, 0.99) if beside else float("nan"),
        "memory": memory,
        "threads": threads,
    }


def _answer(waiter: socket.socket) -> bytes:
    return b"".join(iter(lambda: waiter.recv(65536), b""))


def _probe(connection: HTTPConnection) -> float:
    """Milliseconds of one token call, which no rule delays."""
    headers = {"Authorization": BASIC, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.perf_counter()
    _post(connection, ISSUE.path, ISSUE.body, headers, 200)
    return (time.perf_counter() - began) * 1000


def _post(connection: HTTPConnection, path: str, body: str, headers: dict[str, str], status: int) -> None:
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != status:
        raise AssertionError(f"{path}: {answer.status} {text[:200]!r}")


def _allow_files(count: int) -> None:
    """The server inherits it. Raises ValueError where the machine allows fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
