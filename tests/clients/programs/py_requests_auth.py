"""requests-auth, which gets and keeps the token itself."""

from typing import Any

import requests
from requests_auth import OAuth2, OAuth2ClientCredentials

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
auth = OAuth2ClientCredentials(TOKEN_URL, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
session = requests.Session()
session.auth = auth
# end


def invoices() -> Any:
    answer = session.get(INVOICES_URL, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()


tell("requests-auth", invoices, OAuth2.token_cache.clear)
