"""`/__admin/snapshots`: named points to come back to. Names are the server's, and outlive resets."""

from typing import Final

import msgspec

from mock_osigu.core.errors import Conflict, NotFound
from mock_osigu.sandboxes import NamedSnapshot
from mock_osigu.web.control import Items, control, items
from mock_osigu.web.operation import Call, Reply


class SnapshotView(msgspec.Struct, frozen=True):
    name: str
    sandbox_id: str


def list_snapshots(call: Call) -> Reply:
    return items([_view(snapshot) for snapshot in list(call.registry.snapshots.values())])


def take_snapshot(call: Call) -> Reply:
    name = call.path["name"]
    status = 200 if name in call.registry.snapshots else 201
    return Reply(status, _view(call.registry.take_snapshot(call.sandbox, name)))


def remove_snapshot(call: Call) -> Reply:
    call.registry.remove_snapshot(call.path["name"])
    return Reply(204)


def restore_snapshot(call: Call) -> Reply:
    """A snapshot has clients and tokens in it, which belong to one sandbox: it goes back there alone."""
    snapshot = call.registry.snapshot(call.path["name"])
    if snapshot.sandbox_id != call.sandbox.id:
        raise Conflict(
            f"snapshot '{snapshot.name}' is of sandbox '{snapshot.sandbox_id}'; "
            "to have its state elsewhere, make a sandbox with from_snapshot"
        )
    call.sandbox.restore(snapshot.state)
    return Reply(200, _view(snapshot))


def _view(snapshot: NamedSnapshot) -> SnapshotView:
    return SnapshotView(snapshot.name, snapshot.sandbox_id)


OPERATIONS: Final = (
    control(
        "snapshots.list",
        "The named snapshots of the server",
        "GET",
        "/snapshots",
        list_snapshots,
        returns=Items[SnapshotView],
    ),
    control(
        "snapshots.take",
        "Name the state of the sandbox as it is now",
        "PUT",
        "/snapshots/{name}",
        take_snapshot,
        status=201,
        returns=SnapshotView,
    ),
    control(
        "snapshots.remove",
        "Forget a snapshot",
        "DELETE",
        "/snapshots/{name}",
        remove_snapshot,
        status=204,
        errors=(NotFound,),
    ),
    control(
        "snapshots.restore",
        "Go back to a snapshot",
        "POST",
        "/snapshots/{name}/restore",
        restore_snapshot,
        returns=SnapshotView,
        errors=(NotFound, Conflict),
    ),
)
