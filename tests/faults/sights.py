"""What clients see of every effect: real ones, against a real server, with what the journal says of each."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from faults.effects import BODY_BYTES, EFFECTS, TIMEOUT_SECONDS, path
from faults.exchanges import ended
from faults.python_clients import PATIENCE_SECONDS, ask_httpx, ask_requests
from support import EXAMPLE_TOKEN, Running, bearer, running

HERE: Final = Path(__file__).parent
_PROGRAM_SECONDS: Final = 60


class Sight(NamedTuple):
    """What a client said of an effect, and the outcome of each of its requests in the journal."""

    text: str
    outcomes: tuple[str, ...]


class Client(NamedTuple):
    """`program` is what must be on the machine, `see` asks for every effect at once."""

    title: str
    see: Callable[[Running, str, Path], dict[str, str]]
    program: str | None = None
    version: int = 0


@contextmanager
def stage() -> Iterator[Running]:
    """A server with a token, and an answer to spoil."""
    with running() as live:
        size = len(live.invoices(EXAMPLE_TOKEN).body)
        assert size in BODY_BYTES, f"the answer has {size} bytes; adapt the drip to it"
        yield live


def see(live: Running, clients: Iterable[str], folder: Path) -> dict[str, dict[str, Sight]]:
    """Have clients ask for every effect, all at once; `folder` is for what must be compiled."""
    clients = list(clients)
    for client, (name, effect) in product(clients, EFFECTS.items()):
        match = {"query": {"effect": name, "by": client}}
        live.control("POST", "/faults", {"match": match, **effect.rule}, expect=201)
    with ThreadPoolExecutor(len(clients)) as pool:
        told = dict(
            zip(
                clients,
                pool.map(lambda client: CLIENTS[client].see(live, client, folder), clients),
                strict=True,
            )
        )
    entries = ended(live, len(live.sandboxes.default.requests.entries))

    def sight(client: str, name: str) -> Sight:
        query = path(name, client).partition("?")[2]
        outcomes = tuple(entry.outcome for entry in entries if entry.query == query)
        return Sight(_same_everywhere(told[client][name]), outcomes)

    return {client: {name: sight(client, name) for name in EFFECTS} for client in clients}


def missing(client: Client) -> str | None:
    """Why a client cannot be asked here, or what it says cannot be compared."""
    if client.program is None:
        return None
    if shutil.which(client.program) is None or (client.program == "java" and shutil.which("javac") is None):
        return f"there is no {client.title}"
    command = [client.program, "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PROGRAM_SECONDS)
    found = re.search(r"\d+", done.stdout)
    if found is None or int(found[0]) != client.version:
        return f"the page tells of {client.title}; here is {done.stdout.partition(chr(10))[0]}"
    return None


def _see_python(ask: Callable[..., str], live: Running, client: str, _: Path) -> dict[str, str]:
    headers = dict([bearer(EXAMPLE_TOKEN)])

    def ask_for(name: str) -> str:
        return ask(live.url + path(name, client), headers, is_patient=EFFECTS[name].is_patient)

    with ThreadPoolExecutor(len(EFFECTS)) as pool:
        return dict(zip(EFFECTS, pool.map(ask_for, EFFECTS), strict=True))


def _see_java(live: Running, client: str, folder: Path) -> dict[str, str]:
    subprocess.run(["javac", "-d", folder, HERE / "Effects.java"], check=True, timeout=_PROGRAM_SECONDS)
    return _see_program(["java", "-cp", str(folder), "Effects"], live, client)


def _see_node(way: str, live: Running, client: str, _: Path) -> dict[str, str]:
    return _see_program(["node", str(HERE / "effects.mjs"), way], live, client)


def _see_program(command: list[str], live: Running, client: str) -> dict[str, str]:
    command.append(EXAMPLE_TOKEN)
    for name, effect in EFFECTS.items():
        seconds = PATIENCE_SECONDS if effect.is_patient else TIMEOUT_SECONDS
        command += [name, str(round(seconds * 1000)), live.url + path(name, client)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PROGRAM_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    lines = (line.partition("\t") for line in done.stdout.splitlines())
    return {name: text for name, _, text in lines}


CLIENTS: Final[Mapping[str, Client]] = {
    "requests": Client("requests", partial(_see_python, ask_requests)),
    "httpx": Client("httpx", partial(_see_python, ask_httpx)),
    "java": Client("Java 17 `HttpClient`", _see_java, "java", 17),
    "node-fetch": Client("Node 20 `fetch`", partial(_see_node, "fetch"), "node", 20),
    "node-http": Client("Node 20 `http`", partial(_see_node, "http"), "node", 20),
}

_PORT: Final = re.compile(r"(127\.0\.0\.1:|port=)\d+")
_SIZE: Final = re.compile(r"\b[1-9]\d*(?= (?:bytes|more|characters)\b)|(?<=received |expected )\d+")
_ANNOUNCED: Final = re.compile(r"(content-length|received): \d+")
_PLACE: Final = re.compile(r"(column|char|position) [1-9]\d+")


def _same_everywhere(text: str) -> str:
    """With the usual port, and with N for what depends on the answer's size."""
    text = _PORT.sub(r"\g<1>6744", re.sub(r"&by=[\w-]+", "", text))
    text = _PLACE.sub(r"\1 N", _ANNOUNCED.sub(r"\1: N", text))
    return _SIZE.sub("N", text)
