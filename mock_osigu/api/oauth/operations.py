"""`POST /v1/oauth/token` and the key set, with the wording of Spring Security OAuth 2.x (facts: platform 1.9)."""

from typing import Final

from mock_osigu.api.oauth.wire import TokenResponse, parameters, token_response
from mock_osigu.engine.clients import Client
from mock_osigu.sandbox import EXAMPLE_TOKEN
from mock_osigu.web.auth import UNAUTHENTICATED, ContainerError, OAuthError, shown
from mock_osigu.web.errors import NO_STORE, OAUTH_TYPE
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Param, Reply

GRANT: Final = "client_credentials"
KNOWN_GRANTS: Final = ("authorization_code", "password", "refresh_token")  # reference/autenticación
USE_BASIC: Final = "Client credentials in the request are not accepted: use HTTP Basic authentication"

# the token of the authentication page's second call; life and scope as on the DVS pages
EXAMPLE: Final = {
    "access_token": EXAMPLE_TOKEN,
    "token_type": "bearer",
    "expires_in": 86399,
    "scope": "read write",
}


def issue_token(call: Call) -> Reply:
    """Authenticate the client, then check scope and grant in the library's order, then issue."""
    given = parameters(call.query, call.body, call.content_type)
    client = _authenticate(call, given)
    scopes = _scopes(client, given.get("scope", ""))
    _check_grant(given.get("grant_type", ""))
    issued = call.sandbox.issue_token(client, scopes, by=call.token_rule)
    return Reply(200, token_response(issued, client), NO_STORE, OAUTH_TYPE)


def read_keys(call: Call) -> Reply:
    """The public keys; none while tokens are opaque, so that no key is made for nothing."""
    if call.sandbox.world.token_format != "jwt":
        return Reply(200, {"keys": []})
    return Reply(200, call.sandbox.public_keys())


def _authenticate(call: Call, given: dict[str, str]) -> Client:
    authorization = call.authorization
    if authorization.scheme != "basic":
        if "client_id" in given or "client_secret" in given:
            raise OAuthError(401, "invalid_client", USE_BASIC, challenge="Basic")
        raise ContainerError(401, UNAUTHENTICATED, challenge="Basic")
    if authorization.problem:
        raise ContainerError(401, authorization.problem, challenge="Basic")
    client = call.sandbox.clients.authenticate(authorization.pairs)
    if client is None:
        raise ContainerError(401, "Bad credentials", challenge="Basic")
    return client


def _scopes(client: Client, asked: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(asked.split()))
    for scope in scopes:
        if scope not in client.scopes:
            allowed = " ".join(client.scopes)
            raise OAuthError(400, "invalid_scope", f"Invalid scope: {shown(scope)}", scope=allowed)
    return scopes or client.scopes


def _check_grant(grant: str) -> None:
    if not grant.strip():
        raise OAuthError(400, "invalid_request", "Missing grant type")
    if grant in KNOWN_GRANTS:
        description = f"Unauthorized grant type: {grant}"
        raise OAuthError(401, "invalid_client", description, challenge="Bearer")
    if grant != GRANT:
        raise OAuthError(400, "unsupported_grant_type", f"Unsupported grant type: {shown(grant)}")


OPERATIONS: Final = (
    Operation(
        id="token.issue",
        summary="Get an access token",
        method="POST",
        path="/v1/oauth/token",
        handler=issue_token,
        access=Access.BASIC,
        returns=TokenResponse,
        query=(
            Param(
                "grant_type",
                "`client_credentials`, here or in a form body.",
                {"type": "string", "examples": [GRANT]},
            ),
            Param(
                "scope",
                "Space-separated scopes of the client; all of them when left out or empty.",
                {"type": "string"},
            ),
        ),
        fidelity=Fidelity.DOCUMENTED,
        response_examples={"documented token": EXAMPLE},
        source="https://developers.osigu.com/reference/authentication",
        notes=(
            "The call, the Basic header and the 24 hours are DOCUMENTED; the answer's fields are those of the DVS "
            "pages; every error body and header is INFERRED from the library that the SSO seems to run on. The "
            "401 for credentials in the request instead of the header is INVENTED."
        ),
    ),
    Operation(
        id="token.keys",
        summary="The keys that sign JWT tokens (JSON Web Key Set)",
        method="GET",
        path="/.well-known/jwks.json",
        handler=read_keys,
        access=Access.OPEN,
        returns=dict[str, list[dict[str, str]]],
        fidelity=Fidelity.INVENTED,
        notes="ARC's pages show RS256 and a key id, and no place to fetch the key from.",
    ),
)
