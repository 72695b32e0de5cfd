"""What a soak keeps of each request: its time, whether its answer was the one to come, and the memory along the way."""

from array import array
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from benchmarks.soak.mix import Step, Story
from benchmarks.soak.reading import Answer

KEPT: Final = 20  # errors that are told in words
SAMPLES: Final = 50


class Sample(NamedTuple):
    """The server after so many requests: its resident memory, and the seconds of processor that it has spent."""

    requests: int
    mib: float
    cpu: float = 0.0


def _times() -> "array[float]":
    return array("d")


@dataclass
class Tally:
    """`expected` requests will come; `look` measures the server, and is asked each fiftieth of the way.

    Times are in milliseconds, in the order of the answers; `told_due` are the webhooks that the stories stand for.
    """

    expected: int
    look: Callable[[int], Sample]
    done: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    times: "array[float]" = field(default_factory=_times)
    by_story: "defaultdict[str, array[float]]" = field(default_factory=lambda: defaultdict(_times))
    told: int = 0
    told_due: int = 0
    connections: int = 0
    seconds: float = 0.0

    def note(self, story: Story, step: Step, answer: Answer, seconds: float) -> bool:
        """Count an answer; give whether it is the one that was to come."""
        self.done += 1
        if not step.waits:
            self.times.append(seconds * 1000)
        self.by_story[story.name].append(seconds * 1000)
        if self.done * SAMPLES // self.expected > len(self.samples):
            self.samples.append(self.look(self.done))
        if answer.status == step.status:
            return True
        came, due = (status or "no answer" for status in (answer.status, step.status))
        self.fail(f"{story.name}: {step.line}: {came}, not {due}: {answer.text[:300]!r}")
        return False

    def fail(self, what: str) -> None:
        self.wrong += 1
        if len(self.errors) < KEPT:
            self.errors.append(what)
