"""Who a credential speaks for, and the errors that say it speaks for nobody."""

from datetime import datetime
from typing import Final

from mock_osigu.core.errors import ApiError
from mock_osigu.engine.tokens import Token
from mock_osigu.web.authorization import Authorization
from mock_osigu.web.operation import Caller

REALM: Final = "osigu"
UNAUTHENTICATED: Final = "Full authentication is required to access this resource"
_MAX_SHOWN: Final = 200


class OAuthError(ApiError):
    """An OAuth 2.0 error body (RFC 6749 section 5.2, RFC 6750 section 3.1) with its challenge.

    `scope` is a member of its own in some of them. `challenge` is "Bearer", "Basic" or empty.
    """

    def __init__(
        self, status: int, error: str, description: str, *, scope: str | None = None, challenge: str = ""
    ) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.scope = scope
        self.challenge = challenge


class ContainerError(ApiError):
    """An error that the servlet container makes, in its own form; `challenge` as above."""

    def __init__(self, status: int, message: str, *, challenge: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.challenge = challenge


def authenticate_bearer(authorization: Authorization, token: Token | None, now: datetime) -> Caller:
    """Who the token speaks for (RFC 6750). Raises OAuthError 401, as Spring Security OAuth words it."""
    if authorization.scheme != "bearer":
        raise OAuthError(401, "unauthorized", UNAUTHENTICATED, challenge="Bearer")
    state = token.state(now) if token else "unknown"
    if token is None or state != "valid":
        raise bad_token(authorization.token, expired=state == "expired")
    return Caller(token.client_id, token.provider, token)


def bad_token(value: str, *, expired: bool) -> OAuthError:
    """The 401 for a token that is expired, or that the API does not know."""
    what = "Access token expired" if expired else "Invalid access token"
    return OAuthError(401, "invalid_token", f"{what}: {shown(value)}", challenge="Bearer")


def insufficient_scope(method: str) -> OAuthError:
    """The 403 for a token without the authority that `method` needs."""
    return OAuthError(
        403,
        "insufficient_scope",
        "Insufficient scope for this resource",
        scope=needed_scope(method),
        challenge="Bearer",
    )


def needed_scope(method: str) -> str:
    """GET and HEAD need `read`, all else `write` (INVENTED)."""
    return "read" if method in ("GET", "HEAD") else "write"


def require_scope(caller: Caller, method: str) -> None:
    """Raises OAuthError 403 when the token lacks the method's scope."""
    if needed_scope(method) not in caller.token.scopes:
        raise insufficient_scope(method)


def shown(text: str) -> str:
    """A client's text made safe to send back: printable ASCII, at most 200 characters."""
    return "".join(ch for ch in text if " " <= ch <= "~")[:_MAX_SHOWN]


def quoted(text: str) -> str:
    """A quoted-string (RFC 9110 section 5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
