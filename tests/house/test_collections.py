"""Every collection of every store, by one suite: frozen values, readable by others, and brought back whole."""

import pkgutil
from collections.abc import Hashable
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any, Final

import msgspec
import pytest
from flask.testing import FlaskClient

import mock_osigu
from mock_osigu import Sandboxes, Settings, create_app
from mock_osigu.api.payments.documented import SAMPLE
from mock_osigu.core.collection import Collection
from mock_osigu.core.store import Snapshot, Store
from mock_osigu.sandbox import FORKED, KEPT, PARTS, Sandbox

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
CLIENT: Final = ("cossen-osigu-service", "base64secretkey")
# What was sent goes with the subscriptions in a reset, but is in no snapshot.
RESET_WITH: Final = {"deliveries": "webhooks"}
Found = dict[str, Any]


def collections() -> list[Collection[Any]]:
    """Every Collection that any module of the package has, so that a new one is tested before anyone thinks of it."""
    found: dict[int, Collection[Any]] = {}
    for module in pkgutil.walk_packages(mock_osigu.__path__, "mock_osigu."):
        if module.name.endswith("__main__"):
            continue
        values = vars(import_module(module.name)).values()
        found.update({id(value): value for value in values if isinstance(value, Collection)})
    return sorted(found.values(), key=lambda collection: collection.name)


ALL: Final = collections()
each_collection = pytest.mark.parametrize("collection", ALL, ids=lambda collection: str(collection.name))


class World:
    """A default sandbox in real use, on a clock that stands still."""

    def __init__(self) -> None:
        settings = Settings(token_reuse=True, invoices=2, enforce_limits=True)
        self.sandboxes = Sandboxes(settings, time_source=lambda: NOW)
        self.sandbox: Sandbox = self.sandboxes.default
        self.store: Store = self.sandbox.store
        self.client: FlaskClient = create_app(self.sandboxes).test_client()

    def live(self) -> None:
        """What real use puts into every collection: tokens, invoices, faults, a moved clock."""
        self._control("PATCH", "/clock", {"now": "2026-02-03T04:05:06Z"})
        self._control(
            "POST", "/clients", {"client_id": "app", "scenario": "token-expires-once", "token_ttl": 60}
        )
        self._control("POST", "/faults", {"match": {"client_id": "app"}, "effect": {"delay_seconds": 0.001}})
        self._control("PUT", "/scenarios/slow", {"faults": [{"effect": {"delay_seconds": 0.001}}]})
        self._control("PUT", "/limits", {"oauth": {"per_minute": 9}, "payments": {"per_second": 9}})
        self._control("POST", "/reset", {"only": ["requests"], "token_ttl": 7})
        drop = {"url": "http://127.0.0.1/", "mode": {"mode": "drop"}}
        self._control("POST", "/webhooks", drop)
        self._control("PUT", "/webhooks/mode", {"mode": "drop"})
        self.sandbox.webhooks.emit("house.lived", {"event": "house.lived"})
        secret = self._control("PATCH", "/clients/app", {"client_secret": "secret"}) and "secret"
        self._token("app", secret)
        bearer = {"Authorization": f"Bearer {self._token(*CLIENT)}"}
        made = self.client.post("/v1/invoices", json={"invoices": [SAMPLE]}, headers=bearer)
        assert made.status_code == 201, made.text
        self._advance(made.get_json()[0]["id"], bearer)

    def _advance(self, invoice_id: str, bearer: dict[str, str]) -> None:
        """What a request for an advance on an invoice puts there: files, comments, rules, a job of the clock."""
        self._control("PATCH", "/eligibility", {"due_within_days": 5})
        self._control("PUT", "/cashout-requests/auto-advance", {"enabled": True})
        self._control("POST", "/cashout-requests", {"invoice_ids": [invoice_id]})
        path = f"/v1/invoices/{invoice_id}"
        file = self.client.post(f"{path}/files", data={"file": (BytesIO(b"%PDF-"), "a.pdf")}, headers=bearer)
        said = self.client.post(f"{path}/comments", json={"comment": "checked"}, headers=bearer)
        assert (file.status_code, said.status_code) == (201, 201)

    def _control(self, method: str, path: str, body: Any) -> Any:
        answer = self.client.open(f"/__admin{path}", method=method, json=body)
        assert answer.status_code < 300, answer.text
        return answer.get_json()

    def _token(self, client_id: str, secret: str) -> str:
        answer = self.client.post("/v1/oauth/token?grant_type=client_credentials", auth=(client_id, secret))
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["access_token"])


@pytest.fixture(scope="module")
def used() -> tuple[World, Snapshot]:
    world = World()
    world.live()
    return world, world.sandbox.snapshot()


@pytest.fixture
def lived(used: tuple[World, Snapshot]) -> World:
    """The same world for every test, as it was after its use."""
    world, then = used
    world.store.restore(then)
    return world


