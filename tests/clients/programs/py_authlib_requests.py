"""Authlib's session over requests."""

from typing import Any

from authlib.integrations.requests_client import OAuth2Session

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
session = OAuth2Session(CLIENT_ID, CLIENT_SECRET, token_endpoint_auth_method="client_secret_basic")
session.fetch_token(TOKEN_URL, grant_type="client_credentials", timeout=SECONDS)
# end


def invoices() -> Any:
    answer = session.get(INVOICES_URL, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()


tell(
    "Authlib",
    invoices,
    lambda: session.fetch_token(TOKEN_URL, grant_type="client_credentials", timeout=SECONDS),
)
