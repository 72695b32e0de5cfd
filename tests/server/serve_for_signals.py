"""A program: serves in the foreground; `/0.5` waits half a second, `/inf` for ever, `/hang` hangs,
`/busy` computes for ever.

Prints its url when ready and "busy" when it is; with the words "told" and "stuck" also when a signal has come
meanwhile, and at an end that nothing else could bring about.
"""

import os
import signal
import sys
from types import SimpleNamespace
from typing import Any

from mock_osigu.server import Server


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    path = environ["PATH_INFO"][1:]
    if path == "busy":
        say("busy")
        if "told" in sys.argv:
            while not signal.getitimer(signal.ITIMER_REAL)[0]:
                pass
            say("told to end")
        while True:
            pass
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


def end_at_once() -> None:
    say("stuck")
    os._exit(0)


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
before = tuple(map(signal.getsignal, SIGNALS))
server = Server(app, uvloop={"asyncio": False, "uvloop": True}[sys.argv[1]])
stuck = end_at_once if "stuck" in sys.argv else None
server.run(ready=lambda: say(server.url), grace_seconds=float(sys.argv[2]), stuck=stuck)
assert tuple(map(signal.getsignal, SIGNALS)) == before
assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
say("over")
