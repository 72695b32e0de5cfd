"""The lines of the log."""

import io
import json
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

import pytest

from mock_osigu.accesslog import LINES, AccessLog, Line, json_line, text_line
from mock_osigu.engine.masking import fingerprint, mask

AT = datetime(2026, 1, 1, 0, 0, 0, 123_456, UTC)
TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhcHAifQ.c2lnbmF0dXJl"
INVOICE = "7f0ae1b5-1d39-4a5e-8c42-6f1f2c1a9d11"


class Answered(NamedTuple):
    method: str = "GET"
    path: str = "/v1/invoices"
    status: int = 200
    response_bytes: int = 4711
    seconds: float = 0.0012344
    outcome: str = "sent"


class Broken(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def logged(*answered: Answered, line: Line = text_line) -> str:
    stream = io.StringIO()
    log = AccessLog(stream, lambda: AT, line, partial(mask, is_token=TOKEN.__eq__))
    for each in answered:
        log(each)
    log.flush()
    return stream.getvalue()


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


@pytest.mark.parametrize("outcome", ["reset", "closed", "gave_up"])
def test_an_answer_that_did_not_arrive_says_so(outcome: str) -> None:
    answered = Answered(outcome=outcome)
    assert logged(answered).endswith(f" 200 4711 bytes 1.234 ms {outcome}\n")
    assert json.loads(logged(answered, line=json_line))["outcome"] == outcome


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize(
    "path,shown",
    [
        (f"/v1/invoices/{TOKEN}", f"/v1/invoices/{fingerprint(TOKEN)}"),
        (f"/{TOKEN}", f"/{fingerprint(TOKEN)}"),
        (f"/v1/invoices/{INVOICE}/files", f"/v1/invoices/{INVOICE}/files"),
        (f"/v1/invoices/{JWT}", f"/v1/invoices/{fingerprint(JWT)}"),
        ("/v1/invoices?access_token=hush", f"/v1/invoices?access_token={fingerprint('hush')}"),
    ],
)
def test_a_path_is_logged_without_its_secrets(form: str, path: str, shown: str) -> None:
    # A fingerprint has a space, and so is in quotes as text.
    quoted = json.dumps(shown) if form == "json" else shown if " " not in shown else repr(shown)
    assert f" {quoted}" in logged(Answered(path=path), line=LINES[form])


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("path", ["/a\nb", "/\x1b[31m", "/\x85\u2028", "/señor", "/a b", "/\udcff"])
def test_no_path_breaks_its_line(form: str, path: str) -> None:
    line = logged(Answered(path=path), line=LINES[form])
    assert line.isascii()
    assert line.removesuffix("\n").isprintable()


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
