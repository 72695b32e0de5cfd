"""One whole Osigu world. It owns all its state, in one store; two of them in one process never see each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mock_osigu.config.errors import SettingError
from mock_osigu.core.clock import Clock, TimeSource, checked
from mock_osigu.core.ids import UniqueIds
from mock_osigu.core.schedule import Job, Schedule
from mock_osigu.core.store import Snapshot, Store
from mock_osigu.engine.clients import Client, Clients
from mock_osigu.engine.courier import WATCHED, Courier
from mock_osigu.engine.deliveries import DELIVERIES
from mock_osigu.engine.directory import Directory
from mock_osigu.engine.faults import Faults
from mock_osigu.engine.journal import Journal, Requests
from mock_osigu.engine.jwt import JwtSigner
from mock_osigu.engine.limits import Limits
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.scenarios import BORN, Scenario, Scenarios, TokenRule
from mock_osigu.engine.tokens import Grant, Issued, Minting, Token, Tokens
from mock_osigu.engine.webhooks import Webhooks
from mock_osigu.engine.world import WORLD, World, WorldChange

S = TypeVar("S")

PARTS: Final = ("data", "tokens", "clock", "faults", "requests", "webhooks")
KEPT: Final = frozenset({"world", "clients", *PARTS}) - {"requests"}  # in a snapshot
FORKED: Final = KEPT - {"clients", "tokens"}  # a fork gets a new client and no tokens
EXAMPLE_TOKEN: Final = "20c53bc6-641e-4965-9473-bde902befac4"


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What the sandboxes of one server have in common: none of it is a sandbox's state."""

    directory: Directory
    journal: Journal
    ids: UniqueIds
    signer: JwtSigner
    source: TimeSource
    scenarios: Mapping[str, Scenario]
    courier: Courier
    runners: dict[str, "Runner"] = {}  # what to do for a job of each kind
    begins: dict[str, "Begin"] = {}  # what to do with a new world, by product


Deed = Mapping[str, Any] | None  # what a job did, as `happened` tells it; None: nothing
Runner = Callable[["Sandbox", Job], Deed]
# Puts into a world without data what it begins with, and says what cannot be there.
Begin = Callable[["Sandbox"], Sequence[SettingError]]


