"""The shared SSO: the token endpoint, and the keys of tokens that are JWTs."""

from mock_osigu.api.oauth.control import CONTROL_OPERATIONS
from mock_osigu.api.oauth.operations import OPERATIONS
from mock_osigu.core.errors import ApiError
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.errors import NO_STORE, OAUTH_TYPE
from mock_osigu.web.operation import Product, Reply

_NAMES = {
    405: "method_not_allowed",
    429: "rate_limit_exceeded",
    500: "server_error",
    503: "temporarily_unavailable",
}


def _envelope(error: ApiError) -> Reply:
    """RFC 6749's error form also for what HTTP itself refuses, as Spring Security OAuth does for a GET."""
    body = {"error": _NAMES.get(error.status, "invalid_request"), "error_description": error.message}
    return Reply(error.status, body, NO_STORE, OAUTH_TYPE)


def _build(sandbox: Sandbox) -> Sandbox:
    return sandbox


PRODUCT = Product(
    name="oauth",
    operations=OPERATIONS,
    envelope=_envelope,
    build=_build,
    control=CONTROL_OPERATIONS,
)
