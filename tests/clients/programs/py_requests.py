"""Requests alone: the token is the program's own affair."""

from typing import Any

import requests

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

GRANT = {"grant_type": "client_credentials"}
# configure
session = requests.Session()


def renew() -> None:
    answer = session.post(TOKEN_URL, data=GRANT, auth=(CLIENT_ID, CLIENT_SECRET), timeout=SECONDS)
    answer.raise_for_status()
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


# end


def invoices() -> Any:
    answer = session.get(INVOICES_URL, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()


renew()
tell("requests", invoices, renew)
