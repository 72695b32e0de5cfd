"""What a soak sends: the one table that the driver plays and the page prints.

A story is a few requests of one client in a row, each with the status that it must get. All that a story makes it
takes away, or it makes it in a sandbox that goes with it. So what grows in the server grows by the server's fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from benchmarks.servers import BASIC
from benchmarks.soak.reading import Reader, at, basic_of

LOST: Final = 0  # in the place of a status: the connection ends before the answer does
PAGES: Final = 7
INVOICES: Final = 15 * PAGES
DELAY_SECONDS: Final = 0.02

EFFECTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "unavailable": {"status": 503},
    "malformed": {"damage": "malformed"},
    "truncated": {"damage": "truncated"},
    "reset": {"connection": "reset"},
    "late": {"delay_seconds": DELAY_SECONDS},
}
"""Value of a request's header X-Soak → effect of the fault rule that it meets."""


@dataclass(frozen=True)
class Step:
    """One request. `%(name)s` in line, authorization and body stands for what the story knows by then.

    `keep` reads more of that from the answer. Where it `waits`, its time is not the server's work alone.
    """

    line: str
    status: int = 200
    authorization: str = ""
    body: str = ""
    media: str = "application/json"
    soak: str = ""
    keep: Mapping[str, Reader] = field(default_factory=dict)
    waits: bool = False


@dataclass(frozen=True)
class Story:
    """`share` is in percent of all requests; `told` is how many webhooks it makes the server deliver."""

    name: str
    share: int
    steps: tuple[Step, ...]
    told: int = 0


LASTING: Final = "Bearer %(lasting)s"
OWN: Final = "Bearer %(token)s"
TOKEN: Final = "POST /v1/oauth/token?grant_type=client_credentials"
_LIST: Final = "GET /v1/invoices?page=%(page)d"
_ONE: Final = "/v1/invoices/%(id)s"
_WORLD: Final = "/__admin/sandboxes/%(sandbox)s"
_POINT: Final = "/snapshots/soak-%(number)d"

_DRAFT: Final = (
    '{"invoice_number": "soak-%(number)d", "issue_date": "2026-01-02", "currency_code": "USD", '
    '"payer": {"country_code": "US", "tax_id": "123456789"}, "total_amount": 1500.25}'
)
_REGISTER: Final = f'{{"invoices": [{_DRAFT}]}}'
_FORM: Final = "multipart/form-data; boundary=soak"
_FILE: Final = (
    '--soak\r\nContent-Disposition: form-data; name="file"; filename="soak.pdf"\r\n'
    f"Content-Type: application/pdf\r\n\r\n%%PDF-1.7{' soak' * 800}\r\n--soak--\r\n"
)
_RULE: Final = '{"match": {"operation": "invoices.list"}, "effect": {"status": 503}, "times": 1}'
_WORLD_KNOWN: Final = {"sandbox": at("id"), "basic": basic_of}

