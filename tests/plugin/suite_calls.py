"""What a program does with Osigu, for the suites."""

from collections.abc import Callable
from typing import Final, TypeAlias

import requests

from pytest_mock_osigu import OsiguServer, OsiguSession

Record: TypeAlias = Callable[[str, object], None]
TIMEOUT: Final = 10


def ask_token(osigu: OsiguServer | OsiguSession) -> requests.Response:
    form = {"grant_type": "client_credentials"}
    return requests.post(
        osigu.token_url, data=form, auth=(osigu.client_id, osigu.client_secret), timeout=TIMEOUT
    )


def token_of(osigu: OsiguServer | OsiguSession) -> str:
    answer = ask_token(osigu)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def list_invoices(osigu: OsiguServer | OsiguSession, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{osigu.url}/v1/invoices", params={"size": "50"}, headers=headers, timeout=TIMEOUT)


def status(osigu: OsiguServer | OsiguSession, token: str) -> int:
    return list_invoices(osigu, token).status_code
