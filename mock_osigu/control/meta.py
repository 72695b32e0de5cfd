"""What the server says of itself: health, the table of operations, the OpenAPI document, an index for people."""

from html import escape
from typing import Any, Final

import msgspec

from mock_osigu.version import __version__
from mock_osigu.web.control import Items, control, items
from mock_osigu.web.errors import container_reply
from mock_osigu.web.operation import Access, Call, Fidelity, Operation, Reply, Served

HTML: Final = "text/html;charset=UTF-8"
# Without an icon of its own a browser asks for /favicon.ico, which would be one more request in the journal.
HEAD: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>mock-osigu</title>'
    '<link rel="icon" href="data:,">'
)


class Health(msgspec.Struct, frozen=True):
    status: str
    version: str


class OperationView(msgspec.Struct, frozen=True):
    """A line of the operation table."""

    id: str
    method: str
    path: str
    summary: str
    fidelity: str
    source: str


def health(_: Call) -> Reply:
    return Reply(200, Health("ok", __version__))


def operation_views(served: Served) -> list[OperationView]:
    """Osigu's operations, then the control API's."""
    return [
        OperationView(op.endpoint, op.method, op.path, op.summary, str(op.fidelity), op.source)
        for op in served.operations()
    ]


def list_operations(call: Call) -> Reply:
    return items(operation_views(call.served))


def read_openapi(call: Call) -> Reply:
    from mock_osigu.web.openapi import document  # noqa: PLC0415 - made when asked for, not at start

    return Reply(200, document(call.served.products))


def index(call: Call) -> Reply:
    rows = "\n".join(
        f"<tr><td><code>{escape(view.method)} {escape(view.path)}</code><td>{escape(view.summary)}"
        f"<td>{escape(view.fidelity)}"
        for view in operation_views(call.served)
    )
    page = f"""{HEAD}
<h1>mock-osigu {escape(__version__)}</h1>
<p>A local Osigu sandbox. <a href="/__admin/openapi.json">OpenAPI document</a>.
Every control route also exists below <code>/__admin/sandboxes/{{id}}</code>.</p>
<table><tr><th>Route<th>What it does<th>How we know\n{rows}</table></html>"""
    return Reply(200, page.encode(), content_type=HTML)


def root(call: Call) -> Reply:
    if not call.registry.settings.control:
        return container_reply(404, "No message available", path="/", now=call.sandbox.clock.now())
    page = HEAD
    page += (
        '<p>mock-osigu answers here. <a href="/__admin/">What it offers, and its control API</a>.</p></html>'
    )
    return Reply(200, page.encode(), content_type=HTML)


OPEN_OPERATIONS: Final = tuple(
    Operation(
        id=name,
        summary=summary,
        method="GET",
        path=path,
        handler=handler,
        access=Access.OPEN,
        fidelity=Fidelity.INVENTED,
        returns=returns,
    )
    for name, summary, path, handler, returns in (
        ("health", "Whether the server is up", "/health", health, Health),
        ("root", "Where a person finds more", "/", root, None),
    )
)

OPERATIONS: Final = (
    control("index", "An index of all this, for a person", "GET", "/", index),
    control(
        "health", "Whether the server is up", "GET", "/health", health, returns=Health, access=Access.OPEN
    ),
    control(
        "operations",
        "The table of operations",
        "GET",
        "/operations",
        list_operations,
        returns=Items[OperationView],
    ),
    control(
        "openapi", "The OpenAPI 3.1 document", "GET", "/openapi.json", read_openapi, returns=dict[str, Any]
    ),
)
