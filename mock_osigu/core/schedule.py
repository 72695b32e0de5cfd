"""What is to happen at a time of the sandbox's clock: jobs in the store, run in the order of their due times.

A job changes state only; it is run before a request looks, so that time moves things and reading does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mock_osigu.core.counters import COUNTERS, take
from mock_osigu.core.store import Collection, Index, Store


@dataclass(frozen=True)
class Job:
    """`kind` says what to do, `subject` to which thing; `number` puts jobs of one time in the order of their making."""

    number: int
    due: datetime
    kind: str
    subject: str


def _number(job: Job) -> int:
    return job.number


def _together(_: Job) -> str:
    return "all"


def _due(job: Job) -> datetime:
    return job.due


JOBS: Final = Collection("jobs", Job, key=_number, part="data", indexes={"due": Index(_together, _due)})


class Schedule:
    """The jobs of one sandbox."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, due: datetime, kind: str, subject: str) -> Job:
        with self._store.transaction() as tx:
            job = Job(take(tx, COUNTERS, "jobs"), due, kind, subject)
            tx.put(JOBS, job)
        return job

    def cancel(self, kind: str, subject: str) -> None:
        """Take back every job of a kind for a subject."""
        with self._store.transaction() as tx:
            for job in tx.all(JOBS):
                if job.kind == kind and job.subject == subject:
                    tx.delete(JOBS, job.number)

    def next(self) -> Job | None:
        """The job that is due first."""
        first = self._store.scan(JOBS, "due", "all", limit=1)
        return first[0] if first else None

    def run_due(self, until: datetime, run: Callable[[Job], None]) -> list[Job]:
        """Run every job due at `until` or before, in order, also those that the running ones add."""
        ran: list[Job] = []
        while (job := self.next()) is not None and job.due <= until:
            with self._store.transaction() as tx:
                tx.delete(JOBS, job.number)
                run(job)
            ran.append(job)
        return ran
