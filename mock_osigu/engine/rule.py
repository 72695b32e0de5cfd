"""What a fault rule says: which requests it means, what it does to them, and how often. All of it is INVENTED."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

API: Final = "api"
TOKEN_OPERATION: Final = "token.issue"
MAX_DELAY_SECONDS: Final = 86_400

Seconds = Annotated[float, Meta(ge=0, le=MAX_DELAY_SECONDS)]
After = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Times = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Method = Literal["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
TokenFault = Literal["expired", "revoked", "no_scope"]
Connection = Literal["reset", "close", "hang"]
Damage = Literal["truncated", "malformed", "empty", "html", "content_type"]


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which requests: all that is given must hold. Nothing given: every operation of Osigu's.

    `operation` is an id of the operation table, or `api` for every request that takes a Bearer token. `path` is
    exact or has `*`, without the query. `header` and `query` give values by name; `*` may stand in them too.
    """

    operation: Text | None = None
    method: Method | None = None
    path: Text | None = None
    client_id: Text | None = None
    header: dict[str, str] | None = None
    query: dict[str, str] | None = None


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What happens: a status or a connection ends the request; the rest adds to it.

    `status` answers at once, with `body` and `headers`. `delay_seconds` waits first, and up to `jitter_seconds`
    more. `token` makes the token look bad when used; with the token operation named, it is born so. `connection`
    breaks it. `damage` spoils the answer's body.
    """

    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    body: Any = None
    headers: dict[str, str] | None = None
    delay_seconds: Seconds | None = None
    jitter_seconds: Seconds | None = None
    token: TokenFault | None = None
    connection: Connection | None = None
    damage: Damage | None = None
    drip_bytes_per_second: Annotated[float, Meta(gt=0, le=1e9)] | None = None

    @property
    def ends(self) -> bool:
        """Whether no further rule is asked."""
        return self.status is not None or self.connection is not None


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule in its place.

    It passes `after` matches over, hits `times` times (None: always) with `probability`, and is over at `until` on
    the sandbox's clock. `per` "token" counts for each token apart.
    """

    id: str
    match: Match = Match()
    effect: Effect
    after: int = 0
    times: int | None = None
    probability: float = 1.0
    until: datetime | None = None
    per: Literal["token"] | None = None
