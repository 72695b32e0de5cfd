"""Named things that go wrong for a client, so that a test can choose one by credentials alone.

All of this is INVENTED: Osigu has no such thing.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec


class TokenRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is special about a client's tokens.

    `ttl`: seconds they live. `born`: what they already are when first used, though the answer looks healthy.
    `every`: only the 1st, 1+every-th, 1+2*every-th… token is born so. `scopes`: the authority they carry.
    """

    ttl: int | None = None
    born: Literal["expired", "revoked"] | None = None
    every: int = 1
    scopes: tuple[str, ...] | None = None


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A name, what it does in words, and its rule for tokens."""

    name: str
    summary: str = ""
    token: TokenRule = TokenRule()


BUILT_IN: Final = (
    Scenario(
        name="token-expired",
        summary="every token it gets is already expired when used: 401 on the API",
        token=TokenRule(born="expired"),
    ),
    Scenario(
        name="token-expires-once",
        summary="its 1st, 3rd, 5th… token is expired when used, the others work",
        token=TokenRule(born="expired", every=2),
    ),
    Scenario(name="token-short", summary="its tokens live 2 seconds", token=TokenRule(ttl=2)),
    Scenario(
        name="token-revoked",
        summary="its tokens are unknown to the API: 401",
        token=TokenRule(born="revoked"),
    ),
    Scenario(
        name="token-no-scope",
        summary="its tokens carry no authority: 403 on the API",
        token=TokenRule(scopes=()),
    ),
)

CLIENT_SECRET: Final = "sandbox"


def scenarios(own: Mapping[str, Mapping[str, object]]) -> dict[str, Scenario]:
    """The built-in ones by name, and a user's own ones over them."""
    table = {scenario.name: scenario for scenario in BUILT_IN}
    for name, definition in own.items():
        rule = msgspec.convert(definition.get("token", {}), TokenRule)
        table[name] = Scenario(name=name, summary="defined in the settings", token=rule)
    return table
