"""Files and comments on the wire. Every shape here is INVENTED: the page has no more than the two words."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Meta

from mock_osigu.api.payments.attachments.model import Attachment, Comment
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.web.body import MalformedJson
from mock_osigu.web.check import MESSAGE, check
from mock_osigu.web.multipart import Part

FILE: Final = "file"
UNKNOWN_TYPE: Final = "application/octet-stream"
MAX_NAME: Final = 255
MAX_COMMENT: Final = 2000
_UNPRINTABLE: Final = re.compile("[\0-\x1f\x7f\ud800-\udfff]")
_MEDIA_TYPE: Final = re.compile(r"[!-~]+/[!-~]+( *;[ -~]*)?")


class FileForm(msgspec.Struct, kw_only=True):
    """One file, with its name; its own content type is kept."""

    file: Annotated[
        str, Meta(extra_json_schema={"type": "string", "contentMediaType": "application/octet-stream"})
    ]


class CommentBody(msgspec.Struct, kw_only=True):
    """A text about an invoice."""

    comment: Annotated[str, Meta(min_length=1, max_length=MAX_COMMENT)]


class AttachedFile(msgspec.Struct, kw_only=True):
    """A file of an invoice; `size` is in bytes."""

    id: str
    name: str
    content_type: str
    size: int


class AttachedComment(msgspec.Struct, kw_only=True):
    """A comment on an invoice."""

    id: str
    comment: str
    created_at: datetime


def upload(parts: Sequence[Part]) -> Part:
    """The one file of a form, with a content type; other parts are ignored. Raises Unprocessable with every fault."""
    named = [part for part in parts if part.name == FILE]
    if not named:
        raise _bad(["is required"])
    faults = ["must be one file"] if len(named) > 1 else []
    for part in named:
        faults += _faults(part)
    if faults:
        raise _bad(faults)
    return named[0]._replace(content_type=named[0].content_type or UNKNOWN_TYPE)


def comment(body: Any) -> str:
    """Read the body of a comment. Raises MalformedJson where it is no object, Unprocessable."""
    if not isinstance(body, dict):
        raise MalformedJson("The request body must be a JSON object")
    return check(body, CommentBody).comment


def file(attachment: Attachment) -> AttachedFile:
    return AttachedFile(
        id=attachment.id,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
    )


def commented(made: Comment) -> AttachedComment:
    return AttachedComment(id=made.id, comment=made.comment, created_at=made.created_at)


def disposition(attachment: Attachment) -> str:
    """The header with which a file leaves: to be saved under its name (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}"


def _faults(part: Part) -> list[str]:
    if part.file_name is None:
        return ["must be a file, not a text"]
    found = []
    if not 1 <= len(part.file_name) <= MAX_NAME or _UNPRINTABLE.search(part.file_name):
        found.append(f"must have a name of 1 to {MAX_NAME} printable characters")
    if part.content_type and not _MEDIA_TYPE.fullmatch(part.content_type[: MAX_NAME + 1]):
        found.append("must have a content type like application/pdf, or none")
    return found


def _bad(faults: Sequence[str]) -> Unprocessable:
    return Unprocessable(MESSAGE, tuple(Fault(FILE, text) for text in dict.fromkeys(faults)))
