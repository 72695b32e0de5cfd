"""Jobs: run in the order of their due times, each with what it does as one transaction."""

from datetime import UTC, datetime, timedelta

import pytest

from mock_osigu.core.schedule import JOBS, Job, Schedule
from mock_osigu.core.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def subjects(jobs: list[Job]) -> str:
    return "".join(job.subject for job in jobs)


def test_jobs_run_by_time_and_those_of_one_time_as_they_were_made() -> None:
    schedule = Schedule(Store())
    for hours, subject in ((3, "d"), (1, "a"), (2, "b"), (2, "c"), (4, "e")):
        schedule.add(at(hours), "ring", subject)

    assert subjects(schedule.run_due(at(3), lambda _: None)) == "abcd"
    left = schedule.next()
    assert left is not None
    assert left.subject == "e"


def test_a_job_that_a_running_one_adds_runs_too_if_it_is_due() -> None:
    schedule = Schedule(Store())
    schedule.add(at(1), "ring", "a")

    def again(job: Job) -> None:
        if len(job.subject) < 3:
            schedule.add(job.due + timedelta(hours=1), "ring", job.subject + "a")

    assert [job.subject for job in schedule.run_due(at(2), again)] == ["a", "aa"]
    assert [job.subject for job in schedule.run_due(at(3), again)] == ["aaa"]


def test_nothing_is_run_before_its_time() -> None:
    schedule = Schedule(Store())
    schedule.add(at(1), "ring", "a")

    assert schedule.run_next(at(0.999), lambda job: job.subject) is None
    done = schedule.run_next(at(1), lambda job: job.subject)
    assert done is not None
    assert done[1] == "a"
    assert schedule.run_next(at(9), lambda job: job.subject) is None


def test_a_job_that_fails_is_still_there_and_nothing_of_it_is() -> None:
    store = Store()
    schedule = Schedule(store)
    schedule.add(at(1), "ring", "a")

    def fail(_: Job) -> None:
        schedule.add(at(5), "ring", "half done")
        raise LookupError

    with pytest.raises(LookupError):
        schedule.run_next(at(1), fail)
    assert subjects(store.all(JOBS)) == "a"


def test_jobs_are_cancelled_by_kind_and_subject_or_by_kind() -> None:
    store = Store()
    schedule = Schedule(store)
    for kind, subject in (("ring", "a"), ("ring", "b"), ("call", "c"), ("ring", "a")):
        schedule.add(at(1), kind, subject)

    schedule.cancel("ring", "a")
    assert subjects(store.all(JOBS)) == "bc"
    schedule.cancel("ring")
    assert subjects(store.all(JOBS)) == "c"
