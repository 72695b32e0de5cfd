"""Whether the soak was passed: what is wrong fails it, a time alone never does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import linear_regression
from typing import Final

from benchmarks.figures import percentile
from benchmarks.soak.tally import Sample, Tally

GROWTH_MIB: Final = 2.0
LATENCY_RATIO: Final = 1.2
WARM_SHARE: Final = 1 / 3
"""Of all requests: a warm-up comes first, half as long as what counts. Memory fills up to its bounds in it."""
_TENTH: Final = (1 - WARM_SHARE) / 10
_LAST: Final = 1 - _TENTH
FEWEST: Final = 10  # samples that a line can be fitted through
JUDGED_FROM: Final = 100_000
"""Requests below which memory and latency are not judged."""


@dataclass(frozen=True)
class Verdict:
    """`ok` of None: there was too little to judge. `fails`: whether a bad one fails the soak."""

    what: str
    bound: str
    measured: str
    ok: bool | None
    fails: bool = True

    @property
    def word(self) -> str:
        if self.ok is None:
            return "not judged"
        return "passed" if self.ok else "FAILED" if self.fails else "missed"


@dataclass(frozen=True)
class Latency:
    """Median and 99th percentile, in milliseconds."""

    p50: float
    p99: float


def verdicts(tally: Tally, tracebacks: int) -> Iterator[Verdict]:
    """Of one run; `tracebacks` is how many the server printed."""
    right = f"{tally.wrong:,} errors in {tally.done:,} answers"
    yield Verdict("every answer is the one expected", "no error", right, not tally.wrong and tally.done > 0)
    yield Verdict("the server's log", "no traceback", f"{tracebacks} tracebacks", not tracebacks)
    yield Verdict(
        "all requests were sent",
        f"{tally.expected:,} within the time",
        f"{tally.done:,} in {tally.seconds:.0f} s",
        tally.done >= tally.expected,
        fails=False,
    )
    yield memory(tally.samples, tally.done)
    judged = tally.done >= JUDGED_FROM
    yield from latency(tally.times, judged=judged)
    yield processor(tally.samples, judged=judged)


def memory(samples: Sequence[Sample], requests: int) -> Verdict:
    """By a line fitted through the last half of the samples, which no single one of them decides."""
    what = "memory of the server over the last half of the requests"
    bound = f"grows by at most {GROWTH_MIB:g} MiB"
    if requests < JUDGED_FROM or len(samples) < FEWEST:
        return Verdict(what, bound, f"fewer than {JUDGED_FROM:,} requests", None)
    kept = _last(samples, 0.5)
    grown = slope(samples, 0.5) * (kept[-1].requests - kept[0].requests) / 1000 / 1024
    return Verdict(what, bound, f"{grown:+.2f} MiB", grown <= GROWTH_MIB)


def latency(times: Sequence[float], *, judged: bool) -> Iterator[Verdict]:
    first, last = tenth(times, WARM_SHARE), tenth(times, _LAST)
    for name, before, after in (("median", first.p50, last.p50), ("99th percentile", first.p99, last.p99)):
        ratio = after / before if before else 1.0
        text = f"{ratio:.2f} x ({before:.2f} ms, {after:.2f} ms)"
        what = f"latency of the last tenth over the first after warm-up: {name}"
        ok = ratio <= LATENCY_RATIO if judged else None
        yield Verdict(what, f"at most {LATENCY_RATIO:g} x", text, ok, fails=False)


def processor(samples: Sequence[Sample], *, judged: bool) -> Verdict:
    """What a request costs the server, which other work on the machine changes less than its latency."""
    what = "processor of the server for a request, the last tenth over the first after warm-up"
    bound = f"at most {LATENCY_RATIO:g} x"
    if len(samples) < FEWEST:
        return Verdict(what, bound, "too few samples", None, fails=False)
    first, last = (_micros(samples, begin) for begin in (WARM_SHARE, _LAST))
    text = f"{last / first:.2f} x ({first:.0f} µs, {last:.0f} µs)" if first else "none spent"
    return Verdict(what, bound, text, last <= LATENCY_RATIO * first if judged else None, fails=False)


def _micros(samples: Sequence[Sample], begin: float) -> float:
    """Of a request in a tenth of what counts, that begins at a share (0 to 1) of all samples."""
    before = samples[max(0, round(begin * len(samples)) - 1)]
    after = samples[round((begin + _TENTH) * len(samples)) - 1]
    return (after.cpu - before.cpu) / max(1, after.requests - before.requests) * 1e6


def tenth(times: Sequence[float], begin: float) -> Latency:
    """Of a tenth of what counts, that begins at a share (0 to 1) of all requests."""
    part = times[round(begin * len(times)) : round((begin + _TENTH) * len(times))] or [0.0]
    return Latency(percentile(part, 0.5), percentile(part, 0.99))


def slope(samples: Sequence[Sample], last: float) -> float:
    """KiB for each 1,000 requests, by a fit over the `last` share (0 to 1) of what counts."""
    kept = _last(samples, last)
    fit = linear_regression(
        [sample.requests / 1000 for sample in kept], [sample.mib * 1024 for sample in kept]
    )
    return fit.slope


def spread(samples: Sequence[Sample], last: float) -> float:
    """MiB between the lowest and the highest of the `last` share of what counts."""
    kept = [sample.mib for sample in _last(samples, last)]
    return max(kept) - min(kept)


def _last(samples: Sequence[Sample], share: float) -> Sequence[Sample]:
    return samples[round(len(samples) * (1 - share * (1 - WARM_SHARE))) :]