class Sandbox:
    """Clients, tokens, the products' data, and the clock that they all follow.

    The first of `clients` is its own: the one that options are for. `base` is a snapshot to start from; then
    `world` is the snapshot's. `example_for` names the client that holds the documentation's example token.
    """

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the wire's own name
        clients: Iterable[Client],
        shared: Shared,
        world: World | None = None,
        base: Snapshot | None = None,
        change: WorldChange | None = None,
        example_for: str | None = None,
    ) -> None:
        self.id = id
        self.requests = Requests(shared.journal)
        self.store = Store([self.requests], WATCHED, lambda: shared.courier.wake(self))
        self.clock = Clock(self.store, shared.source)
        self.clients = Clients(self.store)
        self.tokens = Tokens(self.store, self.clock, self._mint)
        self.faults = Faults(self.store, lambda: self.world.seed)
        self.schedule = Schedule(self.store)
        self.limits = Limits(self.store, self.clock)
        self.ids = shared.ids
        self.webhooks = Webhooks(self.store, self.clock, shared.ids)
        self.courier = shared.courier
        self.scenarios = Scenarios(self.store, shared.scenarios)
        self._shared = shared
        self._services: dict[Callable[[Sandbox], Any], Any] = {}
        self._example_for = example_for
        self._begins = shared.begins if base is None else {}  # what there was is in the snapshot
        if base is not None:
            self.store.restore(base, FORKED)
        self._check(change or WorldChange())
        with self.store.transaction() as tx:
            if world is not None:
                tx.put(WORLD, world)
            added = [self.add_client(client) for client in clients]
            self.own_client_id = added[0].client_id
            self._apply(change or WorldChange())
        self._start = self.store.snapshot()
        self._start_scenarios = self.scenarios.names()
        self._begin(None)

    @property
    def world(self) -> World:
        world = self.store.get(WORLD, "world")
        assert world is not None
        return world

    @property
    def own_client(self) -> Client | None:
        return self.clients.find(self.own_client_id)

    def service(self, build: Callable[["Sandbox"], S]) -> S:
        """A product's service for this sandbox: built when first asked for, then kept."""
        try:
            service: S = self._services[build]
        except KeyError:
            service = self._services[build] = build(self)
        return service

    def add_client(self, client: Client) -> Client:
        """Raises Conflict when the id is taken, here or by another sandbox; Unprocessable for its scenario."""
        self.scenarios.token_rule(client.scenario)
        self._shared.directory.claim_client(client.client_id, self.id)
        return self.clients.add(client)

    def replace_client(self, client: Client) -> Client:
        """Raises Unprocessable for a scenario that is not there."""
        self.scenarios.token_rule(client.scenario)
        return self.clients.replace(client)

    def remove_client(self, client_id: str) -> None:
        """Take a client away, and all authority from its tokens. Raises NotFound."""
        with self.store.transaction():
            self.clients.remove(client_id)
            self.tokens.revoke(client_id)

    def scenario_faults(self, client: Client) -> tuple[Rule, ...]:
        """The fault rules of the scenario that a client is bound to."""
        scenario = self.scenarios.find(client.scenario) if client.scenario else None
        return scenario.faults if scenario else ()

    def issue_token(self, client: Client, scopes: tuple[str, ...], *, by: Rule | None = None) -> Issued:
        """A token as the token endpoint gives it: by the client's scenario, or an old one where tokens are reused.

        A rule with a token effect that hit the request says instead what it is born as.
        """
        if by is not None and by.effect.token is not None:
            born = BORN[by.effect.token]
            return self._issue(client, scopes, self._ttl(client), born, reuse=False, rule_id=by.id)
        rule = self.scenarios.token_rule(client.scenario)
        return self._issue(client, scopes, self._ttl(client), rule, reuse=self.world.token_reuse)

    def grant_token(self, client: Client, scopes: tuple[str, ...], ttl_seconds: int | None = None) -> Issued:
        """A fresh, good token as the control API gives it: no scenario touches it, and none is used up by it."""
        ttl_seconds = self._ttl(client) if ttl_seconds is None else ttl_seconds
        return self._issue(client, scopes, ttl_seconds, TokenRule(), reuse=False)

    def run_due(self) -> list[Job]:
        """Let happen what is due by now on this sandbox's clock; give it in order."""
        if self.schedule.next() is None:
            return []
        return self.schedule.run_due(self.clock.now(), self.run)

    def run(self, job: Job) -> Deed:
        return self._shared.runners[job.kind](self, job)

    def public_keys(self) -> dict[str, Any]:
        """The JSON Web Key Set of tokens that are JWTs (RFC 7517)."""
        return self._shared.signer.public_keys()

    def reset(self, parts: frozenset[str] | None = None, change: WorldChange | None = None) -> None:
        """The sandbox as it was at start, whole or in parts (names in PARTS), with options for this start alone."""
        self._check(change or WorldChange(), self.scenarios_after(is_whole=parts is None))
        if parts is not None and "webhooks" in parts:
            parts |= {DELIVERIES.part}
        if parts is not None and "data" in parts:
            self.webhooks.deliveries.drop(None, "its data went with a reset")
        self.store.restore(self._start, parts)
        with self.store.transaction():
            self._apply(change or WorldChange())
        self._begin(parts)

    def scenarios_after(self, *, is_whole: bool) -> list[str]:
        """The names of the scenarios that there are after a reset, whole or in parts."""
        return self._start_scenarios if is_whole else self.scenarios.names()

    def snapshot(self) -> Snapshot:
        return self.store.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Everything as it was then but the journal; the ids of what is made next go on as they did then."""
        self.webhooks.deliveries.drop(None, "not yet happened in the snapshot that was restored")
        self.store.restore(snapshot, KEPT)

    def close(self) -> None:
        """Nothing happens here any more: no job, no delivery."""
        self.webhooks.clear()
        self.schedule.clear()

    def _check(self, change: WorldChange, scenarios: list[str] | None = None) -> None:
        """Raises Unprocessable for a change that cannot be applied, before anything is changed.

        `scenarios` are those there will be, where these are not the present ones.
        """
        if not isinstance(change.scenario, UnsetType):
            self.scenarios.token_rule(change.scenario, scenarios)
        if isinstance(change.freeze, datetime):
            checked(change.freeze, "freeze")

    def _apply(self, change: WorldChange) -> None:
        with self.store.transaction() as tx:
            tx.put(WORLD, change.applied(self.world))
            if isinstance(change.freeze, datetime):
                self.clock.freeze(change.freeze)
            if change.scenario is not UNSET and (own := self.own_client):
                self.replace_client(msgspec.structs.replace(own, scenario=change.scenario))

    def _issue(
        self, client: Client, scopes: tuple[str, ...], ttl_seconds: int, rule: TokenRule, **how: Any
    ) -> Issued:
        issued = self.tokens.issue(client, scopes, ttl_seconds=ttl_seconds, rule=rule, **how)
        self._shared.directory.note_token(issued.token.value, self.id)
        return issued

    def _begin(self, parts: frozenset[str] | None) -> None:
        """Put there what no snapshot of the start has, since it depends on the options of this start."""
        if parts is None or "tokens" in parts:
            self._issue_example()
        if parts is None or "data" in parts:
            for begin in self._begins.values():
                begin(self)

    def _ttl(self, client: Client) -> int:
        return self.world.token_ttl if client.token_ttl is None else client.token_ttl

    def _issue_example(self) -> None:
        client = self.clients.find(self._example_for) if self._example_for else None
        if client is None:
            return
        now, lifetime = self.clock.now(), timedelta(seconds=self._ttl(client))
        grant = Grant(client.client_id, client.provider, client.scopes)
        self.tokens.put(Token(EXAMPLE_TOKEN, grant, now, lifetime))
        self._shared.directory.note_token(EXAMPLE_TOKEN, self.id)

    def _mint(self, minting: Minting) -> str:
        unique = self._shared.directory.mint(self.id)
        return self._shared.signer.sign(minting, unique) if self.world.token_format == "jwt" else unique
