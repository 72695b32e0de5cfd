"""A whole server on a real socket, whose time only the test moves."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any, Self

from mock_osigu.sandboxes import Sandboxes
from mock_osigu.server import Server
from mock_osigu.settings import Settings
from mock_osigu.wsgi import Operations

Headers = Iterable[tuple[str, str | bytes]]

CLIENT_ID, SECRET = "cossen-osigu-service", "base64secretkey"
EXAMPLE_TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"
TOKEN_PATH = "/v1/oauth/token?grant_type=client_credentials"
START = datetime(2026, 1, 1, tzinfo=UTC)
TIMEOUT_SECONDS = 10

# What belongs to the connection or to one answer alone; the rest is the app's.
_PASSING = frozenset({"date", "server", "connection", "keep-alive", "x-mock-osigu-request-id", "via"})


class FakeTime:
    """The machine's time and its monotonic seconds, which move together and by hand."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self.rewind()

    def rewind(self) -> None:
        self._now = self._start
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def pass_(self, **length: float) -> None:
        by = timedelta(**length)
        self._now += by
        self._monotonic += by.total_seconds()


@dataclass(frozen=True)
class Answer:
    """An answer as it came: headers in order, body in bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The value of a header that comes at most once."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} comes {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def app_headers(self) -> dict[str, str]:
        """The headers that the app makes, without those that differ from answer to answer."""
        return {name: value for name, value in self.headers if name.lower() not in _PASSING}


def basic(client_id: str = CLIENT_ID, secret: str = SECRET, encoding: str = "utf-8") -> tuple[str, str]:
    """The Authorization header of a client."""
    raw = f"{client_id}:{secret}".encode(encoding)
    return "Authorization", "Basic " + base64.b64encode(raw).decode()


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


@dataclass
class Http:
    """One keep-alive connection, that sends exactly what it is told."""

    host: str
    port: int
    _connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)

    def send(self, method: str, target: str, *headers: tuple[str, str | bytes], body: bytes = b"") -> Answer:
        """A Host header of one's own takes the place of the usual one."""
        connection = self._connection
        names = {name.lower() for name, _ in headers}
        connection.putrequest(method, target, skip_host="host" in names, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body and not names & {"content-length", "transfer-encoding"}:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        return Answer(response.status, tuple(response.getheaders()), response.read())

    def close(self) -> None:
        self._connection.close()


@dataclass
class Running:
    """A server of its own with its worlds, its time, and a client of it."""

    sandboxes: Sandboxes
    time: FakeTime
    http: Http
    url: str

    def send(self, method: str, target: str, *headers: tuple[str, str | bytes], body: bytes = b"") -> Answer:
        return self.http.send(method, target, *headers, body=body)

    def control(
        self, method: str, path: str, value: Any = None, *, sandbox: str | None = None, expect: int = 200
    ) -> Any:
        """Call the control API, assert the status, and give the answer's JSON."""
        answer = self.try_control(method, path, value, sandbox=sandbox)
        assert answer.status == expect, f"{answer.status} {answer.text}"
        return answer.json() if answer.body else None

    def try_control(self, method: str, path: str, value: Any = None, *, sandbox: str | None = None) -> Answer:
        prefix = f"/__admin/sandboxes/{sandbox}" if sandbox else "/__admin"
        body = b"" if value is None else json.dumps(value).encode()
        return self.send(method, prefix + path, ("Content-Type", "application/json"), body=body)

    def ask_token(
        self, client_id: str = CLIENT_ID, secret: str = SECRET, *, prefix: str = "", scope: str | None = None
    ) -> Answer:
        query = "" if scope is None else f"&scope={scope}"
        return self.send("POST", f"{prefix}{TOKEN_PATH}{query}", basic(client_id, secret))

    def token(self, client_id: str = CLIENT_ID, secret: str = SECRET) -> str:
        answer = self.ask_token(client_id, secret)
        assert answer.status == 200, answer.text
        value: str = answer.json()["access_token"]
        return value

    def invoices(self, token: str, prefix: str = "") -> Answer:
        """A call of the API with a token: the shortest way to see what it is worth."""
        return self.send("GET", f"{prefix}/v1/invoices?size=1", bearer(token))

    def renew(self) -> None:
        """Everything as it was when the server started, but for ids that stay taken."""
        for sandbox in self.sandboxes.all()[1:]:
            self.sandboxes.remove(sandbox.id)
        self.sandboxes.snapshots.clear()
        self.time.rewind()
        self.sandboxes.default.reset()

    def new_sandbox(self, **options: Any) -> dict[str, str]:
        made: dict[str, str] = self.control("POST", "/sandboxes", options, expect=201)
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()


@contextmanager
def running(settings: Settings | None = None, start: datetime = START) -> Iterator[Running]:
    """A server with these settings, from `start` on, until the block ends."""
    time = FakeTime(start)
    sandboxes = Sandboxes(settings, time_source=time.now, monotonic=time.monotonic)
    with (
        closing(sandboxes),
        Server(Operations(sandboxes)) as server,
        Running(sandboxes, time, Http(server.host, server.port), server.url) as live,
    ):
        yield live


def contents(sandboxes: Sandboxes) -> Mapping[str, Any]:
    """All state of all worlds, as something to compare."""
    return {
        "sandboxes": {
            sandbox.id: {
                name: list(table.rows.items()) for name, table in sandbox.store._tables.items() if table.rows
            }
            for sandbox in sandboxes.all()
        },
        "snapshots": list(sandboxes.snapshots),
        "clients": dict(sandboxes._shared.directory._clients),
        "tokens": dict(sandboxes._shared.directory._tokens),
    }
