"""`/__admin/reset`: the sandbox as it was at start, whole or in parts."""

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from mock_osigu.control.bodies import read_whole
from mock_osigu.control.starting import start_faults
from mock_osigu.core.errors import Unprocessable
from mock_osigu.engine.world import WorldChange
from mock_osigu.sandbox import PARTS
from mock_osigu.web.control import control, json_of
from mock_osigu.web.operation import Call, Reply

Part = Literal["data", "tokens", "clock", "faults", "requests", "webhooks"]


class Reset(WorldChange, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`only` names parts, left out: everything. The world options hold for this start alone."""

    only: list[Part] | UnsetType = UNSET


class ResetDone(msgspec.Struct, frozen=True):
    """The sandbox, and the parts that are as they were at its start."""

    id: str
    reset: list[str]


def reset(call: Call) -> Reply:
    sandbox = call.sandbox
    wanted = read_whole(
        json_of(call),
        Reset,
        lambda given: start_faults(given, sandbox.scenarios_after(is_whole="only" not in given)),
    )
    parts = None if isinstance(wanted.only, UnsetType) else frozenset[str](wanted.only)
    sandbox.reset(parts, wanted)
    return Reply(200, ResetDone(sandbox.id, [part for part in PARTS if parts is None or part in parts]))


OPERATIONS: Final = (
    control(
        "reset",
        "The sandbox as it was at start, whole or in parts",
        "POST",
        "/reset",
        reset,
        body=Reset,
        returns=ResetDone,
        errors=(Unprocessable,),
    ),
)