MIX: Final = (
    Story("a token", 30, (Step(TOKEN, 200, BASIC),)),
    Story("a token, with a bad secret", 3, (Step(TOKEN, 401, "Basic YTpi"),)),
    Story(
        "a list in several pages",
        22,
        (
            Step("GET /v1/invoices?page=0&size=15", 200, LASTING),
            Step("GET /v1/invoices?page=1&size=15", 200, LASTING),
            Step(_LIST, 200, LASTING),
            Step("GET /v1/account-receivables?page=1&size=40", 200, LASTING),
        ),
    ),
    Story(
        "single invoices",
        12,
        (
            # From the middle: what is first may be another client's, which deletes it again.
            Step("GET /v1/invoices?page=5%(page)d&size=1", 200, LASTING, keep={"id": at("content", 0, "id")}),
            Step(f"GET {_ONE}", 200, LASTING),
            Step(f"GET {_ONE}", 200, LASTING),
        ),
    ),
    Story(
        "an invoice registered, read, changed and deleted",
        5,
        (
            Step("POST /v1/invoices", 201, LASTING, _REGISTER, keep={"id": at(0, "id")}),
            Step(f"GET {_ONE}", 200, LASTING),
            Step(f"PATCH {_ONE}", 200, LASTING, '{"total_amount": 12.5}'),
            Step(f"DELETE {_ONE}", 204, LASTING),
            Step(f"GET {_ONE}", 404, LASTING),
        ),
    ),
    Story("an expired token", 3, (Step(_LIST, 401, "Bearer %(expired)s"),)),
    Story(
        "what is refused",
        4,
        (
            Step("GET /v1/invoices", 401),
            Step("GET /v1/nothing", 404, LASTING),
            Step("DELETE /v1/invoices", 405, LASTING),
            Step("POST /v1/invoices", 422, LASTING, '{"invoices": []}'),
        ),
    ),
    Story(
        "faults by a rule",
        4,
        (
            Step(_LIST, 503, LASTING, soak="unavailable"),
            Step(_LIST, 200, LASTING, soak="malformed"),
            Step(_LIST, LOST, LASTING, soak="truncated"),
            Step(_LIST, LOST, LASTING, soak="reset"),
            Step(_LIST, 200, LASTING, soak="late", waits=True),
        ),
    ),
    Story(
        "a client whose first call with each token fails",
        6,
        (
            Step(TOKEN, 200, "%(scenario)s", keep={"token": at("access_token")}),
            Step(_LIST, 503, OWN),
            Step(_LIST, 200, OWN),
        ),
    ),
    Story(
        "the journal",
        1,
        (
            Step("GET /__admin/requests?limit=20", keep={"request": at("items", 0, "id")}),
            Step("GET /__admin/requests/%(request)s/explain"),
            Step("GET /__admin/requests?client_id=token-short"),
        ),
    ),
    Story(
        "a sandbox: uploads, a fault, an hour, a way back, its end",
        7,
        (
            Step(
                "POST /__admin/sandboxes",
                201,
                "",
                '{"seed": %(number)d, "token_ttl": 3600}',
                keep=_WORLD_KNOWN,
            ),
            Step(TOKEN, 200, "%(basic)s", keep={"token": at("access_token")}),
            Step(f"PUT {_WORLD}{_POINT}", 201),
            Step("POST /v1/invoices", 201, OWN, _REGISTER, keep={"id": at(0, "id")}),
            Step(f"POST {_ONE}/files", 201, OWN, _FILE, _FORM),
            Step(f"GET {_ONE}/files", 200, OWN),
            Step(f"POST {_ONE}/comments", 201, OWN, '{"comment": "soak"}'),
            Step(f"POST {_WORLD}/faults", 201, "", _RULE),
            Step("GET /v1/invoices", 503, OWN),
            Step("GET /v1/invoices", 200, OWN),
            Step(f"POST {_WORLD}/clock/advance", 200, "", '{"seconds": 3600}'),
            Step("GET /v1/invoices", 401, OWN),
            Step(f"GET {_WORLD}/requests?limit=20"),
            Step(f"POST {_WORLD}{_POINT}/restore", 200),
            Step("GET /v1/invoices", 200, OWN),
            Step(f"GET {_ONE}", 404, OWN),
            Step(f"DELETE /__admin{_POINT}", 204),
            Step(f"POST {_WORLD}/reset", 200),
            Step(f"DELETE {_WORLD}", 204),
        ),
    ),
    Story(
        "a sandbox: a cashout request, told to a webhook",
        3,
        (
            Step("POST /__admin/sandboxes", 201, "", '{"invoices": 0}', keep=_WORLD_KNOWN),
            Step(
                f"POST {_WORLD}/webhooks", 201, "", '{"url": "%(receiver)s", "events": ["cashout_request.*"]}'
            ),
            Step(f"POST {_WORLD}/invoices", 201, "", _DRAFT, keep={"id": at("id")}),
            Step(
                f"POST {_WORLD}/cashout-requests",
                201,
                "",
                '{"invoice_ids": ["%(id)s"]}',
                keep={"id": at("id")},
            ),
            Step(f"POST {_WORLD}/cashout-requests/%(id)s/move", 200, "", '{"to": "APPROVED"}'),
            Step(f"POST {_WORLD}/webhooks/flush", 200, waits=True),
            Step(f"DELETE {_WORLD}", 204),
        ),
        told=2,
    ),
)
"""Its shares are 100 together."""


def plan(requests: int, random: Random) -> Iterator[tuple[Story, dict[str, Any]]]:
    """Stories with what each is to know, until they come to so many requests, the last one whole.

    The same `random` gives the same stories, whatever becomes of their requests.
    """
    weights = [story.share / len(story.steps) for story in MIX]
    planned, number = 0, 0
    while planned < requests:
        (story,) = random.choices(MIX, weights)
        number += 1
        yield story, {"number": number, "page": random.randrange(PAGES)}
        planned += len(story.steps)
