"""Measures and writes docs/performance.md: `python -m benchmarks.run`, or `--quick` for bare Flask alone.

Each section's numbers are kept in the cache, so that `--only SECTION` measures that one anew and leaves the rest.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks import fixture, growth, hot_path, load, machine, pytest_runs, rival_data, throughput, waiting
from benchmarks.install import CACHE, CHECKOUT, install_ours, install_rivals
from benchmarks.page import quick_page, whole_page
from benchmarks.servers import ALL, BARE, OURS

RESULTS: Final = CACHE / "results.json"
PAGE: Final = CHECKOUT / "docs" / "performance.md"

Section = Callable[[argparse.Namespace], Any]

QUICK: Final[dict[str, Section]] = {
    "starts": lambda _: throughput.measure_starts((OURS, BARE), rounds=10),
    "fixture": lambda _: fixture.measure(rounds=5, requests=200),
    "pytest": lambda _: pytest_runs.measure(rounds=3, cheap_times=3),
}
WHOLE: Final[dict[str, Section]] = {
    "starts": lambda given: throughput.measure_starts(ALL, rounds=given.rounds),
    "fixture": lambda given: fixture.measure(rounds=2 * given.rounds, requests=400),
    "pytest": lambda given: pytest_runs.measure(rounds=given.rounds, cheap_times=5),
    "load": lambda given: throughput.measure(ALL, rounds=given.rounds, seconds=given.seconds),
    "size": lambda given: growth.measure_size(rounds=2 * given.rounds, tokens=given.tokens),
    "tokens": lambda _: growth.measure_tokens(seconds=8),
    "flat": lambda given: growth.measure_flatness(requests=given.requests),
    "waiting": lambda _: waiting.measure(),
    "hot path": lambda _: hot_path.measure(),
}
_NEED_WRK: Final = frozenset({"load", "size", "tokens", "flat"})


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description="How fast mock-osigu is, beside bare Flask and its rivals.")
    made.add_argument("--quick", action="store_true", help="bare Flask alone; prints, and writes no page")
    made.add_argument("--committed", action="store_true", help="the last commit, not the files as they are")
    made.add_argument("--only", nargs="+", choices=list(WHOLE), default=list(WHOLE), metavar="SECTION")
    made.add_argument("--rounds", type=int, default=5, help="how often each server is measured")
    made.add_argument("--seconds", type=int, default=1, help="of load in a cell of a round")
    made.add_argument(
        "--requests", type=int, default=1_000_000, help="tokens, then lists, that memory is watched for"
    )
    made.add_argument("--tokens", type=int, default=1_000_000, help="live tokens where there are many")
    return made


def main() -> None:
    given = parser().parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    told("installing")
    install_ours(committed=given.committed)
    if given.quick:
        rival_data.write()
        print(quick_page({name: measure(given) for name, measure in each_of(QUICK, QUICK)}))
        return
    missing = install_rivals()
    if not load.is_there():
        missing["wrk"] = "install it from the machine's packages; without it nothing is loaded"
    rival_data.write()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results |= {"machine": machine.describe(), "versions": machine.versions(), "missing": missing}
    for name, measure in each_of(WHOLE, given.only):
        if name in _NEED_WRK and not load.is_there():
            continue
        results[name] = measure(given)
        results.setdefault("dates", {})[name] = f"{datetime.now(UTC):%Y-%m-%d}"
        results.setdefault("loads", {})[name] = machine.load_average()
        RESULTS.write_text(json.dumps(results))
    PAGE.write_text(whole_page(results))
    told(f"wrote {PAGE}")


def each_of(sections: dict[str, Section], wanted: Any) -> Any:
    for name in wanted:
        told(f"measuring: {name}")
        yield name, sections[name]


def told(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    main()
