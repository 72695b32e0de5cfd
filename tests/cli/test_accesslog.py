"""The lines of the log."""

import io
import json
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from mock_osigu.accesslog import LINES, AccessLog, json_line, text_line

AT = datetime(2026, 1, 1, 0, 0, 0, 123_456, UTC)


class Answered(NamedTuple):
    method: str = "GET"
    path: str = "/v1/invoices"
    status: int = 200
    response_bytes: int = 4711
    seconds: float = 0.0012344


class Broken(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_a_text_line() -> None:
    line = text_line(AT, Answered())
    assert line == "2026-01-01T00:00:00.123Z GET /v1/invoices 200 4711 bytes 1.234 ms"


def test_a_json_line() -> None:
    line = json_line(AT, Answered())
    assert list(json.loads(line).items()) == [
        ("at", "2026-01-01T00:00:00.123Z"),
        ("method", "GET"),
        ("path", "/v1/invoices"),
        ("status", 200),
        ("bytes", 4711),
        ("ms", 1.234),
    ]


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("path", ["/a\nb", "/\x1b[31m", "/\x85\u2028", "/señor", "/a b", "/\udcff"])
def test_no_path_breaks_its_line(form: str, path: str) -> None:
    line = LINES[form](AT, Answered(path=path))
    assert line.isascii()
    assert line.isprintable()


def test_each_request_is_one_line() -> None:
    stream = io.StringIO()
    log = AccessLog(stream, lambda: AT, text_line)
    log(Answered())
    log(Answered(method="POST", status=201))
    assert stream.getvalue() == ""
    log.flush()
    log.flush()
    assert (
        stream.getvalue() == f"{text_line(AT, Answered())}\n{text_line(AT, Answered('POST', status=201))}\n"
    )


@pytest.mark.parametrize("stream", [Broken(), io.StringIO()])
def test_a_log_that_nobody_reads_stops_nothing(stream: io.StringIO) -> None:
    if not isinstance(stream, Broken):
        stream.close()
    log = AccessLog(stream, lambda: AT, text_line)
    log(Answered())
    log.flush()
