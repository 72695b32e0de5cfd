"""Numbers of several rounds: their median with its spread, and ratios taken inside each round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """The same thing measured once a round. A round's neighbours in time are compared, never far ones."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.rounds), max(self.rounds)

    def over(self, other: Figure) -> Figure:
        """The ratio in each round. Rounds that either has alone do not count."""
        return Figure(tuple(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=False)))

    def minus(self, other: Figure) -> Figure:
        return Figure(tuple(mine - theirs for mine, theirs in zip(self.rounds, other.rounds, strict=False)))

    def times(self, factor: float) -> Figure:
        return Figure(tuple(value * factor for value in self.rounds))

    def text(self, digits: int = 2) -> str:
        """`1.23 (1.10 to 1.40)`; the median alone where there was one round."""
        low, high = self.spread
        if len(self.rounds) == 1:
            return f"{self.median:,.{digits}f}"
        return f"{self.median:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def figure(values: Iterable[float]) -> Figure:
    return Figure(tuple(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all are at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    lines = [
        "| " + " | ".join(heads) + " |",
        "|---|" + "---:|" * (len(heads) - 1),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n"
