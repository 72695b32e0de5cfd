"""What every program here does, and how it tells: one line of JSON.

A program gets address and credentials as the fixture `osigu_env` gives them to an application, lists its invoices
three times and renews its token before the third. Before the second the token has expired.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

TOKEN_URL = os.environ["OSIGU_TOKEN_URL"]
INVOICES_URL = os.environ["OSIGU_BASE_URL"] + "/v1/invoices"
CLIENT_ID = os.environ["OSIGU_CLIENT_ID"]
CLIENT_SECRET = os.environ["OSIGU_CLIENT_SECRET"]
SECONDS = 20.0


def tell(client: str, invoices: Callable[[], Any], renew: Callable[[], object]) -> None:
    """Lists, lists, renews, lists; `invoices` gives the answer as JSON, `client` is a package of PyPI."""
    calls = [_told(invoices), _told(invoices)]
    renew()
    calls.append(_told(invoices))
    write(f"{client} {version(client)}", calls)


def write(client: str, calls: list[str]) -> None:
    sys.stdout.write(json.dumps({"client": client, "calls": calls}) + "\n")


def _told(invoices: Callable[[], Any]) -> str:
    try:
        return counted(invoices())
    except Exception as error:  # noqa: BLE001 - whatever a user of this client would get
        return told(error)


def counted(page: Any) -> str:
    return f"{page['page']['total_elements']} invoices"


def told(error: Exception) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}: {str(error).splitlines()[0]}"
