"""Where the microseconds of a request go, without a socket: `python hot_path.py PAGE [REQUESTS]`.

The server's own `Connection` is fed the bytes of a request, and what it writes is thrown away. Prints JSON: for
each operation the whole, the app's part of it, bare Flask's whole app, and the profile by function and module.
"""

import asyncio
import base64
import cProfile
import json
import pstats
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from io import BytesIO, TextIOWrapper
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from bare_flask import make_app

from mock_osigu import Sandboxes
from mock_osigu.accesslog import LINES, AccessLog
from mock_osigu.core.clock import system_now
from mock_osigu.server.connection import Connection, Service
from mock_osigu.server.limits import Limits
from mock_osigu.wsgi import Operations

BASIC = base64.b64encode(b"cossen-osigu-service:base64secretkey").decode()
FORM = b"grant_type=client_credentials"
LIST = (
    b"GET /v1/invoices HTTP/1.1\r\nHost: 127.0.0.1:6744\r\n"
    b"Authorization: Bearer 20c53bc6-641e-4965-9473-bde902befac4\r\n\r\n"
)
TOKEN = (
    b"POST /v1/oauth/token HTTP/1.1\r\nHost: 127.0.0.1:6744\r\n"
    b"Authorization: Basic %b\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (BASIC.encode(), len(FORM), FORM)
)
REQUESTS = {
    "list": [LIST],
    "list, no two alike": [
        LIST.replace(b"\r\n\r\n", b"\r\nX-Request-Id: %d\r\n\r\n" % n) for n in range(1_000)
    ],
    "token": [TOKEN],
}
ROUNDS = 7


class Nowhere(asyncio.Transport):
    """Takes everything and sends nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: Any) -> None:
        self.written = data

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 6744) if name in ("sockname", "peername") else default

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0


def connection_to(app: Any, log: Any) -> tuple[Connection, Nowhere]:
    def ignore(_: Connection) -> None: ...

    service = Service(app, Limits(), log, asyncio.new_event_loop(), ignore, ignore)
    connection, transport = Connection(service), Nowhere()
    connection.connection_made(transport)
    return connection, transport


def micros(call: Callable[[], Any], count: int) -> float:
    """Microseconds a call, by the quickest of some rounds: noise only adds."""
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(count):
            call()
        took.append((perf_counter() - began) / count * 1e6)
    return min(took)


def app_call(app: Any, raw: bytes) -> Callable[[], Any]:
    """A call of the app alone, with the environ that our server makes of this request."""
    seen: list[dict[str, Any]] = []

    def keep(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [])
        return []

    connection, _ = connection_to(keep, None)
    connection.data_received(raw)
    environ, body = seen[0], FORM if raw.startswith(b"POST") else b""

    def call() -> bytes:
        given = {**environ, "wsgi.input": BytesIO(body)}
        return b"".join(app(given, lambda *_: None))

    return call


def fed(connection: Connection, raws: Sequence[bytes]) -> Callable[[], None]:
    """Gives a connection one request a call, in turn."""
    turn = cycle(raws)
    return lambda: connection.data_received(next(turn))


def where(code: tuple[str, int, str]) -> tuple[str, str]:
    """Module and function of a profiler's key."""
    file, _, name = code
    for root in ("mock_osigu", "werkzeug", "flask", "asyncio", "http", "email", "urllib"):
        if f"/{root}/" in file:
            return root + file.rpartition(f"/{root}")[2].removesuffix(".py"), name
    return ("C code" if file == "~" else Path(file).stem), name


def profiled(call: Callable[[], Any], count: int, whole: float) -> dict[str, Any]:
    """Own time by function and by module, scaled to `whole`; what a function calls in C is its own time."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(count):
        call()
    profile.disable()
    stats: Any = pstats.Stats(profile)
    own: dict[tuple[str, str], float] = defaultdict(float)
    calls: dict[tuple[str, str], int] = defaultdict(int)
    for code, (_, times, own_time, _, callers) in stats.stats.items():
        if code[0] != "~":
            own[where(code)] += own_time
            calls[where(code)] += times
        for caller, (_, _, part, _) in callers.items() if code[0] == "~" else ():
            own[where(caller)] += part
    ours = {key: value for key, value in own.items() if key[0] != Path(__file__).stem}
    scale = whole / sum(ours.values())
    modules: dict[str, float] = defaultdict(float)
    for (module, _), value in ours.items():
        modules[module] += value * scale

    def largest(found: dict[Any, float]) -> list[tuple[Any, float]]:
        return sorted(found.items(), key=lambda each: -each[1])

    functions = [(*key, value * scale, calls[key] / count) for key, value in largest(ours)]
    return {"modules": largest(modules), "functions": functions, "calls": sum(each[3] for each in functions)}


def main(page: str, count: int) -> dict[str, Any]:
    sink = TextIOWrapper(BytesIO())
    bare = make_app(json.loads(Path(page).read_text()))
    found = {}
    for name, raws in REQUESTS.items():
        app, raw = Operations(Sandboxes()), raws[0]
        log = AccessLog(sink, system_now, LINES["text"])
        (connection, transport), (quiet, _) = connection_to(app, log), connection_to(app, None)
        call, logging_call = fed(quiet, raws), fed(connection, raws)
        for _ in range(11_000):  # until the journal is full: from then on each request drops an old entry
            call()
        logging_call()
        assert transport.written.startswith(b"HTTP/1.1 200"), transport.written
        logged = micros(logging_call, count)
        whole = micros(call, count)
        found[name] = {
            "with log": logged,
            "whole": whole,
            "app": micros(app_call(app, raw), count),
            "bare Flask": micros(app_call(bare, raw), count // 4),
            **profiled(call, count, whole),
        }
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000)))
