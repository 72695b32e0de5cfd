"""A log that nobody reads, or that is read late: it holds up nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mock_osigu.patient import PatientPipe, patient

SECONDS = 20
MORE_THAN_A_PIPE_HOLDS = 2_000  # lines of the log


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(writer)
    os.close(reader)


def read_all(reader: int) -> bytes:
    os.set_blocking(reader, False)
    found = bytearray()
    while True:
        try:
            found += os.read(reader, 1_000_000)
        except BlockingIOError:
            return bytes(found)


def test_what_is_read_late_is_whole(ends: tuple[int, int]) -> None:
    reader, writer = ends
    pipe, found, wanted = PatientPipe(writer), b"", b""
    for number in range(20_000):
        line = f"line {number}\n"
        wanted += line.encode()
        pipe.write(line)
        pipe.flush()
    while part := read_all(reader):
        found += part
        pipe.flush()
    assert found == wanted


def test_what_nobody_reads_is_left_out_and_counted(ends: tuple[int, int]) -> None:
    reader, writer = ends
    pipe, found = PatientPipe(writer), b""
    for _ in range(30_000):
        pipe.write("a line of a hundred letters or so".ljust(99, ".") + "\n")
        pipe.flush()
    while part := read_all(reader):
        found += part
        pipe.flush()
    *lines, last = found.splitlines()
    left_out, _, words = last.decode().partition(" ")
    assert words == "lines were left out here: nobody read the log"
    assert len(lines) + int(left_out) == 30_000


def test_where_lines_are_left_out_it_is_said(ends: tuple[int, int]) -> None:
    reader, writer = ends
    pipe, found = PatientPipe(writer), b""
    for number in range(30_000):
        pipe.write(f"line {number:094}\n")
    pipe.flush()
    found += os.read(reader, 1_000)
    pipe.write("a line that comes while nobody has caught up\n")
    while part := read_all(reader):
        found += part
        pipe.flush()
    pipe.write("the first line after the gap\n")
    pipe.flush()
    *lines, notice, after = (found + read_all(reader)).decode().splitlines()
    assert [int(line.split()[1]) for line in lines] == list(range(len(lines)))
    assert notice.startswith(f"{30_001 - len(lines)} lines were left out here")
    assert after == "the first line after the gap"


def test_what_can_be_written_is_written_at_the_end(ends: tuple[int, int]) -> None:
    reader, writer = ends
    with os.fdopen(os.dup(writer), "w") as file, patient(file) as stream:
        stream.write("a line\n")
    assert read_all(reader) == b"a line\n"


def test_a_reader_that_is_gone_is_told() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    pipe = PatientPipe(writer)
    pipe.write("a line\n")
    with pytest.raises(BrokenPipeError):
        pipe.flush()
    pipe.flush()  # what was kept is gone
    os.close(writer)


def test_a_file_is_written_as_ever(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as file, patient(file) as stream:
        assert stream is file


def test_a_server_whose_log_nobody_reads_serves_and_stops() -> None:
    command = [sys.executable, "-m", "mock_osigu", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            url = urlsplit(process.stdout.readline().split()[-1].decode())
            client = HTTPConnection(str(url.hostname), url.port, timeout=SECONDS)
            for _ in range(MORE_THAN_A_PIPE_HOLDS):
                client.request("GET", "/health")
                assert client.getresponse().read()
            client.close()
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
