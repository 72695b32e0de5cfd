"""What journal and fault rules cost a request over a socket, beside a server without either.

`python -m benchmarks.faults [rounds] [requests]`: in every round three new servers, each in a process of its own,
asked in turns over one connection each. A round gives the median time of a request of each; what counts is the
ratio within a round, since its parts were measured side by side.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import figure, table

TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"
VARIANTS = {"without": "without both", "none": "journal, no rule", "rules": "journal, 100 rules"}
PROGRAM = Path(__file__).parent / "programs" / "fault_variants.py"
PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
Ask = Callable[[str], float]


@contextmanager
def serving(variant: str) -> Iterator[Ask]:
    """A server of that variant; gives what asks it for a path and tells the seconds it took."""
    command = [sys.executable, str(PROGRAM), variant]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        pin(process.pid, 0)
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield lambda path: ask(connection, path)[0]
        process.stdin.close()
        process.wait(10)


def pin(pid: int, position: int) -> None:
    """Keep a process on one processor, the servers together: else one of them shares that of the client."""
    if PROCESSORS:
        os.sched_setaffinity(pid, {PROCESSORS[position % len(PROCESSORS)]})


def ask(connection: socket.socket, path: str) -> tuple[float, bytes]:
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
    began = perf_counter()
    connection.sendall(request)
    received = connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    seconds = perf_counter() - began
    assert head.startswith(b"HTTP/1.1 200"), received
    return seconds, body


def invoice_paths() -> list[str]:
    """The paths of all invoices, which are the same for every server of the same seed."""
    from mock_osigu import Sandboxes, create_app  # noqa: PLC0415

    client = create_app(Sandboxes()).test_client()
    listed = client.get("/v1/invoices?size=25", headers={"Authorization": f"Bearer {TOKEN}"})
    return [f"/v1/invoices/{invoice['id']}" for invoice in json.loads(listed.data)["content"]]


def one_round(workloads: dict[str, list[str]], requests: int) -> dict[tuple[str, str], float]:
    """Median microseconds by workload and variant.

    Processes of one program differ by luck, so each round has new ones.
    """
    found = {}
    with ExitStack() as stack:
        servers = {variant: stack.enter_context(serving(variant)) for variant in VARIANTS}
        for name, paths in workloads.items():
            in_turns(servers, paths, requests // 2)  # warm up
            for variant, seconds in in_turns(servers, paths, requests).items():
                found[name, variant] = median(seconds) * 1e6
    return found


def in_turns(servers: dict[str, Ask], paths: list[str], requests: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {variant: [] for variant in servers}
    turns = list(servers.items())
    for number in range(requests):
        turns.append(turns.pop(0))
        for variant, timed in turns:
            times[variant].append(timed(paths[number % len(paths)]))
    return times


def rows(name: str, rounds: list[dict[tuple[str, str], float]]) -> list[list[str]]:
    figures = {variant: figure(each[name, variant] for each in rounds) for variant in VARIANTS}
    return [
        [f"{name}, {VARIANTS[variant]}", mine.text(1), mine.over(figures["without"]).text(3)]
        for variant, mine in figures.items()
    ]


def main(rounds: int = 25, requests: int = 400) -> None:
    pin(0, 1)
    workloads = {"list": ["/v1/invoices?size=1"], "read": invoice_paths()}
    measured = [one_round(workloads, requests) for _ in range(rounds)]
    lines = [row for name in workloads for row in rows(name, measured)]
    print(table(["request", "µs", "over without"], lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
