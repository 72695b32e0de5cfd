"""httpx-auth, which gets and keeps the token itself."""

from typing import Any

import httpx
from httpx_auth import OAuth2, OAuth2ClientCredentials

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
auth = OAuth2ClientCredentials(TOKEN_URL, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
client = httpx.Client(auth=auth, timeout=SECONDS)
# end


def invoices() -> Any:
    return client.get(INVOICES_URL).raise_for_status().json()


tell("httpx-auth", invoices, OAuth2.token_cache.clear)
