"""The document as a whole: information, paths, security, components."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mock_osigu.version import __version__
from mock_osigu.web.control import control_envelope
from mock_osigu.web.errors import Envelope
from mock_osigu.web.inventions import INVENTIONS
from mock_osigu.web.openapi.answers import refusals
from mock_osigu.web.openapi.responses import HEADERS, Responses, examples
from mock_osigu.web.openapi.schemas import Schemas
from mock_osigu.web.operation import Access, Fidelity, Operation, Product

VERSION: Final = "3.1.0"
CONTROL_TAG: Final = "control"
_DESCRIPTION: Final = """\
A local stand-in for the parts of Osigu's API that are named here, and the control API of the mock itself.

Every operation says in `x-osigu-fidelity` how we know that Osigu does it so, and in `x-osigu-source` on which
page the facts stand: DOCUMENTED there, OBSERVED in a public client, INFERRED from evidence, or INVENTED because
nothing is known. `x-osigu-invented` lists the inventions that no single operation owns.

A path that is not here is 404 in the form of a servlet container; under /v1 only after a good token, else 401.
Rules of /__admin/faults, and the request header `Prefer: code=503`, make an operation of Osigu's answer with any
other status, in the form of its other refusals. Such an answer has the header X-Mock-Osigu-Fault.
Each control path also exists below /__admin/sandboxes/{id} in the place of /__admin, for that sandbox.
"""
_SCOPES: Final = {"read": "GET requests (INVENTED)", "write": "all other requests (INVENTED)"}


class _Entry:
    """An operation with what its place in a product says of it."""

    def __init__(self, operation: Operation, tag: str, envelope: Envelope | None) -> None:
        self.operation = operation
        self.tag = tag
        self.envelope = envelope


def document(products: Iterable[Product]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these products and of the control API, as JSON values."""
    entries = list(_entries(products))
    schemas = Schemas(_types(entries))
    responses = Responses(schemas)
    paths: dict[str, Any] = {}
    for entry in entries:
        operations = paths.setdefault(entry.operation.path, {})
        operations[entry.operation.method.lower()] = _operation(entry, schemas, responses)
    return {
        "openapi": VERSION,
        "info": _info(),
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(entry.tag for entry in entries)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "responses": responses.components,
            "headers": HEADERS,
            "securitySchemes": _security_schemes(entries),
        },
    }


def _entries(products: Iterable[Product]) -> Iterator[_Entry]:
    products = tuple(products)
    for product in products:
        for operation in product.operations:
            yield _Entry(
                operation, product.name, None if operation.access is Access.OPEN else product.envelope
            )
    for product in products:
        for operation in product.control:
            yield _Entry(operation, CONTROL_TAG, control_envelope)


def _types(entries: Iterable[_Entry]) -> Iterator[Any]:
    for entry in entries:
        for wanted in (entry.operation.body, entry.operation.returns):
            if wanted is not None:
                yield wanted
        for answers in refusals(entry.operation, entry.envelope).values():
            yield from (answer.form.body for answer in answers)


def _info() -> dict[str, Any]:
    return {
        "title": "mock-osigu",
        "version": __version__,
        "summary": "A local Osigu sandbox: OAuth 2.0 tokens, Payments invoices, and its own controls.",
        "description": _DESCRIPTION,
        "license": {"name": "MIT", "identifier": "MIT"},
        "x-osigu-invented": [
            {"subject": invention.subject, "choice": invention.choice} for invention in INVENTIONS
        ],
    }


def _operation(entry: _Entry, schemas: Schemas, responses: Responses) -> dict[str, Any]:
    operation = entry.operation
    found: dict[str, Any] = {
        "operationId": operation.endpoint,
        "summary": operation.summary,
        "tags": [entry.tag],
        "x-osigu-fidelity": str(operation.fidelity),
    }
    if operation.fidelity is not Fidelity.INVENTED:
        found["x-osigu-source"] = operation.source
    if operation.notes:
        found["description"] = operation.notes
    if parameters := [*_path_parameters(operation), *_query_parameters(operation)]:
        found["parameters"] = parameters
    if body := _request_body(entry, schemas):
        found["requestBody"] = body
    found["responses"] = responses.of(operation, entry.envelope, entry.tag)
    found["security"] = _security(operation)
    return found


def _path_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, description, schema in operation.query:
        yield {"name": name, "in": "query", "description": description, "schema": dict(schema)}


def _request_body(entry: _Entry, schemas: Schemas) -> dict[str, Any] | None:
    operation = entry.operation
    if operation.access is Access.BASIC:
        return _form_body(operation)
    if operation.body is None:
        return None
    # The control API takes no body for an empty object, Osigu's does not.
    is_required = entry.envelope is not control_envelope or schemas.requires_something(operation.body)
    content = {"schema": schemas.of(operation.body)} | examples(operation.request_examples)
    return {"required": is_required, "content": {operation.media_type: content}}


def _form_body(operation: Operation) -> dict[str, Any]:
    """The parameters of the token endpoint, which may come as a form instead of a query (RFC 6749 section 4.4.2)."""
    properties = {param.name: {"description": param.description, **param.schema} for param in operation.query}
    schema = {"type": "object", "properties": properties}
    content: dict[str, Any] = {"schema": schema} | examples(operation.request_examples)
    return {"required": False, "content": {"application/x-www-form-urlencoded": content}}


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.access is Access.BEARER:
        return [{"token": ["read" if operation.method == "GET" else "write"]}]
    if operation.access is Access.BASIC:
        return [{"client": []}]
    return [{}, {"control": []}] if operation.access is Access.CONTROL else []


def _security_schemes(entries: Iterable[_Entry]) -> dict[str, Any]:
    token_urls = (entry.operation.path for entry in entries if entry.operation.access is Access.BASIC)
    schemes: dict[str, Any] = {}
    if token_url := next(token_urls, None):
        flow = {"tokenUrl": token_url, "scopes": dict(_SCOPES)}
        schemes["token"] = {"type": "oauth2", "flows": {"clientCredentials": flow}}
        schemes["client"] = {"type": "http", "scheme": "basic", "description": "Client id and secret."}
    return schemes | {
        "control": {
            "type": "http",
            "scheme": "bearer",
            "description": "Asked for by a locked control API only.",
        }
    }
