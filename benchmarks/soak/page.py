"""What a soak showed, in Markdown: printed, and with `--write` docs/soak.md."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from benchmarks.figures import percentile, table
from benchmarks.machine import load_average
from benchmarks.soak.drive import CONNECTIONS, DEADLINE_SECONDS
from benchmarks.soak.mix import DELAY_SECONDS, MIX, Story
from benchmarks.soak.served import TTL_SECONDS
from benchmarks.soak.tally import Tally
from benchmarks.soak.verdicts import FEWEST, Verdict, slope, spread

_BEFORE: Final = f"""
<!-- written by `make soak`: change benchmarks/soak/page.py, not this -->

# What it does under load

One server, as `mock-osigu serve` starts it, with its journal and its access log, gets mixed requests over
{CONNECTIONS} keep-alive connections as fast as it answers. Every answer has a status to be, and none may take longer
than {DEADLINE_SECONDS:g} seconds. Tokens live {TTL_SECONDS} seconds here, so they expire and are swept all the time.
The mix is drawn with a seed: the same requests come each time.

`make soak` does it anew and writes this page; a smaller run only prints:

    .venv/bin/python -m benchmarks.soak --requests 10000

It ends with status 1 for a wrong answer, a traceback in the server's log, or memory that grows. A time alone fails
nothing: it says as much of the machine as of the server. Beside it, [performance.md](performance.md) has what a
request costs.
"""
_MIX: Final = f"""
A story is some requests of one client in a row. What it makes it takes away again, or it makes it in a sandbox that
goes with it, so nothing is left to grow. Due is one status for each request, and `none` where a fault rule breaks the
connection. Times are of a request. One of the faults is a delay of {DELAY_SECONDS * 1000:.0f} ms, and the webhooks wait
for their receiver; neither counts in the verdicts on latency.
"""
_MEMORY: Final = """
Resident memory, of the server's process alone. It grows while the journal fills, which keeps 10,000 exchanges, and
until there are as many dead tokens as are remembered, 10,000 to 25,000. The first third of the requests is warm-up,
and counts for nothing but errors.
"""


def printed(tally: Tally, found: Sequence[Verdict]) -> str:
    """The tables alone, and the first errors in words."""
    errors = "".join(f"- {error}\n" for error in tally.errors)
    parts = (_verdicts(found), _mix(tally), _samples(tally), errors)
    return "\n".join(part for part in parts if part)


def page(tally: Tally, found: Sequence[Verdict], *, seed: int, machine: Mapping[str, str]) -> str:
    parts = (
        _BEFORE,
        _words(("", ""), list(_run(tally, seed, machine).items())),
        "## Verdicts",
        _verdicts(found),
        "## The mix",
        _MIX,
        _mix(tally),
        "## Memory",
        _MEMORY,
        _samples(tally),
        "".join(f"- {error}\n" for error in tally.errors),
    )
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _run(tally: Tally, seed: int, machine: Mapping[str, str]) -> Mapping[str, str]:
    rate = tally.done / tally.seconds if tally.seconds else 0.0
    return {
        **machine,
        "load average at the end": load_average(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "requests, seed": f"{tally.done:,}, {seed}",
        "time": f"{tally.seconds:.0f} s, {rate:,.0f} requests a second, the clients on the same machine",
        "connections made": f"{tally.connections:,}: {CONNECTIONS}, and one more for each that a fault broke",
        "webhooks delivered": f"{tally.told:,}",
    }


def _verdicts(found: Sequence[Verdict]) -> str:
    return _words(("", "bound", "measured", ""), [(v.what, v.bound, v.measured, v.word) for v in found])


def _mix(tally: Tally) -> str:
    heads = ("story", "% of the requests", "sent", "median, ms", "99th percentile, ms", "statuses due")
    return table(heads, [_story(tally, story) for story in MIX])


def _story(tally: Tally, story: Story) -> Sequence[str]:
    times = tally.by_story.get(story.name)
    shown = [f"{percentile(times, share):.2f}" for share in (0.5, 0.99)] if times else ["-", "-"]
    due = " ".join(str(step.status or "none") for step in story.steps)
    return story.name, str(story.share), f"{len(times or ()):,}", *shown, due


def _samples(tally: Tally) -> str:
    if len(tally.samples) < FEWEST:
        return ""
    fitted = "".join(
        f"Over the last {share:.0%} of what counts: {slope(tally.samples, share):+.1f} KiB for each 1,000 requests "
        f"by a fitted line, {spread(tally.samples, share):.1f} MiB between the lowest and the highest.\n"
        for share in (0.8, 0.5)
    )
    rows = [(f"{sample.requests:,}", f"{sample.mib:.1f}") for sample in tally.samples[4::5]]
    return f"{table(('requests', 'MiB'), rows)}\n{fitted}"


def _words(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of text alone."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
