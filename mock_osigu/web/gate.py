"""The control API's door: no web page may steer a developer's server, and a token may lock it.

A page of another origin shows in `Origin`; a page whose own name was pointed at this server (DNS rebinding)
shows in `Host`, which therefore must be an address or a name that no foreign page can have.
"""

import hmac
import ipaddress
from typing import Any, Final
from urllib.parse import urlsplit

from mock_osigu.core.errors import ApiError
from mock_osigu.settings import Settings
from mock_osigu.web.authorization import Authorization
from mock_osigu.web.request import Environ

OSIGU_HOSTS: Final = (
    "sandbox.osigu.com",
    "api.osigu.com",
    "sandbox.payments-api.osigu.com",
    "dvs-ingestion-api.sandbox.osigu.com",
    "dvs-ingestion-api.osigu.com",
)
CONTAINER_HOSTS: Final = ("host.docker.internal", "host.containers.internal")


class ControlLocked(ApiError):
    status = 401
    code = "CONTROL_TOKEN_REQUIRED"


class ForeignPage(ApiError):
    status = 403
    code = "FOREIGN_ORIGIN"


def check_gate(environ: Environ, authorization: Authorization, settings: Settings) -> None:
    """Raises ForeignPage for a Host or Origin that is not allowed, ControlLocked without the control token."""
    host = _name(environ.get("HTTP_HOST") or environ.get("SERVER_NAME") or "")
    if not _is_local(host, settings.allow_hosts):
        raise ForeignPage(f"Host '{_plain(host)}' is not allowed here; allow it with --allow-host")
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and not _same_origin(origin, environ):
        raise ForeignPage("a page of another origin may not call the control API")
    if settings.control_token is not None:
        given = authorization.token if authorization.scheme == "bearer" else ""
        if not hmac.compare_digest(given.encode(), settings.control_token.encode()):
            what = (
                "is locked: send its token" if not given else "has another token than the one that was sent"
            )
            raise ControlLocked(f"this control API {what} as Authorization: Bearer")


def _same_origin(origin: str, environ: dict[str, Any]) -> bool:
    return origin.lower() == f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}".lower()


def _is_local(host: str, allowed: tuple[str, ...]) -> bool:
    if host in OSIGU_HOSTS or host in CONTAINER_HOSTS or host in allowed:
        return True
    if host and "." not in host and ":" not in host:
        return True  # a single label: localhost, a compose service
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _name(host: str) -> str:
    """The host's name without its port, in lower case, without a root dot."""
    try:
        return (urlsplit(f"//{host}").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def _plain(text: str) -> str:
    return "".join(ch for ch in text if " " < ch <= "~")[:100]
