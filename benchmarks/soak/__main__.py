"""Soaks a server: `python -m benchmarks.soak`, with `--write` for docs/soak.md, `--requests 400` for a moment of it.

What follows `--` goes to `mock-osigu serve`. Exit status 1 where something failed, never for a time alone.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Any, Final

from benchmarks import growth, rival_data
from benchmarks.install import CHECKOUT, install_ours
from benchmarks.load import is_there
from benchmarks.machine import describe
from benchmarks.process import NeverReady
from benchmarks.soak.drive import CannotBegin, soak
from benchmarks.soak.page import page, printed
from benchmarks.soak.served import serving
from benchmarks.soak.verdicts import WARM_SHARE, Verdict, verdicts
from benchmarks.targets import targets

PAGE: Final = CHECKOUT / "docs" / "soak.md"
REQUESTS: Final = 200_000
SECONDS: Final = 300.0
_ROUNDS: Final = 10


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Soak a server of its own.")
    made.add_argument("--requests", type=int, default=REQUESTS, help="after a warm-up of half as many")
    made.add_argument("--seconds", type=float, default=SECONDS, help="after which no story begins")
    made.add_argument("--seed", type=int, default=0, help="of the mix")
    made.add_argument(
        "--write", action="store_true", help="measure a page of 100,000 too; write docs/soak.md"
    )
    made.add_argument("options", nargs="*", help="for `mock-osigu serve`, after --")
    return made


def main() -> int:
    given = parser().parse_args()
    machine = describe()
    try:
        with serving(given.options) as served, asyncio.Runner(loop_factory=_loop()) as runner:
            tally = runner.run(
                soak(served, round(given.requests / (1 - WARM_SHARE)), seed=given.seed, seconds=given.seconds)
            )
            found = list(verdicts(tally, served.tracebacks()))
    except (NeverReady, CannotBegin, OSError, TimeoutError) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    if given.write:
        found += _size()
        PAGE.write_text(page(tally, found, seed=given.seed, machine=machine), encoding="utf-8")
    print(printed(tally, found))
    return int(any(verdict.fails and verdict.ok is False for verdict in found))


def _size() -> list[Verdict]:
    """A page among 100,000 invoices beside one among 100, where there is wrk to ask for them."""
    if not is_there():
        return [Verdict("a page among 100,000 invoices", "within 1.5 x of 100", "needs wrk", None)]
    install_ours(committed=False)
    rival_data.write()
    size = growth.measure_size(rounds=_ROUNDS, tokens=growth.FEW)
    target = next(target for target in targets({"size": size}) if "invoices" in target.work)
    return [Verdict(target.work, target.aim, target.measured, target.margin >= 1, fails=False)]


def _loop() -> Callable[[], Any]:
    """uvloop's where it is here: the clients are to cost less than the server."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
