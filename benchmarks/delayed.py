"""Many requests in one delay: what they cost the server, and what another client feels of it.

`python benchmarks/delayed.py [count] [seconds]`, by default 5,000 requests in a delay of 2 s, against
`mock-osigu serve` in a process of its own. Needs Linux, and two descriptors for each request.
"""

import json
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"
DEADLINE_SECONDS = 60.0
BATCH = 500


class Served:
    """The server's process, seen from outside."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def status(self, name: str) -> int:
        """A number of /proc: `VmRSS` in KiB, `Threads`."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", text)[1])

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def serving() -> Iterator[Served]:
    command = [sys.executable, "-m", "mock_osigu", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=Path(__file__).parents[1]
    )
    try:
        line = process.stdout.readline()
        yield Served(process, int(line.rpartition(":")[2]))
    finally:
        process.terminate()
        process.wait(10)


def request(page: int) -> bytes:
    path = f"/v1/invoices?size=1&page={page}"
    return f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()


def other(connection: HTTPConnection) -> float:
    """Milliseconds of one call that is not delayed."""
    began = time.perf_counter()
    connection.request("GET", "/v1/invoices?size=1", headers={"Authorization": f"Bearer {TOKEN}"})
    assert connection.getresponse().read()
    return (time.perf_counter() - began) * 1000


def send_all(stack: ExitStack, served: Served, count: int) -> list[socket.socket]:
    clients = []
    for _ in range(count):
        client = stack.enter_context(
            socket.create_connection(("127.0.0.1", served.port), timeout=DEADLINE_SECONDS)
        )
        client.sendall(request(2))
        clients.append(client)
    return clients


def main(count: int, seconds: float) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with serving() as served, ExitStack() as stack:
        connection = HTTPConnection("127.0.0.1", served.port, timeout=DEADLINE_SECONDS)
        stack.callback(connection.close)
        rule = {"match": {"query": {"page": "2"}}, "effect": {"delay_seconds": seconds}}
        connection.request("POST", "/__admin/faults", json.dumps(rule), {"Content-Type": "application/json"})
        assert connection.getresponse().read()
        before = [other(connection) for _ in range(BATCH)]
        memory, cpu = served.status("VmRSS"), served.cpu_seconds()

        began = time.perf_counter()
        clients = send_all(stack, served, count)
        sent = time.perf_counter() - began
        # Answered after all of them were read, and, if there is time, before the first of them is due.
        beside = [other(connection) for _ in range(BATCH)]
        held = time.perf_counter() - began < seconds
        grown, threads = served.status("VmRSS") - memory, served.status("Threads")
        for client in clients:
            assert client.recv(65536).startswith(b"HTTP/1.1 200"), "an answer did not come"
        total = time.perf_counter() - began
        cpu = served.cpu_seconds() - cpu
    print(
        f"{count} requests in a delay of {seconds} s: all answered after {total:.2f} s ({sent:.2f} s to send)"
    )
    print(f"  memory +{grown / 1024:.1f} MiB ({grown * 1024 / count:.0f} bytes each), threads {threads}")
    print(f"  CPU of the server {cpu * 1e6 / count:.0f} us for each")
    all_or_some = "all of them held" if held else "some of them answered already"
    print(
        f"  another client's call, median {statistics.median(before):.3f} ms before, "
        f"{statistics.median(beside):.3f} ms with {all_or_some} (ratio "
        f"{statistics.median(beside) / statistics.median(before):.2f}), slowest {max(beside):.1f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, float(sys.argv[2]) if len(sys.argv) > 2 else 2.0)
