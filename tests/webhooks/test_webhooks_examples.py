"""The programs of docs/examples that check signatures, each against real deliveries."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from mock_osigu.client import ModeName, Signature
from webhooks.live import Live
from webhooks.receivers import Receiver, Request

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
SECRET: Final = "s3cret"
SECONDS: Final = 60
Command = list[str | Path]


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


def output(command: Command, stdin: bytes = b"") -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout!r} {done.stderr!r}"
    return done.stdout.decode().strip()


def python(_: Path) -> Command:
    return [sys.executable, EXAMPLES / "verify_signature.py"]


def javascript(_: Path) -> Command:
    return [program("node"), EXAMPLES / "verify_signature.js"]


def java(folder: Path) -> Command:
    output([program("javac"), "-d", folder, EXAMPLES / "VerifySignature.java"])
    return [program("java"), "-cp", folder, "VerifySignature"]


def csharp(folder: Path) -> Command:
    compiled = folder / "VerifySignature.exe"
    output([program("mcs"), EXAMPLES / "VerifySignature.cs", f"-out:{compiled}"])
    return [program("mono"), compiled]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(python, id="python"),
        pytest.param(javascript, id="javascript", marks=pytest.mark.clients),
        pytest.param(java, id="java", marks=pytest.mark.clients),
        pytest.param(csharp, id="csharp", marks=pytest.mark.clients),
    ],
)
def command(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The words that run the program, without its arguments."""
    made: Command = request.param(tmp_path_factory.mktemp("example"))
    return made


def delivered(
    live: Live, receiver: Receiver, signature: Signature, mode: ModeName = "normal"
) -> tuple[Request, str]:
    """A delivery as it came, and the sandbox's time in seconds."""
    live.clock.freeze("2026-01-01T00:00:00Z")
    live.webhooks.deliver_to(receiver.url, signature=signature, secret=SECRET, mode=mode)
    event = "cashout_request.created"
    live.sandbox.webhooks.emit(event, {"event": event, "name": "Ñandú", "text": "a\nb"})
    return receiver.next(), str(int(live.clock.now().timestamp()))


@pytest.mark.parametrize("signature", ["body", "timestamped"])
def test_a_genuine_one(command: Command, live: Live, receiver: Receiver, signature: Signature) -> None:
    request, now = delivered(live, receiver, signature)
    given = request.headers["X-Osigu-Signature"]
    assert output([*command, SECRET, given, now], request.body) == "genuine"
    for secret, header, body in (
        ("other", given, request.body),
        (SECRET, given, request.body + b" "),
        (SECRET, given, request.body.replace(b"a", b"b", 1)),
        (SECRET, given[:-1], request.body),
        (SECRET, "", request.body),
    ):
        assert output([*command, secret, header, now], body) == "forged", (secret, header, body)


@pytest.mark.parametrize("signature", ["body", "timestamped"])
def test_a_bad_signature(command: Command, live: Live, receiver: Receiver, signature: Signature) -> None:
    request, now = delivered(live, receiver, signature, "bad_signature")
    given = request.headers["X-Osigu-Signature"]
    assert output([*command, SECRET, given, now], request.body) == "forged"


def test_an_old_timestamp(command: Command, live: Live, receiver: Receiver) -> None:
    request, now = delivered(live, receiver, "timestamped", "old_timestamp")
    given = request.headers["X-Osigu-Signature"]
    assert output([*command, SECRET, given, now], request.body) == "forged"
    assert output([*command, SECRET, given, str(int(now) - 600)], request.body) == "genuine"


def test_time_counts_both_ways_and_to_the_second(command: Command, live: Live, receiver: Receiver) -> None:
    request, now = delivered(live, receiver, "timestamped")
    given = request.headers["X-Osigu-Signature"]
    seen = [
        output([*command, SECRET, given, str(int(now) + offset)], request.body)
        for offset in (-301, -300, 300, 301)
    ]
    assert seen == ["forged", "genuine", "genuine", "forged"]


def test_while_a_secret_is_changed(command: Command, live: Live, receiver: Receiver) -> None:
    """Several values in one header: any may match."""
    request, now = delivered(live, receiver, "timestamped")
    seconds, value = request.headers["X-Osigu-Signature"].split(",")
    both = f"{seconds},v1={'0' * 64},{value}"
    assert output([*command, SECRET, both, now], request.body) == "genuine"


@pytest.mark.parametrize(
    "given",
    [
        "t=",
        "t=,v1=",
        "t=x,v1=00",
        "t=1",
        "v1=00",
        "t=99999999999999999999,v1=0",
        pytest.param(f"t={'9' * 4301},v1=0", id="more digits than Python reads"),
        pytest.param("t=-9223372036854775808,v1=0", id="the least long"),
        pytest.param("t=-9223372035087550208,v1=0", id="one whose age has no absolute value"),
        "t=+1,v1=0",
        "t=٣,v1=0",
    ],
)
def test_what_is_no_signature(command: Command, given: str) -> None:
    for now in ("0", "1767225600"):
        assert output([*command, SECRET, given, now], b"{}") == "forged"


def test_the_time_is_the_machines_unless_told() -> None:
    assert output([*python(Path(os.devnull)), SECRET, "t=0,v1=0"], b"") == "forged"
