"""`/__admin/clients`: who may ask for tokens. A secret is shown when it is made, and never again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from mock_osigu.control.bodies import read_whole
from mock_osigu.core.errors import Conflict, Fault, NotFound, Unprocessable
from mock_osigu.engine.clients import DEFAULT_SCOPES, Client, ClientId, DataSource, Scope, Secret, Slug
from mock_osigu.engine.masking import Secretive
from mock_osigu.engine.world import TtlSeconds
from mock_osigu.web.control import Items, body_of, control, items, json_of
from mock_osigu.web.operation import Call, Reply


class ClientView(msgspec.Struct, frozen=True, kw_only=True):
    """A client without its secret. `provider` names the data that its tokens see."""

    client_id: str
    scopes: tuple[str, ...]
    provider: str
    provider_slug: str | None
    data_source: str
    token_ttl: int | None
    scenario: str | None


class ClientMade(Secretive, frozen=True, kw_only=True):
    """A new client; the one answer that has its secret."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    provider: str
    provider_slug: str | None
    data_source: str
    token_ttl: int | None
    scenario: str | None


class NewClient(Secretive, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A missing id or secret is generated."""

    client_id: ClientId | UnsetType = UNSET
    client_secret: Secret | UnsetType = UNSET
    scopes: list[Scope] = msgspec.field(default_factory=lambda: list(DEFAULT_SCOPES))
    provider_slug: Slug | None = None
    data_source: DataSource = "ERP"
    token_ttl: TtlSeconds | None = None
    scenario: str | None = None


class ClientChange(Secretive, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; a new secret makes the old one wrong at once."""

    client_id: str | UnsetType = UNSET
    client_secret: Secret | UnsetType = UNSET
    scopes: list[Scope] | UnsetType = UNSET
    provider_slug: Slug | UnsetType | None = UNSET
    data_source: DataSource | UnsetType = UNSET
    token_ttl: TtlSeconds | UnsetType | None = UNSET
    scenario: str | UnsetType | None = UNSET


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scenario: str | None


def view(client: Client) -> ClientView:
    return ClientView(**_fields(client))


def _fields(client: Client) -> dict[str, Any]:
    return {name: getattr(client, name) for name in ClientView.__struct_fields__}


def list_clients(call: Call) -> Reply:
    return items([view(client) for client in call.sandbox.clients.all()])


def add_client(call: Call) -> Reply:
    new = read_whole(json_of(call), NewClient, lambda given: _unknown_scenario(call, given))
    ids = call.sandbox.ids
    client_id = new.client_id if isinstance(new.client_id, str) else f"client-{ids.short()}"
    client = Client(
        client_id=client_id,
        client_secret=new.client_secret if isinstance(new.client_secret, str) else ids.secret(),
        scopes=tuple(dict.fromkeys(new.scopes)),
        provider=new.provider_slug or client_id,
        provider_slug=new.provider_slug,
        data_source=new.data_source,
        token_ttl=new.token_ttl,
        scenario=new.scenario,
    )
    call.registry.sweep()  # an id that only an idle sandbox holds is free
    call.sandbox.add_client(client)
    return Reply(201, ClientMade(client_secret=client.client_secret, **_fields(client)))


def read_client(call: Call) -> Reply:
    return Reply(200, view(call.sandbox.clients.get(call.path["client_id"])))


def change_client(call: Call) -> Reply:
    with call.sandbox.store.transaction():
        client = call.sandbox.clients.get(call.path["client_id"])
        change = read_whole(
            json_of(call),
            ClientChange,
            lambda given: (*_other_id(client, given), *_unknown_scenario(call, given)),
        )
        changed = _changed(client, change)
        return Reply(200, view(call.sandbox.replace_client(changed)))


def _changed(client: Client, change: ClientChange) -> Client:
    given = {
        name: value
        for name in ClientChange.__struct_fields__
        if (value := getattr(change, name)) is not UNSET
    }
    if "scopes" in given:
        given["scopes"] = tuple(dict.fromkeys(given["scopes"]))
    if "provider_slug" in given:
        given["provider"] = given["provider_slug"] or client.client_id
    return msgspec.structs.replace(client, **given)


def _other_id(client: Client, given: Mapping[str, Any]) -> Iterator[Fault]:
    if given.get("client_id", client.client_id) != client.client_id:
        yield Fault("client_id", "may not change; make another client")


def _unknown_scenario(call: Call, given: Mapping[str, Any]) -> tuple[Fault, ...]:
    name = given.get("scenario")
    try:
        call.sandbox.scenarios.token_rule(name if isinstance(name, str) else None)
    except Unprocessable as error:
        return error.faults
    return ()


def remove_client(call: Call) -> Reply:
    call.sandbox.remove_client(call.path["client_id"])
    return Reply(204)


def bind_scenario(call: Call) -> Reply:
    with call.sandbox.store.transaction():
        client = call.sandbox.clients.get(call.path["client_id"])
        bound = msgspec.structs.replace(client, scenario=body_of(call, Binding).scenario)
        return Reply(200, view(call.sandbox.replace_client(bound)))


OPERATIONS: Final = (
    control(
        "clients.list",
        "The clients of the sandbox",
        "GET",
        "/clients",
        list_clients,
        returns=Items[ClientView],
    ),
    control(
        "clients.add",
        "Make a client",
        "POST",
        "/clients",
        add_client,
        status=201,
        body=NewClient,
        returns=ClientMade,
        errors=(Conflict, Unprocessable),
    ),
    control(
        "clients.read",
        "One client",
        "GET",
        "/clients/{client_id}",
        read_client,
        returns=ClientView,
        errors=(NotFound,),
    ),
    control(
        "clients.change",
        "Change a client: its secret, scopes, provider, data source, token life or scenario",
        "PATCH",
        "/clients/{client_id}",
        change_client,
        body=ClientChange,
        returns=ClientView,
        errors=(NotFound, Unprocessable),
    ),
    control(
        "clients.remove",
        "Remove a client; its tokens become unknown",
        "DELETE",
        "/clients/{client_id}",
        remove_client,
        status=204,
        errors=(NotFound,),
    ),
    control(
        "clients.bind",
        "Bind a scenario to a client; null unbinds",
        "PUT",
        "/clients/{client_id}/scenario",
        bind_scenario,
        body=Binding,
        returns=ClientView,
        errors=(NotFound, Unprocessable),
    ),
)
