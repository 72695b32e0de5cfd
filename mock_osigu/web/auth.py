"""The Authorization header: read once, then judged by whoever needs it."""

import base64
import binascii
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from mock_osigu.core.errors import ApiError
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.operation import Caller

REALM: Final = "osigu"
UNAUTHENTICATED: Final = "Full authentication is required to access this resource"
_MAX_SHOWN: Final = 200


class Authorization(NamedTuple):
    """What an Authorization header says. `scheme` is in lower case, empty without a header.

    `pairs` are the (client id, secret) readings of a Basic header: as sent, and form-decoded (RFC 6749
    section 2.3.1); `problem` says why there are none. `token` is what follows another scheme.
    """

    scheme: str = ""
    token: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    problem: str = ""


NO_AUTHORIZATION: Final = Authorization()


def read_authorization(header: str | None) -> Authorization:
    """Read the header as WSGI gives it: bytes as latin-1, several headers joined by commas."""
    if not header:
        return NO_AUTHORIZATION
    scheme, _, rest = header.strip().partition(" ")
    scheme, rest = scheme.lower(), rest.strip()
    return _read_basic(rest) if scheme == "basic" else Authorization(scheme, rest)


def _read_basic(value: str) -> Authorization:
    try:
        raw = base64.b64decode(value.encode("latin-1"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return Authorization("basic", problem="Failed to decode basic authentication token")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    client_id, colon, secret = text.partition(":")
    if not colon:
        return Authorization("basic", problem="Invalid basic authentication token")
    as_sent = client_id, secret
    decoded = unquote_plus(client_id), unquote_plus(secret)
    return Authorization("basic", pairs=(as_sent,) if as_sent == decoded else (as_sent, decoded))


class OAuthError(ApiError):
    """An OAuth 2.0 error body (RFC 6749 section 5.2, RFC 6750 section 3.1) with its challenge.

    `scope` is a member of its own in some of them. `challenge` is "Bearer", "Basic" or empty.
    """

    def __init__(
        self, status: int, error: str, description: str, *, scope: str | None = None, challenge: str = ""
    ) -> None:
        super().__init__(description)
        self.http_status = status
        self.error = error
        self.scope = scope
        self.challenge = challenge


class ContainerError(ApiError):
    """An error that the servlet container makes, in its own form; `challenge` as above."""

    def __init__(self, status: int, message: str, *, challenge: str = "") -> None:
        super().__init__(message)
        self.http_status = status
        self.challenge = challenge


def authenticate_bearer(authorization: Authorization, sandbox: Sandbox) -> Caller:
    """Who the token speaks for (RFC 6750). Raises OAuthError 401, as Spring Security OAuth words it."""
    if authorization.scheme != "bearer":
        raise OAuthError(401, "unauthorized", UNAUTHENTICATED, challenge="Bearer")
    token = sandbox.tokens.find(authorization.token)
    state = token.state(sandbox.clock.now()) if token else "unknown"
    if token is None or state != "valid":
        what = "Access token expired" if state == "expired" else "Invalid access token"
        description = f"{what}: {shown(authorization.token)}"
        raise OAuthError(401, "invalid_token", description, challenge="Bearer")
    return Caller(token.client_id, token.provider, token)


def require_scope(caller: Caller, method: str) -> None:
    """GET and HEAD need `read`, all else `write` (INVENTED). Raises OAuthError 403."""
    needed = "read" if method in ("GET", "HEAD") else "write"
    if needed not in caller.token.scopes:
        raise OAuthError(
            403,
            "insufficient_scope",
            "Insufficient scope for this resource",
            scope=needed,
            challenge="Bearer",
        )


def shown(text: str) -> str:
    """A client's text made safe to send back: printable ASCII, at most 200 characters."""
    return "".join(ch for ch in text if " " <= ch <= "~")[:_MAX_SHOWN]


def quoted(text: str) -> str:
    """A quoted-string (RFC 9110 section 5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
