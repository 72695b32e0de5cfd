"""`/__admin/requests`: what was asked of Osigu's API, and questions about it."""

from typing import Final

import msgspec

from mock_osigu.control import entries
from mock_osigu.control.asking import FILTERS, LIMIT, filters_and_limit_of, filters_of
from mock_osigu.control.entries import EntryView
from mock_osigu.control.explain import Explanation, explain
from mock_osigu.control.verifying import VERIFY
from mock_osigu.control.waiting import WAIT
from mock_osigu.core.errors import NotFound
from mock_osigu.engine.journal import Entry
from mock_osigu.web.control import control
from mock_osigu.web.operation import Call, Reply


class JournalMeta(msgspec.Struct, frozen=True):
    """How many match, also beyond what is shown; whether older entries had to go for want of room."""

    total: int
    truncated: bool


class JournalPage(msgspec.Struct, frozen=True):
    items: list[EntryView]
    meta: JournalMeta


def list_requests(call: Call) -> Reply:
    match, limit = filters_and_limit_of(call)
    requests = call.sandbox.requests
    found = [entry for entry in requests.newest_first() if match.holds(entry)]
    shown = [entries.view(entry, call.registry) for entry in found[:limit]]
    return Reply(200, JournalPage(shown, JournalMeta(len(found), requests.truncated)))


def remove_requests(call: Call) -> Reply:
    call.sandbox.requests.remove(filters_of(call).holds)
    return Reply(204)


def read_request(call: Call) -> Reply:
    return Reply(200, entries.view(_find(call), call.registry))


def explain_request(call: Call) -> Reply:
    return Reply(200, explain(_find(call), call.sandbox, call.served))


def _find(call: Call) -> Entry:
    """Raises NotFound, naming the sandbox whose journal has the request, where another one's has."""
    request_id = call.path["request_id"]
    entry = call.sandbox.requests.find(request_id)
    if entry is not None:
        return entry
    here = f"there is no request '{request_id[:100]}' in the journal of sandbox '{call.sandbox.id}'"
    others = (other.id for other in call.registry.all() if other.requests.find(request_id))
    holder = next(others, None)
    raise NotFound(here if holder is None else f"{here}; it is in that of sandbox '{holder}'")


OPERATIONS: Final = (
    control(
        "requests.list",
        "The journal, newest first",
        "GET",
        "/requests",
        list_requests,
        query=(*FILTERS, LIMIT),
        returns=JournalPage,
    ),
    control(
        "requests.remove",
        "Empty the journal, or drop what the filters name",
        "DELETE",
        "/requests",
        remove_requests,
        status=204,
        query=FILTERS,
    ),
    WAIT,
    VERIFY,
    control(
        "requests.read",
        "One request and its answer",
        "GET",
        "/requests/{request_id}",
        read_request,
        returns=EntryView,
        errors=(NotFound,),
    ),
    control(
        "requests.explain",
        "Why it was answered so, and what the nearest good request would be",
        "GET",
        "/requests/{request_id}/explain",
        explain_request,
        returns=Explanation,
        errors=(NotFound,),
    ),
)
