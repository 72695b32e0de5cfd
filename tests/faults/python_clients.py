"""How an exception or an answer of requests and httpx reads."""

from collections.abc import Mapping

import httpx
import requests

from faults.effects import TIMEOUT_SECONDS

PATIENCE_SECONDS = 20.0


def ask_requests(url: str, headers: Mapping[str, str], *, is_patient: bool) -> str:
    try:
        answer = requests.get(url, headers=dict(headers), timeout=_timeout(is_patient=is_patient))
        answer.raise_for_status()
        answer.json()
    except (requests.RequestException, ValueError) as error:
        return _told(error)
    return f"{answer.status_code}, JSON"


def ask_httpx(url: str, headers: Mapping[str, str], *, is_patient: bool) -> str:
    try:
        answer = httpx.get(url, headers=dict(headers), timeout=_timeout(is_patient=is_patient))
        answer.raise_for_status()
        answer.json()
    except (httpx.HTTPError, ValueError) as error:
        return _told(error)
    return f"{answer.status_code}, JSON"


def _timeout(*, is_patient: bool) -> float:
    return PATIENCE_SECONDS if is_patient else TIMEOUT_SECONDS


def _told(error: Exception) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}: {str(error).partition(chr(10))[0]}"
