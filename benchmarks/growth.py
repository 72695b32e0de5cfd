"""What a request costs where there is much, and what memory does while there comes ever more."""

import json
import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from benchmarks.install import python_of
from benchmarks.load import load
from benchmarks.process import HOST, Process, free_port
from benchmarks.servers import CLIENT_ID, DATA, ISSUE, LIST, LOGS, OURS, PROGRAMS
from benchmarks.throughput import Results

FEW: Final = 100
MUCH: Final = {"few": (FEW, FEW), "many invoices": (100_000, FEW), "many tokens": (FEW, 1_000_000)}
"""name → invoices and tokens."""
TTL_SECONDS: Final = 2
_START_SECONDS: Final = 240.0
_FULL_SECONDS: Final = 4


def measure_size(*, rounds: int, tokens: int) -> Results:
    """Median milliseconds of a list call on one connection, of servers with little and with much in them."""
    results: Results = defaultdict(lambda: defaultdict(list))
    with ExitStack() as running:
        ports = {}
        for name, (invoices, most_tokens) in MUCH.items():
            ports[name] = free_port()
            sizes = [str(ports[name]), str(invoices), str(min(most_tokens, tokens))]
            log = LOGS / f"grown {name}.txt"
            command: list[str | Path] = [python_of("ours"), PROGRAMS / "grown.py", *sizes]
            server = running.enter_context(Process(command, log=log, folder=DATA))
            server.wait_until(ports[name], LIST, _START_SECONDS)
        for _ in range(rounds):
            for name, port in ports.items():
                results["list p50 us"][name].append(_p50(port) * 1000)
    return results


def _p50(port: int) -> float:
    return load(port, LIST, connections=1, seconds=1).p50


def measure_tokens(*, seconds: int) -> dict[str, float]:
    """Bytes of memory for a live token: what the server grows by, once its journal is full."""
    port = free_port()
    with OURS.start(port) as server:
        server.wait_until(port, LIST)
        # Both: the journal's entries of a list are bigger than those of a token.
        load(port, LIST, connections=16, seconds=_FULL_SECONDS)
        load(port, ISSUE, connections=16, seconds=_FULL_SECONDS)
        before = server.memory_mib()
        count = load(port, ISSUE, connections=16, seconds=seconds).count
        grown = server.memory_mib() - before
    return {"tokens": count, "bytes": grown * 1024 * 1024 / count}


def measure_flatness(*, requests: int) -> list[tuple[str, int, float]]:
    """(what, how many by then, MiB) while short-lived tokens come, and then lists."""
    port = free_port()
    rows: list[tuple[str, int, float]] = []
    command = [*OURS.command(port), "--token-ttl", str(TTL_SECONDS)]
    with Process(command, log=LOGS / "flat.txt", folder=DATA) as server:
        server.wait_until(port, ISSUE)
        rows.append(("start", 0, server.memory_mib()))
        lasting = replace(LIST, authorization=f"Bearer {_lasting_token(port)}")
        for what, request in (("tokens", ISSUE), ("lists", lasting)):
            done, told = 0, 0
            while done < requests:
                done += load(port, request, connections=16, seconds=2).count
                if done >= told + requests // 4:
                    told = done
                    rows.append((what, done, server.memory_mib()))
                    print(f"  {what}: {done:,}, {rows[-1][2]:.0f} MiB", file=sys.stderr)
    return rows


def _lasting_token(port: int) -> str:
    connection = HTTPConnection(HOST, port, timeout=10)
    body = json.dumps({"client_id": CLIENT_ID, "expires_in": 86399})
    connection.request("POST", "/__admin/tokens", body, {"Content-Type": "application/json"})
    token: str = json.loads(connection.getresponse().read())["access_token"]
    connection.close()
    return token
