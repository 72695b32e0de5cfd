"""Plays the same story with each client: a token, a list, a list when the token has expired, a new token, a list."""

import json
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import requests

from cli.programs import serving
from clients.table import CLIENTS, PROGRAMS, Client
from clients.wire import EXAMPLE, Pair

INVOICES: Final = 25
# Signs that clients encode in different ways, and all of which must arrive as they are.
SECRET: Final = "s-_.!~*'()"
# Mono's thread pool can miss a wake-up, several times, and then sleeps for up to a minute.
_RUN_SECONDS: Final = 240
_CONTROL_SECONDS: Final = 10
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORDS: Final = {"token.issue": "token", "invoices.list": "list"}


@dataclass(frozen=True)
class Told:
    """What a program printed, and the requests that it made: `token 200`, `list 401`."""

    client: str
    calls: tuple[str, ...]
    requests: tuple[str, ...]

    @property
    def on_401(self) -> str:
        return self.calls[1]


@dataclass(frozen=True)
class Stage:
    """A server; `authority` is the file to trust if it speaks https."""

    url: str
    authority: Path | None = None

    def play(self, client: Client, folder: Path) -> Told:
        """The story with this client, in a sandbox of its own; `folder` is for what must be compiled."""
        world = self._control("POST", f"{self.url}/__admin/sandboxes", {"invoices": INVOICES})
        control = world["control_url"]
        try:
            pair = (f"a-b_c.{client.program}", SECRET)
            self._control("POST", f"{control}/clients", {"client_id": pair[0], "client_secret": pair[1]})
            expired = {"match": {"operation": "invoices.list"}, "effect": {"token": "expired"}}
            self._control("POST", f"{control}/faults", {**expired, "after": 1, "times": 1})
            done = self._run(client, pair, folder, self.authority)
            # Mono sometimes fails to end well after its work is done; the one line, printed last, says that it was.
            assert done.stdout, f"{client.title}: {done.stderr}"
            entries = self._control("GET", f"{control}/requests")["items"]
        finally:
            self._control("DELETE", f"{self.url}/__admin/sandboxes/{world['id']}")
        seen = [f"{_WORDS[entry['operation']]} {entry['status']}" for entry in reversed(entries)]
        printed = json.loads(done.stdout)
        return Told(printed["client"], tuple(map(self._same_everywhere, printed["calls"])), tuple(seen))

    def refuses(self, client: Client, folder: Path) -> bool:
        """Whether the client gets nothing at all when nobody told it to trust the authority."""
        return f"{INVOICES} invoices" not in self._run(client, EXAMPLE, folder, None).stdout

    def _run(
        self, client: Client, pair: Pair, folder: Path, authority: Path | None
    ) -> subprocess.CompletedProcess[str]:
        words, variables = client.language.trusting(authority)
        url = self.url.replace("127.0.0.1", client.language.secure_host) if self.authority else self.url
        own = {
            "OSIGU_BASE_URL": url,
            "OSIGU_TOKEN_URL": f"{url}/v1/oauth/token",
            "OSIGU_CLIENT_ID": pair[0],
            "OSIGU_CLIENT_SECRET": pair[1],
        }
        first, *rest = client.language.make(folder, client.program)
        return subprocess.run(
            [first, *words, *rest],
            # Elsewhere than for Python's modules, what a crash leaves behind is out of the checkout.
            cwd=PROGRAMS.parents[1] if client.language.is_python else folder,
            env=_environment() | own | variables,
            capture_output=True,
            text=True,
            timeout=_RUN_SECONDS,
            check=False,
        )

    def _control(self, method: str, url: str, body: Any = None) -> Any:
        verify = str(self.authority) if self.authority else True
        answer = requests.request(method, url, json=body, verify=verify, timeout=_CONTROL_SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _same_everywhere(self, text: str) -> str:
        """With the usual port, and an ellipsis for the token."""
        return _UUID.sub("…", text.replace(self.url, self.url.rpartition(":")[0] + ":6744"))


def _environment() -> dict[str, str]:
    """This process's variables, without any that could make a client trust more than it is told to."""
    trusted = tuple(client.language.trust.partition("=")[0] for client in CLIENTS)
    dropped = ("PYTHON", "OSIGU_", *(name for name in trusted if name.isupper() and name != "HOME"))
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


@contextmanager
def plain_stage(folder: Path) -> Iterator[Stage]:
    with serving(folder) as served:
        yield Stage(served.url)


@contextmanager
def secure_stage(folder: Path) -> Iterator[Stage]:
    """With the authority's certificate in a file, and beside it in the forms that Java and Mono read."""
    authority = folder / "ca.crt"
    with serving(folder, "--tls") as served:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with urlopen(
            f"{served.url}/__admin/certs/ca.crt", timeout=_CONTROL_SECONDS, context=context
        ) as answer:
            authority.write_bytes(answer.read())
        store = ("-keystore", f"{authority}.p12", "-storetype", "PKCS12", "-storepass", "changeit")
        _convert("keytool", "-importcert", "-noprompt", "-file", str(authority), *store)
        _convert("cert-sync", "--quiet", "--user", str(authority), env={"HOME": f"{authority}.home"})
        yield Stage(served.url, authority)


def _convert(*words: str, env: Mapping[str, str] | None = None) -> None:
    """Runs the command if it is here; who needs its result is not run without it."""
    if shutil.which(words[0]):
        environment = {**os.environ, **(env or {})}
        subprocess.run(words, capture_output=True, check=True, timeout=_RUN_SECONDS, env=environment)
