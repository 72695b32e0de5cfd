"""Access tokens: issued, looked at, expired and revoked, always by the sandbox's clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import msgspec

from mock_osigu.core.clock import Clock
from mock_osigu.core.collection import Collection
from mock_osigu.core.counters import TOKEN_COUNTERS, take
from mock_osigu.core.store import Store
from mock_osigu.engine.clients import Client
from mock_osigu.engine.masking import Discreet
from mock_osigu.engine.scenarios import Born, TokenRule

State = Literal["valid", "expired", "revoked", "not yet valid"]


class Birth(msgspec.Struct, frozen=True, gc=False):
    """What made a token other than its client and its world say: a fault rule, or else a scenario.

    `state` is what it was from the start, None where something else about it is special.
    """

    state: Born | None
    rule: str | None
    scenario: str | None


class Grant(NamedTuple):
    """Who a token speaks for, and what it may do."""

    client_id: str
    provider: str
    scopes: tuple[str, ...]


class Token(Discreet, msgspec.Struct, frozen=True, gc=False):
    """A token and its half-open life [issued_at, expires_at), whose repr shows no more than the first digits.

    A million tokens share their grant and their lifetime, so that each has little of its own.
    """

    value: str
    grant: Grant
    issued_at: datetime
    lifetime: timedelta
    revoked: bool = False
    birth: Birth | None = None

    @property
    def client_id(self) -> str:
        return self.grant.client_id

    @property
    def provider(self) -> str:
        return self.grant.provider

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.grant.scopes

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + self.lifetime

    def state(self, now: datetime) -> State:
        if self.revoked:
            return "revoked"
        if now >= self.expires_at:
            return "expired"
        return "valid" if now >= self.issued_at else "not yet valid"

    def __repr__(self) -> str:
        return f"Token({self.value[:4]}…, client_id={self.client_id!r}, expires_at={self.expires_at})"


class _Latest(msgspec.Struct, frozen=True):
    """Which token a client got last for a scope, and the end it was told, so that it can be given again."""

    client_id: str
    scopes: tuple[str, ...]
    value: str
    promised: datetime


def _value(token: Token) -> str:
    return token.value


def _client_and_scopes(latest: _Latest) -> tuple[str, tuple[str, ...]]:
    return latest.client_id, latest.scopes


_NO_TIME: Final = timedelta(0)
REMEMBERED: Final = 10_000  # dead tokens that are still told from unknown ones
_FIRST_SWEEP: Final = 2 * REMEMBERED

TOKENS: Final = Collection("tokens", Token, key=_value, part="tokens")
LATEST: Final = Collection("latest_tokens", _Latest, key=_client_and_scopes, part="tokens")


class Issued(msgspec.Struct, frozen=True):
    """A token as its client is told of it: `expires_in` in whole seconds left, by what the client may expect."""

    token: Token
    expires_in: int


class Minting(msgspec.Struct, frozen=True):
    """What a token value may be made of; a UUID needs none of it, a JWT all."""

    client: Client
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime


class Tokens:
    """The tokens of one sandbox. `mint` makes a value that is unique while the server lives."""

    def __init__(self, store: Store, clock: Clock, mint: Callable[[Minting], str]) -> None:
        self._store = store
        self._clock = clock
        self._mint = mint
        self._sweep_at = _FIRST_SWEEP

    def all(self) -> list[Token]:
        return self._store.all(TOKENS)

    def find(self, value: str) -> Token | None:
        return self._store.get(TOKENS, value)

    def issue(
        self,
        client: Client,
        scopes: tuple[str, ...],
        *,
        ttl_seconds: int,
        rule: TokenRule,
        reuse: bool,
        rule_id: str | None = None,
    ) -> Issued:
        """A token for `client`; the one it has already, with `reuse`, while that is valid.

        `rule` is that of its scenario, or of the fault rule `rule_id`.
        """
        now = self._clock.now()
        ttl_seconds = ttl_seconds if rule.ttl is None else rule.ttl
        scopes = scopes if rule.scopes is None else rule.scopes
        with self._store.transaction() as tx:
            if reuse and (known := self._latest(client, scopes, now)):
                return known
            promised = now + _lifetime(ttl_seconds)
            value = self._mint(Minting(client, scopes, now, promised))
            born = rule.born if self._is_special(tx, client, rule) else None
            starts = now - timedelta(seconds=rule.skew_seconds) if rule.skew_seconds else now
            lives = 0 if born == "expired" else ttl_seconds if rule.lives is None else rule.lives
            birth = _birth(client, rule, born, rule_id)
            revoked = born == "revoked"
            grant = _grant(client.client_id, client.provider, scopes)
            token = Token(value, grant, starts, _lifetime(lives), revoked=revoked, birth=birth)
            tx.put(TOKENS, token)
            if reuse:
                tx.put(LATEST, _Latest(client.client_id, scopes, value, promised))
        if self._store.size(TOKENS) > self._sweep_at:
            self._sweep(now)
        return Issued(token, ttl_seconds)

    def _sweep(self, now: datetime) -> None:
        """Forget the oldest dead tokens; next time when there are twice as many, so that it costs little each."""
        dead = [token.value for token in self.all() if token.revoked or token.expires_at <= now]
        with self._store.transaction() as tx:
            for value in dead[: max(0, len(dead) - REMEMBERED)]:
                tx.delete(TOKENS, value)
        self._sweep_at = max(_FIRST_SWEEP, 2 * self._store.size(TOKENS))

    def put(self, token: Token) -> None:
        with self._store.transaction() as tx:
            tx.put(TOKENS, token)

    def expire(self, client_id: str | None = None, value: str | None = None) -> int:
        """End the life of all valid tokens, of a client's, or of one; give how many that were.

        The life becomes empty, so that not even a clock set back makes such a token valid again.
        """
        now = self._clock.now()
        return self._change(
            client_id,
            value,
            lambda token: token if token.state(now) == "expired" else _with(token, lifetime=_NO_TIME),
        )

    def revoke(self, client_id: str | None = None, value: str | None = None) -> int:
        """Make tokens unknown to the API; give how many were not so before."""
        return self._change(client_id, value, lambda token: _with(token, revoked=True))

    def _change(self, client_id: str | None, value: str | None, change: Callable[[Token], Token]) -> int:
        count = 0
        with self._store.transaction() as tx:
            one = tx.get(TOKENS, value) if value is not None else None
            tokens = self.all() if value is None else [one] if one else []
            for token in tokens:
                wanted = client_id is None or token.client_id == client_id
                if wanted and (changed := change(token)) != token and not token.revoked:
                    tx.put(TOKENS, changed)
                    count += 1
        return count

    def _latest(self, client: Client, scopes: tuple[str, ...], now: datetime) -> Issued | None:
        latest = self._store.get(LATEST, (client.client_id, scopes))
        if latest is None or latest.promised <= now:
            return None
        token = self.find(latest.value)
        if token is None or token.provider != client.provider or token.state(now) != "valid":
            return None
        return Issued(token, int((latest.promised - now).total_seconds()))

    @staticmethod
    def _is_special(tx: Store, client: Client, rule: TokenRule) -> bool:
        return rule.born is not None and take(tx, TOKEN_COUNTERS, client.client_id) % rule.every == 0


@lru_cache(maxsize=256)
def _lifetime(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


@lru_cache(maxsize=256)
def _grant(client_id: str, provider: str, scopes: tuple[str, ...]) -> Grant:
    return Grant(client_id, provider, scopes)


def _birth(client: Client, rule: TokenRule, born: Born | None, rule_id: str | None) -> Birth | None:
    is_usual = rule.ttl is None and rule.lives is None and rule.scopes is None and not rule.skew_seconds
    if born is None and is_usual:
        return None
    return Birth(born, rule_id, client.scenario if rule_id is None else None)


def _with(token: Token, **changes: object) -> Token:
    return msgspec.structs.replace(token, **changes)
