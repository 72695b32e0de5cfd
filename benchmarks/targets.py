"""What was aimed at, and whether it was reached: every bound is on the median of the ratios inside each round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Figure, figure
from benchmarks.pytest_runs import MANY
from benchmarks.servers import BARE, LIMIT, OURS, RIVALS
from benchmarks.throughput import best

LISTERS = tuple(server for server in RIVALS if server.same_list)
ISSUERS = tuple(server for server in RIVALS if server.same_token and server.token)
COMMANDS = tuple(server for server in RIVALS if server.is_command)
Runs = Mapping[str, list[float]]


@dataclass(frozen=True)
class Target:
    """One line of the table. `margin` is above 1 where the target is met: how much better than the bound."""

    work: str
    aim: str
    measured: str
    margin: float

    @property
    def verdict(self) -> str:
        if self.margin >= 1:
            return "met"
        return f"missed, by a factor of {1 / self.margin:.2f}"


def at_most(work: str, aim: str, bound: float, value: Figure, unit: str, digits: int = 2) -> Target:
    return Target(work, aim, f"{value.text(digits)}{unit}", bound / value.median)


def at_least(work: str, aim: str, bound: float, value: Figure, unit: str) -> Target:
    return Target(work, aim, f"{value.text()}{unit}", value.median / bound)


def targets(results: Mapping[str, Any]) -> Iterator[Target]:
    """Of the sections that were measured."""
    if "load" in results:
        yield from _load(results["load"])
    if "starts" in results:
        yield from _starts(results["starts"])
    if "fixture" in results:
        yield from _fixture(results["fixture"])
    if "pytest" in results:
        yield from _pytest(results["pytest"]["run"], results["pytest"]["processor"])
    yield from _memory(results)
    if "size" in results:
        yield from _size(results["size"]["list p50 us"])


def _load(load: Mapping[str, Any]) -> Iterator[Target]:
    for cell, work, factor, among in (
        ("list c16", "list of 15 invoices, keep-alive, 16 connections", 1.3, LISTERS),
        ("list new", "the same, a new connection for each request", 1.5, LISTERS),
        ("token c16", "token with Basic, keep-alive, 16 connections", 1.3, ISSUERS),
    ):
        ours = figure(load[f"{cell} per_second"][OURS.name])
        name, fastest = best(load, f"{cell} per_second", among, high=True)
        which = "the fastest rival that checks the secret" if among is ISSUERS else "the fastest rival"
        aim = f"at least {factor} x {which}"
        yield at_least(work, aim, factor, ours.over(fastest), f" x {name}")
        if cell == "list c16" and LIMIT.name in load[f"{cell} per_second"]:
            limit = figure(load[f"{cell} per_second"][LIMIT.name])
            yield at_least("the same beside nginx", "at least 0.25 x", 0.25, ours.over(limit), " x")
    for measure, work in (
        ("list c1 p50", "list, 1 connection: median latency"),
        ("list c16 p99", "list, 16 connections: 99th percentile"),
    ):
        name, lowest = best(load, measure, LISTERS, high=False)
        ratio = figure(load[measure][OURS.name]).over(lowest)
        yield at_most(work, "lower than every rival", 1.0, ratio, f" x {name}")


def _starts(starts: Mapping[str, Any]) -> Iterator[Target]:
    ours, bare = (figure(starts["start"][server.name]) for server in (OURS, BARE))
    yield at_most(
        "start to the first answer", "at most 1.4 x bare Flask", 1.4, ours.over(bare), " x bare Flask"
    )
    if any(starts["start"].get(server.name) for server in COMMANDS):
        name, quickest = best(starts, "start", COMMANDS, high=False)
        yield at_most(
            "the same", "below every rival that is a command", 1.0, ours.over(quickest), f" x {name}"
        )
    stop = figure(starts["stop"][OURS.name]).times(1000)
    yield at_most("SIGTERM to the end, idle", "under 50 ms", 50, stop, " ms", 1)
    memory = figure(starts["memory"][OURS.name]).over(figure(starts["memory"][BARE.name]))
    yield at_most("memory after the start", "at most 1.5 x bare Flask", 1.5, memory, " x bare Flask")


def _fixture(fixture: Mapping[str, Any]) -> Iterator[Target]:
    for measure, work, bound in (
        ("first boot", "fixture: first boot after the imports", 8.0),
        ("reset", "fixture: reset", 0.5),
        ("stop", "fixture: stop, a keep-alive client idle", 5.0),
    ):
        value = figure(fixture[measure][OURS.name])
        yield at_most(work, f"under {bound:g} ms", bound, value, " ms")


def _pytest(runs: Runs, processor: Runs) -> Iterator[Target]:
    run = {name: figure(values) for name, values in runs.items()}
    unused = run["plugin unused"].minus(run["without the plugin"]).times(1000)
    yield Target(
        "pytest: plugin installed and unused",
        "at most 5 ms more",
        f"{unused.text(1)} ms",
        5 / max(unused.median, 0.001),
    )
    used = run["one test uses it"].minus(run["plugin unused"]).times(1000)
    yield at_most("pytest: one test that uses it", "at most 170 ms more", 170, used, " ms", 0)
    # By the processor: between two long runs the clock sees too much of what else the machine does.
    ratio = slope(processor, "us").over(slope(processor, "the stub"))
    yield at_most(
        "one test with a token and a list through requests", "at most 1.3 x a stub", 1.3, ratio, " x"
    )


def slope(runs: Runs, whom: str) -> Figure:
    """Milliseconds of one more test."""
    many, one = figure(runs[f"many tests call {whom}"]), figure(runs[f"1 test calls {whom}"])
    return many.minus(one).times(1000 / MANY)


def _memory(results: Mapping[str, Any]) -> Iterator[Target]:
    if "tokens" in results:
        value = figure([results["tokens"]["bytes"]])
        yield at_most("memory of a live token", "at most 250 bytes", 250, value, " bytes", 0)
    if "flat" in results:
        by_what: dict[str, list[tuple[int, float]]] = {}
        for what, count, mib in results["flat"]:
            by_what.setdefault(what, []).append((count, mib))
        for what in ("tokens", "lists"):
            (first, early), (last, late) = by_what[what][0], by_what[what][-1]
            measured = f"{early:.0f} MiB after {first:,}, {late:.0f} MiB after {last:,}"
            work = f"memory under a stream of {'short-lived tokens' if what == 'tokens' else 'lists'}"
            yield Target(work, "flat, within 10 %", measured, 1.1 * early / late)
    if "waiting" in results:
        waiting = results["waiting"]
        added = figure([waiting["memory added"]])
        work = f"{waiting['in flight']:,} requests in a delay of 2 s"
        yield at_most(work, "memory grows by less than 100 MiB", 100, added, " MiB", 0)
        threads = waiting["threads added"]
        yield Target("the same", "no thread each", f"{threads:.0f} more threads", 1 if threads < 10 else 0.1)
        harm = figure([waiting["beside p50"]]).over(figure([waiting["alone p50"]]))
        yield at_most("a token call beside them: median", "unharmed, within 1.5 x", 1.5, harm, " x alone")


def _size(size: Mapping[str, list[float]]) -> Iterator[Target]:
    few = figure(size["few"])
    for name, work in (
        ("many invoices", "a page among 100,000 invoices"),
        ("many tokens", "a token's check among 1,000,000"),
    ):
        yield at_most(work, "within 1.5 x of 100", 1.5, figure(size[name]).over(few), " x")
