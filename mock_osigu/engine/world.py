"""The options of one world, kept in its store so that a snapshot or a fork carries them."""

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mock_osigu.core.collection import Collection

MAX_TTL_SECONDS: Final = 3_153_600_000  # a hundred years
MAX_INVOICES: Final = 1_000_000

TtlSeconds = Annotated[int, Meta(ge=0, le=MAX_TTL_SECONDS)]
InvoiceCount = Annotated[int, Meta(ge=0, le=MAX_INVOICES)]
Moment = Annotated[datetime, Meta(tz=True)]
Seed = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a whole sandbox: `token_ttl` in seconds, `invoices` for each provider that looks."""

    token_ttl: int
    token_format: Literal["uuid", "jwt"]
    token_reuse: bool
    enforce_limits: bool = False
    seed: int
    locale: str
    invoices: int


class WorldChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The options that a new start may set: those left out stay as they are.

    `freeze` stops the clock at a time; `scenario` is bound to the sandbox's own client.
    """

    token_ttl: TtlSeconds | UnsetType = UNSET
    seed: Seed | UnsetType = UNSET
    invoices: InvoiceCount | UnsetType = UNSET
    freeze: Moment | UnsetType = UNSET
    scenario: str | UnsetType | None = UNSET

    def applied(self, world: World) -> World:
        given = {
            name: value
            for name in ("token_ttl", "seed", "invoices")
            if (value := getattr(self, name)) is not UNSET
        }
        return msgspec.structs.replace(world, **given)


def _the_only(_: World) -> str:
    return "world"


WORLD: Final = Collection("world", World, key=_the_only, part="world")
