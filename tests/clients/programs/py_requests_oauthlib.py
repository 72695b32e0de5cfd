"""requests-oauthlib with the client for machines."""

import os
from typing import Any

from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
if TOKEN_URL.startswith("http:"):
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
session = OAuth2Session(client=BackendApplicationClient(client_id=CLIENT_ID))
basic = HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET)
session.fetch_token(TOKEN_URL, auth=basic, timeout=SECONDS)
# end


def invoices() -> Any:
    answer = session.get(INVOICES_URL, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()


tell("requests-oauthlib", invoices, lambda: session.fetch_token(TOKEN_URL, auth=basic, timeout=SECONDS))
