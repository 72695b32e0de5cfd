"""Every server under wrk, one after the other, in rounds; and how long each takes to start, to stop, and its memory."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from benchmarks.figures import Figure, figure
from benchmarks.install import CannotInstall
from benchmarks.load import Load, NoLoad, load
from benchmarks.process import NeverReady, Process, Request, free_port
from benchmarks.servers import Server

Results = dict[str, dict[str, list[float]]]
Measured = Mapping[str, Mapping[str, list[float]]]
"""measure → server → one value a round, always in the order of the rounds."""


@dataclass(frozen=True)
class Cell:
    """One way to load a server."""

    name: str
    title: str
    connections: int
    is_token: bool = False
    close: bool = False
    unlike: bool = False

    def request(self, server: Server) -> Request | None:
        return server.token if self.is_token else server.listing


CELLS: Final = (
    Cell("list c1", "list, keep-alive, 1 connection", 1),
    Cell("list c16", "list, keep-alive, 16 connections", 16),
    Cell("list unlike", "list, keep-alive, 16 connections, no two requests alike", 16, unlike=True),
    Cell("list new", "list, a new connection each, 16 at a time", 16, close=True),
    Cell("token c16", "token with Basic, keep-alive, 16 connections", 16, is_token=True),
)
_SETTLE: Final = 8  # connections of the warm-up


def measure(servers: Sequence[Server], *, rounds: int, seconds: int) -> Results:
    """Load in every cell; measures are `list c1 per_second`, `… p50`, `… p99`, `… cpu us`, and `memory after`."""
    results: Results = defaultdict(lambda: defaultdict(list))
    for number in range(rounds):
        for server in servers:
            with_server(server, partial(_one_round, results, server, seconds))
        print(f"  round {number + 1} of {rounds} done", file=sys.stderr)
    return results


def measure_starts(servers: Sequence[Server], *, rounds: int) -> Results:
    """Seconds to the first answer, `start`, and of the processor; memory then; seconds from SIGTERM to the end."""
    results: Results = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + 1):  # the first fills the machine's caches, and does not count
        for server in servers:
            try:
                port = free_port()
                with server.start(port) as process:
                    took = process.wait_until(port, server.listing)
                    spent, memory = process.cpu_seconds(), process.memory_mib()
                    stopped = process.stop()
            except (NeverReady, CannotInstall) as reason:
                print(f"  {server.name} does not start: {reason}", file=sys.stderr)
                continue
            if number:
                results["start"][server.name].append(took)
                results["start cpu"][server.name].append(spent)
                results["memory"][server.name].append(memory)
                results["stop"][server.name].append(stopped)
    return results


def with_server(server: Server, use: Callable[[Process, int], None]) -> None:
    """Start, wait, use, end; a server that fails is told of and left out."""
    port = free_port()
    try:
        with server.start(port) as process:
            process.wait_until(port, server.listing)
            use(process, port)
    except (NeverReady, NoLoad, CannotInstall) as reason:
        print(f"  {server.name} gives no figures: {reason}", file=sys.stderr)


def _one_round(results: Results, server: Server, seconds: int, process: Process, port: int) -> None:
    load(port, server.listing, connections=_SETTLE, seconds=server.warm_seconds)
    for cell in CELLS:
        request = cell.request(server)
        if request is None:
            continue
        before = process.cpu_seconds()
        how = {"close": cell.close, "unlike": cell.unlike}
        measured = load(port, request, connections=cell.connections, seconds=seconds, **how)
        spent = process.cpu_seconds() - before
        _keep(results, cell.name, server.name, measured)
        results[f"{cell.name} cpu us"][server.name].append(spent / measured.count * 1e6)
    results["memory after"][server.name].append(process.memory_mib())


def _keep(results: Results, cell: str, server: str, measured: Load) -> None:
    results[f"{cell} per_second"][server].append(measured.per_second)
    results[f"{cell} p50"][server].append(measured.p50)
    results[f"{cell} p99"][server].append(measured.p99)


def best(results: Measured, measure_name: str, among: Iterable[Server], *, high: bool) -> tuple[str, Figure]:
    """The server of `among` with the best median, and its figures."""
    found = results[measure_name]
    there = {server.name: figure(found[server.name]) for server in among if found.get(server.name)}
    name = (max if high else min)(there, key=lambda each: there[each].median)
    return name, there[name]
