"""A request's form fields, from either encoding of HTML forms."""

from mock_osigu.core.errors import ApiError
from mock_osigu.web.multipart import MEDIA_TYPE, read_parts
from mock_osigu.web.request import first_values


def read_form(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form; of a repeated one the first counts, and what cannot be read has none.

    Every body is read as application/x-www-form-urlencoded, but one that says it is multipart.
    """
    if not body:
        return {}
    if MEDIA_TYPE not in content_type.lower():
        return first_values(body.decode("utf-8", "replace"))
    try:
        parts = read_parts(body, content_type)
    except ApiError:
        return {}
    first: dict[str, str] = {}
    for part in parts:
        if part.file_name is None:
            first.setdefault(part.name, part.content.decode("utf-8", "replace"))
    return first
