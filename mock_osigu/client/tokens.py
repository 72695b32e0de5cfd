"""Tokens from behind the counter: past the token endpoint, its scenarios and its limits."""

from collections.abc import Sequence

from mock_osigu.client.answers import IssuedToken, Token
from mock_osigu.client.route import Route, given


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
