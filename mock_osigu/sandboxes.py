"""The registry of worlds: it makes, finds and removes sandboxes, and keeps the server's named snapshots."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, cast

import msgspec

from mock_osigu.config.client import check_clients
from mock_osigu.core.clock import TimeSource, system_monotonic, system_now
from mock_osigu.core.errors import Conflict, NotFound
from mock_osigu.core.ids import UniqueIds
from mock_osigu.core.store import Snapshot
from mock_osigu.engine.clients import Client, DataSource
from mock_osigu.engine.courier import Courier
from mock_osigu.engine.destination import Destinations
from mock_osigu.engine.directory import Directory
from mock_osigu.engine.journal import Journal
from mock_osigu.engine.jwt import JwtSigner
from mock_osigu.engine.scenarios import BUILT_IN, scenario_clients, scenarios
from mock_osigu.engine.world import World, WorldChange
from mock_osigu.sandbox import Begin, Runner, Sandbox, Shared
from mock_osigu.settings import ClientSpec, Settings

DEFAULT: Final = "default"
DOCUMENTED_CLIENT: Final = "cossen-osigu-service"
IDLE_SECONDS: Final = 3600.0


class NamedSnapshot(msgspec.Struct, frozen=True):
    """A point to come back to: the state, the provider whose data it is about, the scenarios there are."""

    name: str
    sandbox_id: str
    provider: str
    state: Snapshot
    scenarios: list[str]


class _Tenant(msgspec.Struct, eq=False):
    """A sandbox and when it was last used, in real seconds. `idle_seconds` of None: it stays."""

    sandbox: Sandbox
    idle_seconds: float | None
    used_at: float


class Sandboxes:
    """The worlds of one server. The `default` one is made at once and stays.

    `time_source` is the machine's time that sandboxes' clocks start from; `monotonic` counts real seconds of idling.
    `courier` delivers webhooks. `close` when done, lest it goes on. Raises SettingError for a client that cannot be.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        time_source: TimeSource = system_now,
        monotonic: Callable[[], float] = system_monotonic,
        courier: Courier | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.ids = UniqueIds()
        self.signer = JwtSigner(self.ids.short())
        self.snapshots: dict[str, NamedSnapshot] = {}
        self._monotonic = monotonic
        self._shared = Shared(
            directory=Directory(self.ids),
            journal=Journal(),
            ids=self.ids,
            signer=self.signer,
            source=time_source,
            scenarios=scenarios(self.settings.scenarios),
            courier=courier or Courier(Destinations(self.settings.webhook_allow)),
        )
        taken = [scenario.name for scenario in BUILT_IN]
        check_clients(self.settings.clients, scenarios=self._shared.scenarios, taken=taken)
        self._tenants: dict[str, _Tenant] = {}
        self.default = self._add(
            Sandbox(
                id=DEFAULT,
                clients=[*map(_client, self.settings.clients), *scenario_clients()],
                shared=self._shared,
                world=_world(self.settings),
                example_for=DOCUMENTED_CLIENT,
            ),
            None,
        )

    def create(
        self,
        change: WorldChange | None = None,
        *,
        snapshot: str | None = None,
        idle_seconds: float = IDLE_SECONDS,
    ) -> Sandbox:
        """A new isolated world with a client of its own, from the settings or from a named snapshot.

        Its client speaks for the provider of the documented client (or the snapshot's), so that two sandboxes
        with the same seed hold the same invoices. Raises NotFound for the snapshot, Unprocessable for the scenario.
        """
        self.sweep()
        source = self.snapshot(snapshot) if snapshot is not None else None
        sandbox_id = self.ids.short()
        own = Client(
            client_id=f"client-{sandbox_id}",
            client_secret=self.ids.secret(),
            provider=source.provider if source else DOCUMENTED_CLIENT,
        )
        sandbox = Sandbox(
            id=sandbox_id,
            clients=[own],
            shared=self._shared,
            world=None if source else _world(self.settings),
            base=source.state if source else None,
            change=change,
        )
        return self._add(sandbox, idle_seconds)

    def all(self) -> list[Sandbox]:
        self.sweep()
        return [tenant.sandbox for tenant in list(self._tenants.values())]

    def get(self, sandbox_id: str) -> Sandbox:
        """Raises NotFound, naming the id; counts as a use."""
        sandbox = self._live(sandbox_id)
        if sandbox is None:
            raise NotFound(f"there is no sandbox '{sandbox_id}'")
        return sandbox

    def remove(self, sandbox_id: str) -> None:
        """Raises NotFound, or Conflict for the default one, which stays."""
        self.get(sandbox_id)
        if sandbox_id == DEFAULT:
            raise Conflict("the default sandbox cannot be removed; reset it instead")
        self._forget(sandbox_id)

    def find(self, client_ids: Iterable[str] = (), token: str = "", path_id: str | None = None) -> Sandbox:
        """The world of a request: its client id's, else its token's, else its path's, else the default one."""
        directory = self._shared.directory
        for client_id in client_ids:
            if sandbox := self._live(directory.of_client(client_id)):
                return sandbox
        return (token and self._live(directory.of_token(token))) or self._live(path_id) or self.default

    def register(self, runners: Mapping[str, Runner]) -> None:
        """Say what to do for jobs of some kinds; the app does so for each product."""
        self._shared.runners.update(runners)

    def begin_with(self, product: str, begin: Begin) -> None:
        """Say what a product does with a new world; raises SettingError for what the default one cannot have."""
        if self._shared.begins.setdefault(product, begin) is begin:
            for miss in begin(self.default):
                raise miss

    def holder_of(self, client_id: str) -> str | None:
        """The id of the sandbox that a client id belongs to."""
        self.sweep()
        return self._shared.directory.of_client(client_id)

    def holder_of_token(self, value: str) -> str | None:
        """The id of the sandbox that issued a token, also one from before a reset."""
        return self._shared.directory.of_token(value)

    def snapshot(self, name: str) -> NamedSnapshot:
        """Raises NotFound, naming the ones there are."""
        if name not in self.snapshots:
            known = ", ".join(self.snapshots) or "none"
            raise NotFound(f"there is no snapshot '{name}'; there are: {known}")
        return self.snapshots[name]

    def scenarios_of(self, snapshot: str | None) -> Sequence[str] | None:
        """The names of the scenarios of a new sandbox from the snapshot of that name; None where there is none."""
        if snapshot is None:
            return list(self._shared.scenarios)
        return self.snapshots[snapshot].scenarios if snapshot in self.snapshots else None

    def take_snapshot(self, sandbox: Sandbox, name: str) -> NamedSnapshot:
        """Name the state of `sandbox` as it is now; a name taken before is taken over."""
        own = sandbox.own_client
        provider = own.provider if own else DOCUMENTED_CLIENT
        state, scenarios = sandbox.snapshot(), sandbox.scenarios.names()
        snapshot = self.snapshots[name] = NamedSnapshot(name, sandbox.id, provider, state, scenarios)
        return snapshot

    def remove_snapshot(self, name: str) -> None:
        """Raises NotFound, naming the ones there are."""
        self.snapshot(name)
        self.snapshots.pop(name, None)

    def sweep(self) -> None:
        """Remove the sandboxes that nobody has used for their idle time."""
        # Values, not items: a list of pairs makes objects, so other threads may have a turn while it grows.
        for tenant in list(self._tenants.values()):
            if self._is_idle(tenant):
                self._forget(tenant.sandbox.id)

    def close(self) -> None:
        """Deliver no more webhooks; what is under way is broken off. The worlds stay readable."""
        self._shared.courier.close()

    def _live(self, sandbox_id: str | None) -> Sandbox | None:
        tenant = self._tenants.get(sandbox_id) if sandbox_id is not None else None
        if tenant is None:
            return None
        if tenant.idle_seconds is not None:
            if self._is_idle(tenant):
                self._forget(tenant.sandbox.id)
                return None
            tenant.used_at = self._monotonic()
        return tenant.sandbox

    def _is_idle(self, tenant: _Tenant) -> bool:
        return tenant.idle_seconds is not None and self._monotonic() - tenant.used_at >= tenant.idle_seconds

    def _add(self, sandbox: Sandbox, idle_seconds: float | None) -> Sandbox:
        self._tenants[sandbox.id] = _Tenant(sandbox, idle_seconds, self._monotonic())
        return sandbox

    def _forget(self, sandbox_id: str) -> None:
        tenant = self._tenants.pop(sandbox_id, None)
        if tenant is not None:
            tenant.sandbox.requests.clear()
            tenant.sandbox.close()
        self._shared.directory.forget(sandbox_id)


def _world(settings: Settings) -> World:
    return World(
        token_ttl=settings.token_ttl,
        token_format="jwt" if settings.token_format == "jwt" else "uuid",
        token_reuse=settings.token_reuse,
        enforce_limits=settings.enforce_limits,
        seed=settings.seed,
        locale=settings.locale,
        invoices=settings.invoices,
    )


def _client(spec: ClientSpec) -> Client:
    return Client(
        client_id=spec.client_id,
        client_secret=spec.client_secret,
        scopes=tuple(spec.scopes),
        provider=spec.provider_slug or spec.client_id,
        provider_slug=spec.provider_slug,
        data_source=cast("DataSource", spec.data_source),
        token_ttl=spec.token_ttl,
        scenario=spec.scenario,
    )
