"""One request for each kind of refusal, and its answer in a form that two runs can compare.

`python tests/stability/refused.py` prints all answers of now, as refusals.json has them.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from mock_osigu import Settings
from support import EXAMPLE_TOKEN, Answer, Running, basic, bearer, running

FILE: Final = Path(__file__).with_name("refusals.json")
JSON: Final = ("Content-Type", "application/json")
KEPT: Final = ("Content-Type", "WWW-Authenticate", "Allow", "Cache-Control", "Pragma", "Retry-After")
EXAMPLE: Final = bearer(EXAMPLE_TOKEN)
TOKEN: Final = "/v1/oauth/token"
GOOD_GRANT: Final = f"{TOKEN}?grant_type=client_credentials"

Asked = tuple[str, str, tuple[tuple[str, str], ...], bytes]

REQUESTS: Final[dict[str, Asked]] = {
    "token: no credentials": ("POST", GOOD_GRANT, (), b""),
    "token: wrong secret": ("POST", GOOD_GRANT, (basic(secret="wrong"),), b""),
    "token: unknown client": ("POST", GOOD_GRANT, (basic("nobody"),), b""),
    "token: not Base64": ("POST", GOOD_GRANT, (("Authorization", "Basic !"),), b""),
    "token: credentials in the body": (
        "POST",
        TOKEN,
        (),
        b"grant_type=client_credentials&client_id=a&client_secret=b",
    ),
    "token: no grant": ("POST", TOKEN, (basic(),), b""),
    "token: unknown grant": ("POST", f"{TOKEN}?grant_type=password", (basic(),), b""),
    "token: unknown scope": ("POST", f"{GOOD_GRANT}&scope=admin", (basic(),), b""),
    "token: other method": ("GET", GOOD_GRANT, (basic(),), b""),
    "api: no token": ("GET", "/v1/invoices", (), b""),
    "api: unknown token": ("GET", "/v1/invoices", (bearer("nothing"),), b""),
    "api: unknown path": ("GET", "/v1/nothing", (EXAMPLE,), b""),
    "elsewhere: unknown path": ("GET", "/nothing", (), b""),
    "api: other method": ("PATCH", "/v1/invoices", (EXAMPLE,), b""),
    "api: no such invoice": ("GET", "/v1/invoices/nothing", (EXAMPLE,), b""),
    "api: no JSON": ("POST", "/v1/invoices", (EXAMPLE, JSON), b"{"),
    "api: another type": ("POST", "/v1/invoices", (EXAMPLE, ("Content-Type", "text/plain")), b"a"),
    "api: bad fields": ("POST", "/v1/invoices", (EXAMPLE, JSON), b'{"invoices":[{"total_amount":-1}]}'),
    "api: too large": ("POST", "/v1/invoices", (EXAMPLE, JSON), b"x" * 5000),
    "api: asked for": ("GET", "/v1/invoices", (EXAMPLE, ("Prefer", "code=503")), b""),
    "control: unknown path": ("GET", "/__admin/nothing", (), b""),
    "control: other method": ("DELETE", "/__admin/clock", (), b""),
    "control: no JSON": ("POST", "/__admin/clients", (JSON,), b"{"),
    "control: bad field": ("POST", "/__admin/clock/advance", (JSON,), b'{"seconds":"many","nonsense":1}'),
    "control: taken": ("POST", "/__admin/clients", (JSON,), b'{"client_id":"token-short"}'),
    "control: another origin": ("GET", "/__admin/clock", (("Origin", "https://page.example"),), b""),
    "control: another host": ("GET", "/__admin/clock", (("Host", "page.example"),), b""),
    "http: too large a head": ("GET", "/v1/invoices", (("X", "x" * 40_000),), b""),
    "http: two hosts": ("GET", "/", (("Host", "a"), ("Host", "b")), b""),
}


def answers() -> dict[str, Any]:
    """What each gets, by name."""
    settings = Settings(max_body=4096)
    found = {}
    for name, asked in REQUESTS.items():
        with running(settings) as live:
            found[name] = told(ask(live, asked))
    with running(Settings(control_token="opener")) as locked:
        found["control: locked"] = told(ask(locked, ("GET", "/__admin/clock", (), b"")))
    with running(Settings(control=False)) as without:
        found["control: not there"] = told(ask(without, ("GET", "/__admin/clock", (), b"")))
    return found


def ask(live: Running, asked: Asked) -> Answer:
    method, target, headers, body = asked
    return live.send(method, target, *headers, body=body)


def told(answer: Answer) -> dict[str, Any]:
    """Status, the headers that matter, and the body as text, without what differs from run to run."""
    headers = {name: answer.header(name) for name in KEPT if answer.header(name) is not None}
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>", answer.text)
    # Why it is no JSON is told in the words of a library.
    text = re.sub(r"is not valid JSON: [^\"]+", "is not valid JSON: <why>", text)
    return {"status": answer.status, "headers": headers, "body": text}


if __name__ == "__main__":
    json.dump(answers(), sys.stdout, indent=1, ensure_ascii=False)
