"""The control API below /__admin: tables of operations like any product's, one file for each thing controlled."""

from mock_osigu.control import (
    certs,
    clients,
    clock,
    deliveries,
    faults,
    meta,
    requests,
    sandboxes,
    scenarios,
    snapshots,
    state,
    webhooks,
)
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.control import control_envelope
from mock_osigu.web.operation import Product


def _build(sandbox: Sandbox) -> Sandbox:
    return sandbox


CONTROL = Product(
    name="control",
    operations=meta.OPEN_OPERATIONS,
    envelope=control_envelope,
    build=_build,
    control=(
        *meta.OPERATIONS,
        *state.OPERATIONS,
        *clock.OPERATIONS,
        *clients.OPERATIONS,
        *scenarios.OPERATIONS,
        *faults.OPERATIONS,
        *requests.OPERATIONS,
        *sandboxes.OPERATIONS,
        *snapshots.OPERATIONS,
        *webhooks.OPERATIONS,
        *deliveries.OPERATIONS,
        *certs.OPERATIONS,
    ),
)
