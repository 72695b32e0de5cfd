"""Threads may meet a type for the first time together. In a process of its own, since what fails here is a crash."""

import subprocess
import sys

PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec

from mock_osigu.web.check import check

THREADS, TYPES = 8, 60
sys.setswitchinterval(1e-6)
barrier = Barrier(THREADS, timeout=10)
kinds = []
for number in range(TYPES):
    inner = msgspec.defstruct(f"Inner{number}", [(f"field{n}", int | None, None) for n in range(30)])
    kinds.append(msgspec.defstruct(f"Outer{number}", [("inner", list[inner])]))


def work(_):
    for kind in kinds:
        barrier.wait()
        assert check({"inner": [{"field29": 1}]}, kind).inner[0].field29 == 1


with ThreadPoolExecutor(THREADS) as pool:
    list(pool.map(work, range(THREADS)))
print("done")
"""


def test_a_first_meeting_of_threads_and_types() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "done"), ran.stderr
