"""The standard library alone."""

import base64
import json
import platform
import urllib.error
import urllib.request
from typing import Any

from clients.programs.telling import (
    CLIENT_ID,
    CLIENT_SECRET,
    INVOICES_URL,
    SECONDS,
    TOKEN_URL,
    counted,
    told,
    write,
)

# configure
BASIC = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


def new_token() -> str:
    body, headers = b"grant_type=client_credentials", {"Authorization": f"Basic {BASIC}"}
    return str(answer(urllib.request.Request(TOKEN_URL, body, headers))["access_token"])


# end


def answer(request: urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=SECONDS) as opened:
        return json.load(opened)


def invoices(token: str) -> str:
    try:
        return counted(
            answer(urllib.request.Request(INVOICES_URL, headers={"Authorization": f"Bearer {token}"}))
        )
    except urllib.error.HTTPError as error:
        with error:
            return told(error)


first = new_token()
calls = [invoices(first), invoices(first), invoices(new_token())]
write(f"urllib of Python {platform.python_version()}", calls)
