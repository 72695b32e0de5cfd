"""The soak, a moment of it, as a real process; and that what is wrong fails it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from benchmarks.soak import verdicts
from benchmarks.soak.mix import MIX, plan
from benchmarks.soak.reading import split
from benchmarks.soak.tally import Sample, Tally

CHECKOUT = Path(__file__).parents[2]
DEADLINE_SECONDS = 120


def soak(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.soak", *options]
    return subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False
    )


def test_every_answer_is_the_one_expected() -> None:
    done = soak("--requests", "400")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "| every answer is the one expected | no error | 0 errors in 6" in done.stdout
    assert "| the server's log | no traceback | 0 tracebacks | passed |" in done.stdout
    for story in MIX:
        assert f"| {story.name} | {story.share} | " in done.stdout


def test_other_answers_fail_it() -> None:
    done = soak("--requests", "400", "--", "--enforce-limits")

    assert done.returncode == 1
    assert "| every answer is the one expected | no error | 0 errors" not in done.stdout
    assert "| FAILED |" in done.stdout
    assert "\n- a token: POST /v1/oauth/token?grant_type=client_credentials: 429, not 200: " in done.stdout


def test_a_server_without_what_it_needs_fails_it() -> None:
    done = soak("--requests", "400", "--", "--no-control")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("FAILED: POST /__admin/faults: 404: ")


def test_a_server_that_does_not_start_fails_it() -> None:
    done = soak("--requests", "400", "--", "--token-format", "none")

    assert (done.returncode, done.stdout) == (1, "")
    assert "--token-format" in done.stderr


def test_the_shares_are_of_all_requests() -> None:
    assert sum(story.share for story in MIX) == 100
    stories = [story for story, _ in plan(40_000, Random(0))]
    total = sum(len(story.steps) for story in stories)
    for story in MIX:
        sent = stories.count(story) * len(story.steps)
        assert sent / total == pytest.approx(story.share / 100, rel=0.25)


def test_the_same_seed_gives_the_same_plan() -> None:
    first, again, other = (list(plan(1_000, Random(seed))) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def samples(mib: Callable[[int], float]) -> list[Sample]:
    return [Sample(number * 4_000, mib(number)) for number in range(1, 51)]


@pytest.mark.parametrize(
    "mib,ok",
    [
        (lambda number: 100.0, True),
        (lambda number: min(100.0, 10.0 * number), True),  # what fills and is then full
        (lambda number: 100 + number % 5, True),  # what fills and is swept
        (lambda number: 100 + number / 5, False),
        (lambda number: 100.0 + 4 * (number > 42), False),
    ],
)
def test_memory_that_grows_fails_it(mib: Callable[[int], float], ok: bool) -> None:  # noqa: FBT001
    verdict = verdicts.memory(samples(mib), 200_000)
    assert (verdict.ok, verdict.fails) == (ok, True)


def test_a_time_alone_fails_nothing() -> None:
    tally = Tally(200_000, lambda done: Sample(done, 0.0), done=100_000, seconds=300.0)
    tally.times.extend(float(number) for number in range(100_000))
    found = {verdict.what: verdict for verdict in verdicts.verdicts(tally, tracebacks=0)}
    slow = [verdict for what, verdict in found.items() if "latency" in what or "all requests" in what]
    assert [verdict.word for verdict in slow] == ["missed"] * 3
    assert "FAILED" not in {verdict.word for verdict in found.values()}


def test_what_a_request_costs_the_server_is_compared() -> None:
    even = [Sample(number * 4_000, 100.0, number * 0.8) for number in range(1, 51)]
    dearer = [sample._replace(cpu=sample.cpu * (1 + (sample.requests > 180_000))) for sample in even]
    assert verdicts.processor(even, judged=True).measured == "1.00 x (200 µs, 200 µs)"
    assert verdicts.processor(dearer, judged=True).word == "missed"


def test_a_traceback_fails_it() -> None:
    tally = Tally(10, lambda done: Sample(done, 0.0), done=10)
    found = [verdict.what for verdict in verdicts.verdicts(tally, tracebacks=1) if verdict.word == "FAILED"]
    assert found == ["the server's log"]


def test_answers_are_split_wherever_they_are_cut() -> None:
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 No Content\r\n\r\n"
    received, found = bytearray(), []
    for byte in sent:
        received.append(byte)
        while one := split(received):
            found.append(one)
    assert found == [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3", b"abc"),
        (b"HTTP/1.1 204 No Content", b""),
    ]
