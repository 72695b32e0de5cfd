"""What is to happen at a time of the sandbox's clock: jobs in the store, run in the order of their due times.

A job changes state only; it is run before a request looks, so that time moves things and reading does not.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from mock_osigu.core.collection import Collection, Index
from mock_osigu.core.counters import COUNTERS, take
from mock_osigu.core.store import Store

R = TypeVar("R")


class Job(NamedTuple):
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

    def cancel(self, kind: str, subject: str | None = None) -> None:
        """Take back every job of a kind: those for one subject, or all."""
        with self._store.transaction() as tx:
            for job in tx.all(JOBS):
                if job.kind == kind and subject in (None, job.subject):
                    tx.delete(JOBS, job.number)

    def clear(self) -> None:
        with self._store.transaction() as tx:
            for job in tx.all(JOBS):
                tx.delete(JOBS, job.number)

    def next(self) -> Job | None:
        """The job that is due first."""
        if not self._store.size(JOBS):
            return None
        return self._store.scan(JOBS, "due", "all", limit=1)[0]

    def run_next(self, until: datetime, run: Callable[[Job], R]) -> tuple[Job, R] | None:
        """Run the job that is due first, if that is at `until` or before; it and what it did are one transaction."""
        with self._store.transaction() as tx:
            job = self.next()
            if job is None or job.due > until:
                return None
            tx.delete(JOBS, job.number)
            return job, run(job)

    def run_due(self, until: datetime, run: Callable[[Job], object]) -> list[Job]:
        """Run every job due at `until` or before, in order, also those that the running ones add."""
        ran: list[Job] = []
        while (done := self.run_next(until, run)) is not None:
            ran.append(done[0])
        return ran
