"""A program: serves in the foreground; `/0.5` waits half a second, `/inf` for ever, `/hang` hangs.

Prints its url when ready.
"""

import signal
import sys
from types import SimpleNamespace
from typing import Any

from mock_osigu.server import Server


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    path = environ["PATH_INFO"][1:]
    if path:
        ending, seconds = ("hang", 0.0) if path == "hang" else ("sent", float(path))
        environ["mock_osigu.departure"] = SimpleNamespace(
            wait_seconds=seconds,
            ending=ending,
            body_bytes=None,
            bytes_per_second=None,
            later=None,
            ended=None,
        )
    start_response("200 OK", [])
    return [b"done"]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
server = Server(app, uvloop={"asyncio": False, "uvloop": True}[sys.argv[1]])
server.run(ready=lambda: say(server.url), grace_seconds=float(sys.argv[2]))
assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
say("over")