def contents(store: Store, collection: Collection[Any]) -> Found:
    """All that can be read of a collection: its values in order, each by its key, and every scan."""
    values = store.all(collection)
    found: Found = {"all": values, "by key": {collection.key(value): value for value in values}}
    assert all(store.get(collection, key) == value for key, value in found["by key"].items())
    for name, index in collection.indexes.items():
        partitions = {index.partition(value) for value in values} - {None}
        found[name] = {partition: store.scan(collection, name, partition) for partition in partitions}
    return found


def everything(store: Store) -> dict[str, Found]:
    return {collection.name: contents(store, collection) for collection in ALL}


def empty(store: Store, collection: Collection[Any]) -> None:
    """Delete every value."""
    with store.transaction() as tx:
        for value in tx.all(collection):
            tx.delete(collection, collection.key(value))


def empty_and_fail(store: Store, collection: Collection[Any]) -> None:
    with store.transaction():
        empty(store, collection)
        assert store.all(collection) == []
        raise LookupError


def test_names_are_unique_and_parts_are_known() -> None:
    assert len({collection.name for collection in ALL}) == len(ALL)
    assert {collection.part for collection in ALL} <= {*PARTS, *RESET_WITH, "world", "clients"}


@each_collection
def test_values_are_frozen(lived: World, collection: Collection[Any]) -> None:
    values = lived.store.all(collection)
    assert values, "real use puts nothing here: extend World.live"
    for value in values:
        assert type(value) is collection.type
        names = getattr(value, "_fields", None) or value.__struct_fields__
        for name in names:
            with pytest.raises((AttributeError, TypeError)):
                setattr(value, name, None)
            assert not isinstance(getattr(value, name), list | set | bytearray)


@each_collection
def test_keys_and_partitions_can_be_told_apart(lived: World, collection: Collection[Any]) -> None:
    for value in lived.store.all(collection):
        assert isinstance(collection.key(value), Hashable)
        for index in collection.indexes.values():
            assert isinstance(index.partition(value), Hashable)


@each_collection
@pytest.mark.parametrize("codec", [msgspec.json, msgspec.msgpack], ids=["json", "msgpack"])
def test_values_can_be_written_and_read(lived: World, collection: Collection[Any], codec: Any) -> None:
    for value in lived.store.all(collection):
        assert codec.decode(codec.encode(value), type=collection.type) == value


@each_collection
def test_a_rollback_brings_back_what_was_there(lived: World, collection: Collection[Any]) -> None:
    before = contents(lived.store, collection)
    with pytest.raises(LookupError):
        empty_and_fail(lived.store, collection)
    after = contents(lived.store, collection)
    assert {**after, "all": None} == {**before, "all": None}
    assert len(after["all"]) == len(before["all"])


@each_collection
def test_a_snapshot_brings_back_what_was_there(lived: World, collection: Collection[Any]) -> None:
    before = everything(lived.store)
    snapshot = lived.sandbox.snapshot()
    empty(lived.store, collection)
    assert contents(lived.store, collection)["all"] == []
    emptied = contents(lived.store, collection)
    lived.sandbox.restore(snapshot)
    wanted = before if collection.part in KEPT else {**before, collection.name: emptied}
    assert everything(lived.store) == wanted


def test_a_reset_brings_back_the_start() -> None:
    world = World()
    start = everything(world.store)
    world.live()
    assert all(everything(world.store)[collection.name] != start[collection.name] for collection in ALL)
    world.sandbox.reset()
    assert everything(world.store) == start


@pytest.mark.parametrize("part", PARTS)
def test_a_reset_of_a_part_leaves_the_others(part: str) -> None:
    world = World()
    start = everything(world.store)
    world.live()
    before = everything(world.store)
    world.sandbox.reset(frozenset({part}))
    after = everything(world.store)
    for collection in ALL:
        own = RESET_WITH.get(collection.part, collection.part)
        wanted = start if own == part else before
        if (part, collection.name) != (
            "tokens",
            "tokens",
        ):  # the example token is issued anew, at the clock's time
            assert after[collection.name] == wanted[collection.name]
    examples = [token.value for token in start["tokens"]["all"]]
    assert part != "tokens" or [token.value for token in after["tokens"]["all"]] == examples


@each_collection
def test_a_fork_has_the_world_and_its_data_and_nothing_else(
    lived: World, collection: Collection[Any]
) -> None:
    lived.sandboxes.take_snapshot(lived.sandbox, "point")
    before = everything(lived.store)
    fork = lived.sandboxes.create(snapshot="point")
    if collection.part in FORKED:
        assert contents(fork.store, collection) == before[collection.name]
    elif collection.part == "clients":
        assert [client.client_id for client in fork.store.all(collection)] == [fork.own_client_id]
    else:
        assert fork.store.all(collection) == []
    empty(fork.store, collection)
    assert everything(lived.store) == before
