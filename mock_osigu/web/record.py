"""The journal's entry for an exchange: opened on arrival, complete before the first byte of the answer leaves."""

from collections.abc import Mapping
from functools import partial
from time import perf_counter
from typing import Final

from mock_osigu.engine.journal import Entry, Outcome, Requests
from mock_osigu.web.departure import Departure
from mock_osigu.web.exchange import Exchange
from mock_osigu.web.reply import Answer
from mock_osigu.web.request import Environ

HEADERS: Final = "mock_osigu.headers"


def open_entry(exchange: Exchange) -> None:
    """Enter a request to Osigu's API; the control API and the server's own pages are in no journal."""
    if not exchange.is_osigus:
        return
    environ, sandbox = exchange.environ, exchange.sandbox
    entry = exchange.entry = Entry(
        id=exchange.request_id,
        at=exchange.now,
        sandbox_id=sandbox.id,
        client_id=exchange.client_id,
        operation=exchange.operation,
        method=exchange.method,
        path=exchange.path,
        query=environ.get("QUERY_STRING") or "",
        token=exchange.bearer,
        known_token=exchange.token,
        addressed=exchange.path_sandbox,
        request_headers=environ.get(HEADERS) or _variables(environ),
        request_body=exchange.body,
        seconds=perf_counter(),
    )
    sandbox.requests.add(entry)


def complete_entry(exchange: Exchange, answer: Answer) -> None:
    """Enter the answer. One that just leaves is sent; else the server tells what becomes of it."""
    entry = exchange.entry
    if entry is None:
        return
    departure = exchange.departure
    if departure is None or departure.ending == "sent":
        entry.status = answer.status
        entry.response_headers = answer.headers
        entry.response_body = answer.body
    entry.fault = ",".join(exchange.fault) or None
    entry.reason = exchange.reason
    requests = exchange.sandbox.requests
    if departure is None or departure.is_plain:
        entry.outcome = "sent"
        entry.seconds = perf_counter() - entry.seconds
    else:
        departure.ended = partial(_ended, requests, entry, entry.seconds)
        requests.opened(entry, partial(_cut, departure))
    requests.complete(entry)


def _ended(requests: Requests, entry: Entry, began: float, outcome: Outcome) -> None:
    requests.ended(entry, outcome, perf_counter() - began)


def _cut(departure: Departure) -> None:
    if departure.cut is not None:
        departure.cut()


def _variables(environ: Environ) -> Mapping[str, str]:
    """The request's headers as WSGI names them, for servers that do not hand them over apart."""
    return {
        name: value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
