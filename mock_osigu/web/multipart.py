"""The parts of a multipart form, read strictly (RFC 7578): what cannot be read is refused, and nothing goes to disk."""

from typing import Final, NamedTuple

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder

from mock_osigu.core.errors import BadRequest, UnsupportedMediaType

MEDIA_TYPE: Final = "multipart/form-data"
MAX_PARTS: Final = 100


class MalformedForm(BadRequest):
    """The body is not a readable multipart form: no boundary, a part without a head, an end that is missing."""

    code = "MALFORMED_FORM"


class NotMultipart(UnsupportedMediaType):
    """The body says that it is not a multipart form."""


class Part(NamedTuple):
    """One part: `file_name` is None where it is no file; its content type as it was sent, empty without one."""

    name: str
    file_name: str | None
    content_type: str
    content: bytes


def read_parts(body: bytes, content_type: str) -> list[Part]:
    """Every part in its order. Raises NotMultipart, MalformedForm."""
    media, options = parse_options_header(content_type)
    if media != MEDIA_TYPE:
        raise NotMultipart(f"Content type not supported; send {MEDIA_TYPE}")
    boundary = options.get("boundary")
    if not boundary:
        raise MalformedForm("The multipart body names no boundary in its Content-Type")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=MAX_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    try:
        return _parts(decoder)
    except ValueError:
        raise MalformedForm("The multipart body cannot be read; is it cut short?") from None
    except RequestEntityTooLarge:
        raise MalformedForm(f"The multipart body has more than {MAX_PARTS} parts") from None


def _parts(decoder: MultipartDecoder) -> list[Part]:
    found: list[Part] = []
    head: Field | File | None = None
    content: list[bytes] = []
    event: Event = decoder.next_event()
    while not isinstance(event, Epilogue):
        if isinstance(event, Field | File):
            head, content = event, []
        elif isinstance(event, Data) and head is not None:
            content.append(event.data)
            if not event.more_data:
                found.append(_part(head, b"".join(content)))
        event = decoder.next_event()
    return found


def _part(head: Field | File, content: bytes) -> Part:
    name: str | None = head.name  # werkzeug says str, and gives None where the part has no name
    file_name = head.filename if isinstance(head, File) else None
    return Part(name or "", file_name, head.headers.get("content-type", ""), content)
