"""Sixteen clients play the stories against a server, and a receiver takes the webhooks."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random
from time import perf_counter
from typing import Any, Final, cast

from benchmarks.process import HOST
from benchmarks.servers import CLIENT_ID
from benchmarks.soak.client import Client, raw
from benchmarks.soak.mix import EFFECTS, LASTING, Step, Story, plan
from benchmarks.soak.reading import Answer, Reader, at, basic, split
from benchmarks.soak.served import Served
from benchmarks.soak.tally import Tally

CONNECTIONS: Final = 16
DEADLINE_SECONDS: Final = 10.0
_ENOUGH: Final = 100  # errors, after which more tell nothing new
_LOOK_SECONDS: Final = 1.0
_LAST_TURNS: Final = 50  # of a tenth of a second, for webhooks under way at the end

Known = dict[str, Any]
Plan = Iterator[tuple[Story, Known]]


class CannotBegin(Exception):
    """The server refused what a soak begins with; the text has its answer."""


class Receiver(asyncio.Protocol):
    """One connection that webhooks come over; each is counted in `tally` and answered with 204."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._received += data
        while split(self._received):
            self._tally.told += 1
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def soak(served: Served, requests: int, *, seed: int, seconds: float) -> Tally:
    """Play so many requests, or as many as come in `seconds`. Raises CannotBegin, OSError and TimeoutError."""
    tally = Tally(requests, served.look)
    async with receiving(tally) as receiver, connected(served.port) as clients:
        known = await begin(clients[0], served.port) | {"receiver": receiver}
        stories = plan(requests, Random(seed))
        until = asyncio.get_running_loop().time() + seconds
        began = perf_counter()
        await asyncio.gather(*(play(client, stories, known, tally, until) for client in clients))
        tally.seconds = perf_counter() - began
        tally.connections = sum(client.connections for client in clients)
        await look_after(clients[0], known, tally)
    return tally


async def begin(client: Client, port: int) -> Known:
    """Rules and tokens that all stories share, and what they know of them."""
    known: Known = {"port": port, "scenario": basic("api-unavailable-once", "sandbox")}
    for value, effect in EFFECTS.items():
        match = {"operation": "invoices.list", "header": {"X-Soak": value}}
        await _must(client, known, Step("POST /__admin/faults", 201, "", _text(match=match, effect=effect)))
    for name, life in (("lasting", 86_399), ("expired", 0)):
        body = _text(client_id=CLIENT_ID, expires_in=life)
        keep: Mapping[str, Reader] = {name: at("access_token")}
        await _must(client, known, Step("POST /__admin/tokens", 201, "", body, keep=keep))
    await _must(client, known, Step("GET /v1/invoices", 200, LASTING))
    return known


async def play(client: Client, stories: Plan, known: Known, tally: Tally, until: float) -> None:
    """Story after story of what is left of the plan."""
    now = asyncio.get_running_loop().time
    for story, own in stories:
        if now() > until or tally.wrong >= _ENOUGH:
            return
        try:
            await tell(client, story, known | own, tally)
        except (OSError, TimeoutError) as error:
            tally.fail(f"{story.name}: {error}")
        except (KeyError, IndexError, TypeError, ValueError) as error:
            tally.fail(f"{story.name}: an answer without what it must have: {error!r}")


async def tell(client: Client, story: Story, known: Known, tally: Tally) -> None:
    """One story, up to the first answer that was not to come."""
    for step in story.steps:
        sent = raw(step, known)
        began = perf_counter()
        answer = await client.send(sent)
        if not tally.note(story, step, answer, perf_counter() - began):
            return
        learn(known, step, answer)
    tally.told_due += story.told


def learn(known: Known, step: Step, answer: Answer) -> None:
    if step.keep:
        value = json.loads(answer.text)
        known.update({name: read(value) for name, read in step.keep.items()})


async def look_after(client: Client, known: Known, tally: Tally) -> None:
    """What must be so when all is done: every webhook came, and every sandbox is gone."""
    for _ in range(_LAST_TURNS):
        if tally.told >= tally.told_due:
            break
        await asyncio.sleep(0.1)
    if tally.told != tally.told_due:
        tally.fail(f"{tally.told} webhooks came, not {tally.told_due}")
    keep: Mapping[str, Reader] = {"worlds": at("meta", "total")}
    await _must(client, known, Step("GET /__admin/sandboxes", keep=keep))
    if known["worlds"] != "1" and not tally.wrong:
        tally.fail(f"{known['worlds']} sandboxes are left, not the default one alone")


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Sequence[Client]]:
    """The clients, and one who looks each second whether one of them has waited for too long."""
    clients = [Client(port) for _ in range(CONNECTIONS)]
    watch = asyncio.ensure_future(_watch(clients))
    try:
        yield clients
    finally:
        watch.cancel()
        for client in clients:
            client.close()


async def _watch(clients: Sequence[Client]) -> None:
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        for client in clients:
            client.give_up(DEADLINE_SECONDS)


@asynccontextmanager
async def receiving(tally: Tally) -> AsyncIterator[str]:
    """Where webhooks are to go."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Receiver(tally), HOST, 0)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


async def _must(client: Client, known: Known, step: Step) -> None:
    answer = await client.send(raw(step, known))
    if answer.status != step.status:
        raise CannotBegin(f"{step.line}: {answer.status}: {answer.text[:300]!r}")
    learn(known, step, answer)


def _text(**fields: Any) -> str:
    return json.dumps(fields)
