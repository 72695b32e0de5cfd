"""The forms that error bodies have, as types, and which of them an envelope speaks."""

from typing import Final, NamedTuple

import msgspec

from mock_osigu.core.errors import NotFound
from mock_osigu.web.control import PROBLEM_TYPE
from mock_osigu.web.errors import OAUTH_TYPE, Envelope


class OAuthErrorBody(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """RFC 6749 section 5.2; `scope` says what would be allowed or needed."""

    error: str
    error_description: str
    scope: str | msgspec.UnsetType = msgspec.UNSET


class ContainerErrorBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a servlet container answers before an application is asked."""

    timestamp: str
    status: int
    error: str
    message: str
    path: str


class ProblemField(msgspec.Struct, forbid_unknown_fields=True):
    """One field to correct."""

    path: str
    message: str


class Problem(msgspec.Struct, forbid_unknown_fields=True):
    """RFC 9457; `errors` is there where fields are to blame, one entry for each."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemField] | msgspec.UnsetType = msgspec.UNSET


class Form(NamedTuple):
    """A type of body, and the media type it travels as."""

    body: type[msgspec.Struct]
    media_type: str


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0]


OAUTH: Final = Form(OAuthErrorBody, _media_type(OAUTH_TYPE))
CONTAINER: Final = Form(ContainerErrorBody, "application/json")
PROBLEM: Final = Form(Problem, PROBLEM_TYPE)


def form_of(envelope: Envelope | None) -> Form:
    """The form that `envelope` gives errors, found by letting it word one; the container's without any."""
    if envelope is None:
        return CONTAINER
    reply = envelope(NotFound("not here"))
    if isinstance(reply.body, msgspec.Struct):
        return Form(type(reply.body), _media_type(reply.content_type))
    return next(form for form in (OAUTH, PROBLEM) if set(reply.body) <= set(form.body.__struct_fields__))
