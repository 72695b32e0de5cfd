"""Tokens from behind the counter: past the token endpoint, its scenarios and its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mock_osigu.client.route import Route, given


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """The token response of RFC 6749 section 5.1; `expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    extensions: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token and its `state` now: valid, expired, revoked, not yet valid."""

    access_token: str
    client_id: str
    provider: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    state: str


class Tokens:
    """The tokens of a sandbox, good and bad."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self, client_id: str | None = None) -> list[Token]:
        return self._route.all(Token, "/tokens", {"client_id": client_id})

    def issue(
        self,
        client_id: str | None = None,
        *,
        expires_in: int | None = None,
        scopes: Sequence[str] | None = None,
    ) -> IssuedToken:
        """A good token, for the sandbox's own client if no other is named; `expires_in` is in seconds."""
        order = given(client_id=client_id, expires_in=expires_in, scopes=scopes)
        return self._route.one(IssuedToken, "POST", "/tokens", order)

    def expire(self, *, client_id: str | None = None, access_token: str | None = None) -> int:
        """Expire all tokens, a client's, or one; says how many."""
        return self._end("expire", client_id, access_token)

    def revoke(self, *, client_id: str | None = None, access_token: str | None = None) -> int:
        """Make all tokens unknown, a client's, or one; says how many."""
        return self._end("revoke", client_id, access_token)

    def _end(self, how: str, client_id: str | None, access_token: str | None) -> int:
        which = given(client_id=client_id, access_token=access_token)
        count: int = self._route.call("POST", f"/tokens/{how}", which)["count"]
        return count
