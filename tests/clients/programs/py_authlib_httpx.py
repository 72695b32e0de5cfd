"""Authlib's client over httpx."""

from typing import Any

from authlib.integrations.httpx_client import OAuth2Client

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
client = OAuth2Client(CLIENT_ID, CLIENT_SECRET, timeout=SECONDS)
client.fetch_token(TOKEN_URL, grant_type="client_credentials")
# end


def invoices() -> Any:
    return client.get(INVOICES_URL).raise_for_status().json()


tell("Authlib", invoices, lambda: client.fetch_token(TOKEN_URL, grant_type="client_credentials"))
