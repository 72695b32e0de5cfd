"""The responses of an operation: what it answers, and how it refuses."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from mock_osigu.web.errors import Envelope
from mock_osigu.web.openapi.answers import Answer, refusals
from mock_osigu.web.openapi.schemas import Schemas
from mock_osigu.web.operation import Access, Operation
from mock_osigu.web.reply import reason_phrase

HEADERS: Final[dict[str, Any]] = {
    "request-id": {
        "description": "Names this exchange; the mock's own addition.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "allow": {"description": "The methods that the path has.", "schema": {"type": "string"}},
    "retry-after": {"description": "Seconds until it is worth trying again.", "schema": {"type": "string"}},
    "challenge": {"description": "What to authenticate with.", "schema": {"type": "string"}},
    "no-store": {"description": "Tokens are not for caches.", "schema": {"const": "no-store"}},
    "no-cache": {"description": "As above, for HTTP/1.0.", "schema": {"const": "no-cache"}},
}


class Responses:
    """Makes responses; equal refusals are one component, to be referred to."""

    def __init__(self, schemas: Schemas) -> None:
        self.components: dict[str, Any] = {}
        self._schemas = schemas

    def of(self, operation: Operation, envelope: Envelope | None, owner: str) -> dict[str, Any]:
        """All responses by status; `owner` is the first part of the names of new components."""
        found = {str(status): self._success(operation, status) for status in _statuses(operation)}
        for status, answers in refusals(operation, envelope).items():
            found[str(status)] = self._shared(f"{owner}-{status}", _refusal(status, answers, self._schemas))
        return found

    def _success(self, operation: Operation, status: int) -> dict[str, Any]:
        headers = {"X-Mock-Osigu-Request-Id": _header("request-id")}
        if operation.access is Access.BASIC:
            headers |= {"Cache-Control": _header("no-store"), "Pragma": _header("no-cache")}
        response = {"description": f"{reason_phrase(status)}.", "headers": headers}
        if content := self._content(operation):
            response["content"] = content
        return response

    def _content(self, operation: Operation) -> dict[str, Any]:
        if operation.status == HTTPStatus.NO_CONTENT:
            return {}
        if operation.returns is None:
            return {"text/html": {"schema": {"type": "string"}}}
        if operation.returns is bytes:
            return {"*/*": {}}
        content = {"schema": self._schemas.of(operation.returns)} | examples(operation.response_examples)
        return {"application/json": content}

    def _shared(self, hint: str, response: dict[str, Any]) -> dict[str, str]:
        name, others = hint, 1
        while self.components.setdefault(name, response) != response:
            others += 1
            name = f"{hint}-{others}"
        return {"$ref": f"#/components/responses/{name}"}


def _statuses(operation: Operation) -> tuple[int, ...]:
    """How it succeeds; a PUT that makes something answers 200 where it takes another's place (RFC 9110 §9.3.4)."""
    makes = operation.method == "PUT" and operation.status == HTTPStatus.CREATED
    return (200, 201) if makes else (operation.status,)


def examples(values: Mapping[str, Any]) -> dict[str, Any]:
    """The `examples` member of a media type; empty where there are none."""
    return {"examples": {name: {"value": value} for name, value in values.items()}} if values else {}


def _refusal(status: int, answers: Sequence[Answer], schemas: Schemas) -> dict[str, Any]:
    headers = {"X-Mock-Osigu-Request-Id": _header("request-id")}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _header("allow")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = _header("retry-after")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and _is_challenged(answers):
        headers["WWW-Authenticate"] = _header("challenge")
    bodies = {answer.form.media_type: list[dict[str, Any]]() for answer in answers}
    for form in dict.fromkeys(answer.form for answer in answers):
        bodies[form.media_type].append(schemas.of(form.body))
    return {
        "description": "\n".join(_line(answer, single=len(answers) == 1) for answer in answers),
        "headers": headers,
        "content": {
            media: {"schema": forms[0] if len(forms) == 1 else {"oneOf": forms}}
            for media, forms in bodies.items()
        },
    }


def _is_challenged(answers: Sequence[Answer]) -> bool:
    """All but a control API's 403, which no credential would change."""
    return any(answer.code != "FOREIGN_ORIGIN" for answer in answers)


def _line(answer: Answer, *, single: bool) -> str:
    text = f"`{answer.code}`: {answer.when}" if answer.code else answer.when
    text = re.sub(r"\s+", " ", text)
    return text if single else f"- {text}"


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
