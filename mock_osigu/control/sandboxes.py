"""`/__admin/sandboxes`: isolated worlds with clients of their own."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from mock_osigu.control.bodies import read_whole
from mock_osigu.control.starting import start_faults
from mock_osigu.core.errors import Conflict, Fault, NotFound, Unprocessable
from mock_osigu.engine.masking import Secretive
from mock_osigu.engine.world import WorldChange
from mock_osigu.sandbox import Sandbox
from mock_osigu.sandboxes import DEFAULT, IDLE_SECONDS
from mock_osigu.web.control import Items, control, items, json_of
from mock_osigu.web.operation import Call, Reply

IdleSeconds = Annotated[float, Meta(gt=0, le=31_536_000)]


class SandboxView(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sandbox answers, and the id of its own client."""

    id: str
    url: str
    client_id: str
    control_url: str


class SandboxMade(Secretive, frozen=True, kw_only=True):
    """A new sandbox; the one answer that has its client's secret."""

    id: str
    url: str
    client_id: str
    client_secret: str
    control_url: str


class NewSandbox(WorldChange, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """World options, a snapshot to start from, and the real seconds of idling after which it is removed."""

    from_snapshot: str | None = None
    idle_seconds: IdleSeconds = IDLE_SECONDS


def list_sandboxes(call: Call) -> Reply:
    return items([_view(call, sandbox) for sandbox in call.registry.all()])


def create_sandbox(call: Call) -> Reply:
    new = read_whole(json_of(call), NewSandbox, lambda given: _unstartable(call, given))
    sandbox = call.registry.create(new, snapshot=new.from_snapshot, idle_seconds=new.idle_seconds)
    client = sandbox.clients.get(sandbox.own_client_id)
    seen = _view(call, sandbox)
    made = SandboxMade(
        id=seen.id,
        url=seen.url,
        client_id=client.client_id,
        client_secret=client.client_secret,
        control_url=seen.control_url,
    )
    return Reply(201, made)


def _unstartable(call: Call, given: Mapping[str, Any]) -> Iterator[Fault]:
    snapshot = given.get("from_snapshot")
    return start_faults(given, call.registry.scenarios_of(snapshot if isinstance(snapshot, str) else None))


def read_sandbox(call: Call) -> Reply:
    return Reply(200, _view(call, call.registry.get(call.path["sandbox_id"])))


def remove_sandbox(call: Call) -> Reply:
    call.registry.remove(call.path["sandbox_id"])
    return Reply(204)


def _view(call: Call, sandbox: Sandbox) -> SandboxView:
    base = call.base_url
    is_default = sandbox.id == DEFAULT
    return SandboxView(
        id=sandbox.id,
        url=base if is_default else f"{base}/__sandbox/{sandbox.id}",
        client_id=sandbox.own_client_id,
        control_url=f"{base}/__admin/sandboxes/{sandbox.id}",
    )


OPERATIONS: Final = (
    control(
        "sandboxes.list",
        "The sandboxes of the server",
        "GET",
        "/sandboxes",
        list_sandboxes,
        returns=Items[SandboxView],
    ),
    control(
        "sandboxes.create",
        "Make an isolated sandbox with a client of its own",
        "POST",
        "/sandboxes",
        create_sandbox,
        status=201,
        body=NewSandbox,
        returns=SandboxMade,
        errors=(NotFound, Unprocessable),
    ),
    control(
        "sandboxes.read",
        "One sandbox",
        "GET",
        "/sandboxes/{sandbox_id}",
        read_sandbox,
        returns=SandboxView,
        errors=(NotFound,),
    ),
    control(
        "sandboxes.remove",
        "Remove a sandbox and all it holds",
        "DELETE",
        "/sandboxes/{sandbox_id}",
        remove_sandbox,
        status=204,
        errors=(NotFound, Conflict),
    ),
)
