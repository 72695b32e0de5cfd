"""docs/performance.md from the numbers; all of its words are here."""

from collections.abc import Callable, Mapping
from textwrap import fill
from typing import Any, Final

from benchmarks.figures import figure, table
from benchmarks.fixture import MEASURES
from benchmarks.hot_path import function_table, module_table
from benchmarks.servers import ALL, BARE, LIMIT, OURS, Server
from benchmarks.targets import ISSUERS, LISTERS, slope, targets
from benchmarks.throughput import CELLS, Cell, best
from benchmarks.words import AFTER, BEFORE, EXPLAINED, MISSED

Results = Mapping[str, Any]


def whole_page(results: Results) -> str:
    parts = [
        BEFORE,
        _machine(results),
        _targets(results),
        _starts(results),
        _fixture(results),
        _pytest(results),
        *(_cell(results, cell) for cell in CELLS if "load" in results),
        _memory(results),
        _waiting(results),
        _hot_path(results),
        AFTER,
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def quick_page(results: Results) -> str:
    parts = (_targets(results), _starts(results), _fixture(results), _pytest(results))
    return "\n".join(parts)


def section(name: str, title: str, body: str) -> str:
    """A heading, what the reader must know before the numbers, and the numbers."""
    return f"## {title}\n\n{wrapped(EXPLAINED[name])}\n\n{body}"


def wrapped(text: str) -> str:
    return fill(text, 116, subsequent_indent="  " if text.startswith("- ") else "", break_on_hyphens=False)


def _machine(results: Results) -> str:
    dates = sorted(set(results.get("dates", {}).values()))
    loads = results.get("loads", {})
    busy = ", ".join(f"{name} {load}" for name, load in loads.items())
    rows = [
        *results["machine"].items(),
        ("date", " to ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else ""),
        ("load average after each section", busy),
        ("versions", ", ".join(f"{name} {version}" for name, version in results["versions"].items())),
    ]
    missing = results.get("missing", {})
    if missing:
        rows.append(("not measured", "; ".join(f"{name}: {why}" for name, why in missing.items())))
    lines = "".join(f"| {name} | {value} |\n" for name, value in rows)
    return section("machine", "The machine", f"| | |\n|---|---|\n{lines}")


def _targets(results: Results) -> str:
    rows = [f"| {t.work} | {t.aim} | {t.measured} | {t.verdict} |" for t in targets(results)]
    body = "\n".join(["| work | aimed at | measured | |", "|---|---|---|---|", *rows, ""])
    missed = [t.work for t in targets(results) if t.margin < 1 and t.work in MISSED]
    reasons = "\n".join(wrapped(f"- **{work}**: {MISSED[work]}") for work in dict.fromkeys(missed))
    why = f"\nWhat was missed, and why:\n\n{reasons}\n" if missed else ""
    return section("targets", "What was aimed at", body + why)


def _starts(results: Results) -> str:
    if "starts" not in results:
        return ""
    starts = results["starts"]
    bare = figure(starts["start"][BARE.name])

    def row(server: Server) -> tuple[str, ...]:
        start = figure(starts["start"][server.name])
        memory, stop = figure(starts["memory"][server.name]), figure(starts["stop"][server.name])
        ratio = start.over(bare).text()
        spent = figure(starts["start cpu"][server.name]).times(1000).text(0)
        times = (start.times(1000).text(0), ratio, spent)
        return server.name, *times, memory.text(0), stop.times(1000).text(1)

    times = ("first answer, ms", "x bare Flask", "processor until then, ms")
    heads = ("server", *times, "memory then, MiB", "SIGTERM to its end, ms")
    there = [row(server) for server in ALL if starts["start"].get(server.name)]
    return section("starts", "Starting and stopping a command", table(heads, there))


def _fixture(results: Results) -> str:
    if "fixture" not in results:
        return ""
    fixture = results["fixture"]
    rows = []
    for measure in (*MEASURES, "reset"):
        ours = figure(fixture[measure][OURS.name])
        theirs = fixture[measure].get(BARE.name)
        others = (figure(theirs).text(), ours.over(figure(theirs)).text(3)) if theirs else ("-", "-")
        rows.append((measure, ours.text(), *others))
    heads = ("", "mock-osigu, ms", "bare Flask, ms", "ratio")
    return section("fixture", "The server in a test's own process", table(heads, rows))


def _pytest(results: Results) -> str:
    if "pytest" not in results:
        return ""
    runs, processor = results["pytest"]["run"], results["pytest"]["processor"]
    rows = [
        (name, figure(values).times(1000).text(0), figure(processor[name]).times(1000).text(0))
        for name, values in runs.items()
    ]
    whose = ("the stub", "us", "us, no reset")
    stub = slope(processor, "the stub")
    more = [
        (
            whom,
            slope(runs, whom).text(),
            slope(processor, whom).text(),
            slope(processor, whom).over(stub).text(),
        )
        for whom in whose
    ]
    body = table(("run of pytest", "ms", "processor, ms"), rows)
    body += "\n" + table(("one more test that calls", "ms", "processor, ms", "x the stub"), more)
    return section("pytest", "Whole runs of pytest", body)


def _cell(results: Results, cell: Cell) -> str:
    load = results["load"]
    rate = load[f"{cell.name} per_second"]
    among = ISSUERS if cell.is_token else LISTERS
    _, fastest = best(load, f"{cell.name} per_second", among, high=True)
    limit = figure(rate[LIMIT.name]) if LIMIT.name in rate else None

    def row(server: Server) -> tuple[str, ...]:
        ours = figure(rate[server.name])
        same = server.kind != "rival" or server in among
        return (
            server.name if same else f"{server.name} (other work)",
            ours.text(0),
            ours.over(figure(rate[BARE.name])).text(1),
            ours.over(fastest).text(),
            ours.over(limit).text() if limit else "-",
            figure(load[f"{cell.name} cpu us"][server.name]).text(0),
            figure(load[f"{cell.name} p50"][server.name]).text(),
            figure(load[f"{cell.name} p99"][server.name]).text(),
        )

    ratios = ("x bare Flask", "x fastest rival", "x nginx")
    heads = ("server", "a second", *ratios, "processor, µs each", "p50, ms", "p99, ms")
    rows = [row(server) for server in ALL if rate.get(server.name)]
    title = f"## Load: {cell.title}\n\n"
    before = f"{wrapped(EXPLAINED['load'])}\n\n{_notes()}\n" if cell is CELLS[0] else ""
    return title + before + table(heads, rows)


def _notes() -> str:
    return "".join(f"- {server.name}: {server.note}\n" for server in ALL if server.note)


def _memory(results: Results) -> str:
    parts = [part(results) for name, part in _MEMORY.items() if name in results]
    return section("memory", "Memory, and much of everything", "\n".join(parts)) if parts else ""


def _memory_after(results: Results) -> str:
    after = results["load"]["memory after"]
    there = [server.name for server in ALL if after.get(server.name)]
    rows = [(name, figure(after[name]).text(0)) for name in there]
    return table(("server", "MiB after all the load above"), rows)


def _memory_in_stream(results: Results) -> str:
    rows = [(what, f"{count:,}", f"{mib:.0f}") for what, count, mib in results["flat"]]
    return table(("stream of", "requests so far", "MiB"), rows)


def _memory_of_a_token(results: Results) -> str:
    found = results["tokens"]
    row = ("a live token", f"{found['bytes']:.0f}", f"{found['tokens']:,.0f}")
    return table(("memory of", "bytes", "over so many"), [row])


def _size(results: Results) -> str:
    size = {name: figure(values) for name, values in results["size"]["list p50 us"].items()}
    rows = [(name, each.text(0), each.over(size["few"]).text()) for name, each in size.items()]
    return table(("list call of a server with", "p50, µs", "x few"), rows)


_MEMORY: Final[Mapping[str, Callable[[Results], str]]] = {
    "load": _memory_after,
    "flat": _memory_in_stream,
    "tokens": _memory_of_a_token,
    "size": _size,
}
"""Section of the results → its table."""


def _waiting(results: Results) -> str:
    if "waiting" not in results:
        return ""
    found = results["waiting"]
    rows = [
        ("requests in the delay at once", f"{found['in flight']:,.0f}"),
        ("good answers", f"{found['good answers']:,.0f}"),
        ("seconds until all were in their delay", f"{found['all in after']:.2f}"),
        ("seconds until all had their answer", f"{found['seconds']:.2f}"),
        ("memory added, MiB", f"{found['memory added']:.0f}"),
        ("threads added", f"{found['threads added']:.0f}"),
        ("a token call alone, p50 and p99, ms", f"{found['alone p50']:.2f}, {found['alone p99']:.2f}"),
        ("a token call beside them, the same", f"{found['beside p50']:.2f}, {found['beside p99']:.2f}"),
    ]
    return section("waiting", "Thousands of slow answers", table(("", ""), rows))


def _hot_path(results: Results) -> str:
    if "hot path" not in results:
        return ""
    found = results["hot path"]
    parts = (
        ("whole", "whole request"),
        ("app", "of that the app"),
        ("with log", "whole, with the access log"),
    )
    rows = [(label, *(f"{each[part]:.0f}" for each in found.values())) for part, label in parts]
    rows.append(
        ("bare Flask's app, for comparison", *(f"{each['bare Flask']:.0f}" for each in found.values()))
    )
    rows.append(("calls of Python functions", *(f"{each['calls']:.0f}" for each in found.values())))
    body = table(("no socket, microseconds", *found), rows) + "\n" + module_table(found, 24)
    for name, each in found.items():
        body += f"\n{name}: the functions that take most, with what they call in C:\n\n"
        body += function_table(each, 14)
    return section("hot path", "Where a request's microseconds go", body)
