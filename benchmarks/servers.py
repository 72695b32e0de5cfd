"""What is compared: how each server is started, and which of its requests does the same work as ours."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from benchmarks.install import CACHE, find_nginx, find_wiremock, node_command, python_of
from benchmarks.process import Process, Request

PROGRAMS: Final = Path(__file__).with_name("programs")
DATA: Final = CACHE / "data"
PAGE: Final = DATA / "page.json"
LOGS: Final = CACHE / "logs"

CLIENT_ID: Final = "cossen-osigu-service"
BASIC: Final = "Basic " + base64.b64encode(b"cossen-osigu-service:base64secretkey").decode()
TOKEN: Final = "20c53bc6-641e-4965-9473-bde902befac4"
BEARER: Final = f"Bearer {TOKEN}"
LIST: Final = Request("GET", "/v1/invoices", BEARER)
ISSUE: Final = Request("POST", "/v1/oauth/token", BASIC, "grant_type=client_credentials")
_SIGNED: Final = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/sts/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0"
)
_STS: Final = Request("POST", "/", _SIGNED, "Action=GetCallerIdentity&Version=2011-06-15")

Kind = Literal["ours", "bare", "rival", "limit"]
Command = Callable[[int], list[str | Path]]


@dataclass(frozen=True)
class Server:
    """`same_list`, `same_token`: whether that request is work like ours, so that it may be called fastest.

    `is_command`: whether people start it as a command. `note` is what the reader must know of the row.
    """

    name: str
    command: Command
    kind: Kind = "rival"
    listing: Request = LIST
    token: Request | None = ISSUE
    same_list: bool = True
    same_token: bool = True
    is_command: bool = True
    needs: str = ""
    note: str = ""
    warm_seconds: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self, port: int) -> Process:
        """Raises CannotInstall where a part of it is missing."""
        log = LOGS / f"{self.name.split()[0]}.txt"
        return Process(self.command(port), log=log, folder=DATA, environment=self.environment)


def _ours(*options: str) -> Command:
    program = python_of("ours").with_name("mock-osigu")
    return lambda port: [program, "serve", "--port", str(port), *options]


def _python(venv: str, program: str, *arguments: str | Path) -> Command:
    return lambda port: [python_of(venv), PROGRAMS / program, str(port), *arguments]


def _node(rival: str, *arguments: str | Path) -> Command:
    """`{port}` stands for the port; the first argument is the command of the package."""
    program, *rest = arguments

    def command(port: int) -> list[str | Path]:
        given = [str(part).replace("{port}", str(port)) for part in rest]
        return ["node", node_command(rival, str(program)), *given]

    return command


def _wiremock(port: int) -> list[str | Path]:
    options = "--bind-address 127.0.0.1 --disable-banner --disable-gzip --no-request-journal"
    root: list[str | Path] = [
        "--root-dir",
        DATA / "wiremock",
        "--port",
        str(port),
        "--disable-request-logging",
    ]
    return ["java", "-jar", find_wiremock(), *options.split(), *root]


def _nginx(port: int) -> list[str | Path]:
    """nginx has its port in its file."""
    template = (DATA / "nginx" / "nginx.conf.in").read_text()
    (DATA / "nginx" / "nginx.conf").write_text(template.replace("{port}", str(port)))
    return [find_nginx(), "-p", DATA / "nginx", "-c", "nginx.conf"]


OURS: Final = Server("mock-osigu", _ours(), kind="ours", note="as shipped in the image: uvloop, journal, log")
PLAIN: Final = Server(
    "mock-osigu without uvloop",
    _python("ours", "without_uvloop.py"),
    kind="ours",
    is_command=False,
    note="asyncio's own loop, as in the fixture; no access log",
)
BARE: Final = Server(
    "bare Flask",
    _python("ours", "bare_flask.py", PAGE),
    kind="bare",
    is_command=False,
    note="on Werkzeug, threaded, quiet",
)
_PRODUCTION: Final = {"NODE_ENV": "production"}

RIVALS: Final = (
    Server(
        "WireMock",
        _wiremock,
        needs="wiremock",
        note="no journal, no request log, no gzip",
        warm_seconds=4,
    ),
    Server(
        "json-server",
        _node(
            "json-server",
            *("json-server", "--quiet", "--no-gzip", "--host", "127.0.0.1", "--port", "{port}"),
            *("--routes", DATA / "routes.json", "--middlewares", PROGRAMS / "json_server_auth.js"),
            *("--", DATA / "db.json"),
        ),
        needs="json-server",
        note="0.17, with a middleware for token and check",
        environment=_PRODUCTION,
    ),
    Server(
        "Mockoon",
        _node(
            "mockoon",
            *("mockoon-cli", "start", "--data", DATA / "mockoon.json", "--port", "{port}"),
            "--disable-log-to-file",
        ),
        needs="mockoon",
        environment=_PRODUCTION,
    ),
    Server(
        "Prism",
        _node(
            "prism",
            *("prism", "mock", "-h", "127.0.0.1", "-p", "{port}", "-v", "silent", DATA / "openapi.yaml"),
        ),
        needs="prism",
        note="silent; checks that there is a credential, not which",
        same_token=False,
        environment=_PRODUCTION,
    ),
    Server(
        "oauth2-mock-server",
        _node("oauth2-mock-server", "oauth2-mock-server", "-a", "127.0.0.1", "-p", "{port}"),
        listing=Request("GET", "/userinfo", BEARER),
        token=replace(ISSUE, path="/token"),
        same_list=False,
        same_token=False,
        needs="oauth2-mock-server",
        note="its list is `/userinfo`, 17 bytes; no secret is checked; a token is a signed JWT",
        environment=_PRODUCTION,
    ),
    Server(
        "moto",
        lambda port: [
            python_of("moto"),
            python_of("moto").with_name("moto_server"),
            *("-H", "127.0.0.1", "-p", str(port)),
        ],
        listing=_STS,
        token=None,
        same_list=False,
        needs="moto",
        note="its list is STS GetCallerIdentity, XML",
    ),
    Server(
        "localstripe",
        _python("localstripe", "localstripe_here.py"),
        listing=Request("GET", "/v1/customers", "Bearer sk_test_12345"),
        token=None,
        same_list=False,
        needs="localstripe",
        note="its list is `/v1/customers`, empty",
    ),
    Server(
        "pytest-httpserver",
        _python("httpserver", "httpserver_here.py", PAGE),
        is_command=False,
        needs="httpserver",
        note="outside pytest",
    ),
)
LIMIT: Final = Server(
    "nginx",
    _nginx,
    kind="limit",
    is_command=False,
    needs="nginx",
    note="one worker; the list is a static file, the token a `return 200`",
)
ALL: Final = (OURS, PLAIN, BARE, *RIVALS, LIMIT)
