"""Which answers an operation can give: its own, those of its access rule, and those of HTTP itself."""

import inspect
from collections.abc import Iterator
from typing import Final, NamedTuple

from mock_osigu.core.errors import (
    ApiError,
    BadRequest,
    Conflict,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    TooManyRequests,
    Unprocessable,
    UnsupportedMediaType,
)
from mock_osigu.web.body import MalformedJson
from mock_osigu.web.errors import Envelope
from mock_osigu.web.openapi.forms import CONTAINER, OAUTH, PROBLEM, Form, form_of
from mock_osigu.web.operation import Access, Operation
from mock_osigu.web.reply import reason_phrase


class Answer(NamedTuple):
    """One way to say no: the form of its body, and when it is said. `code` is empty where the form has none."""

    status: int
    form: Form
    when: str
    code: str = ""


_BY_ACCESS: Final = {
    Access.OPEN: (),
    Access.BASIC: (
        Answer(400, OAUTH, "A parameter is missing or not acceptable: the grant type, the scope."),
        Answer(401, CONTAINER, "The Basic header is missing, unreadable or wrong."),
        Answer(401, OAUTH, "The credentials came in the request, or the client may not use this grant."),
    ),
    Access.BEARER: (
        Answer(401, OAUTH, "The token is missing, malformed, unknown, revoked or expired."),
        Answer(403, OAUTH, "The token lacks a scope: GET needs `read`, all else `write`."),
    ),
    Access.CONTROL: (
        Answer(
            401, PROBLEM, "The control API is locked, and its token was not sent.", "CONTROL_TOKEN_REQUIRED"
        ),
        Answer(403, PROBLEM, "The call came from a web page, or for a foreign host name.", "FOREIGN_ORIGIN"),
    ),
}
_LIMITED: Final = (Access.BASIC, Access.BEARER)
_OF_HTTP: Final[tuple[type[ApiError], ...]] = (MethodNotAllowed, PayloadTooLarge)
_OF_JSON: Final[tuple[type[ApiError], ...]] = (MalformedJson,)

_WORDS: Final[dict[type[ApiError], str]] = {
    BadRequest: "A parameter cannot be read, or is none of the operation's.",
    NotFound: "There is nothing with this name.",
    Conflict: "It cannot be done as things are, or the name is taken.",
    Unprocessable: "A field is missing or not acceptable; `errors` names every one.",
    MethodNotAllowed: "The path has no such method; `Allow` names those it has.",
    TooManyRequests: "The client is over its rate limit, where limits are enforced (they are not unless asked for).",
    PayloadTooLarge: "The body is larger than the server takes.",
    UnsupportedMediaType: "The body says that it is not JSON.",
    MalformedJson: "The body is missing, unreadable, or not an object.",
}


def refusals(operation: Operation, envelope: Envelope | None) -> dict[int, list[Answer]]:
    """Every refusal by status, ascending; `envelope` is the one that the operation's errors wear."""
    found: dict[int, list[Answer]] = {}
    for answer in (*_BY_ACCESS[operation.access], *_own(operation, form_of(envelope))):
        found.setdefault(answer.status, []).append(answer)
    return dict(sorted(found.items()))


def _own(operation: Operation, form: Form) -> Iterator[Answer]:
    has_json = operation.body is not None and operation.media_type == "application/json"
    kinds = (
        *operation.errors,
        *((BadRequest,) if operation.access is Access.CONTROL else ()),
        *(_OF_JSON if has_json else ()),
        *((UnsupportedMediaType,) if has_json and operation.access in _LIMITED else ()),
        *((TooManyRequests,) if operation.access in _LIMITED else ()),
        *_OF_HTTP,
    )
    has_codes = "code" in form.body.__struct_fields__
    for kind in dict.fromkeys(kinds):
        yield Answer(kind.status, form, when(kind), kind.code if has_codes else "")


def when(kind: type[ApiError]) -> str:
    """When an error is given, in one paragraph: our words, its own docstring, or the status's phrase."""
    own = inspect.cleandoc(kind.__doc__) if kind.__doc__ else f"{reason_phrase(kind.status)}."
    return _WORDS.get(kind, own)
