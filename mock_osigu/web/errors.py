"""Every error becomes a body here, and nowhere else.

OAuth errors have the form of RFC 6749, container errors the container's; the rest is worded by the envelope of
whoever owns the path: a product, the control API, or the container.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mock_osigu.core.errors import ApiError, MethodNotAllowed, TooManyRequests
from mock_osigu.web.auth import REALM, ContainerError, OAuthError, quoted
from mock_osigu.web.operation import Reply
from mock_osigu.web.reply import reason_phrase
from mock_osigu.web.request import ESCAPED_SLASH

OAUTH_TYPE = "application/json;charset=UTF-8"
NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
BASIC_CHALLENGE = 'Basic realm="oauth2/client"'

Envelope = Callable[[ApiError], Reply]


def error_reply(error: ApiError, envelope: Envelope | None, *, path: str, now: datetime) -> Reply:
    """The answer for `error`; without an `envelope` it has the container's form (facts: platform 1.9)."""
    if isinstance(error, OAuthError):
        return _oauth(error)
    if isinstance(error, ContainerError):
        reply = container_reply(error.status, error.message, path=path, now=now)
        return reply._replace(headers=_challenge(error)) if error.challenge else reply
    envelope = envelope or partial(_container, path=path, now=now)
    reply = envelope(error)
    return reply._replace(headers=(*reply.headers, *_standard_headers(error)))


def _standard_headers(error: ApiError) -> tuple[tuple[str, str], ...]:
    """What HTTP asks for beside a status, whoever words the body."""
    if isinstance(error, MethodNotAllowed):
        return (("Allow", ", ".join(error.allowed)),)
    if isinstance(error, TooManyRequests):
        return (("Retry-After", str(error.retry_after)),)
    return ()


def _container(error: ApiError, *, path: str, now: datetime) -> Reply:
    return container_reply(error.status, error.message, path=path, now=now)


def container_reply(status: int, message: str, *, path: str, now: datetime) -> Reply:
    """The servlet container's error JSON, as a Spring service of that time gives it."""
    milliseconds = now.microsecond // 1000
    return Reply(
        status,
        {
            "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}+0000",
            "status": status,
            "error": reason_phrase(status),
            "message": message,
            "path": path.replace(ESCAPED_SLASH, "/"),
        },
    )


def _oauth(error: OAuthError) -> Reply:
    body = {"error": error.error, "error_description": error.message}
    if error.scope is not None:
        body["scope"] = error.scope
    return Reply(error.status, body, (*NO_STORE, *_challenge(error)), OAUTH_TYPE)


def _challenge(error: OAuthError | ContainerError) -> tuple[tuple[str, str], ...]:
    if error.challenge == "Basic":
        return (("WWW-Authenticate", BASIC_CHALLENGE),)
    if isinstance(error, ContainerError) or not error.challenge:
        return ()
    value = f"Bearer realm={quoted(REALM)}, error={quoted(error.error)}, error_description={quoted(error.message)}"
    if error.scope is not None:
        value += f", scope={quoted(error.scope)}"
    return (("WWW-Authenticate", value),)
