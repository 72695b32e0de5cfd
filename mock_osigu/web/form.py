"""A request's form fields, from either encoding of HTML forms."""

from typing import Any, Final
from urllib.parse import parse_qsl

MULTIPART: Final = "multipart/form-data"


def read_form(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form; of a repeated one the first counts, and what cannot be read has none.

    Every body is read as application/x-www-form-urlencoded, but one that says it is multipart.
    """
    if not body:
        return {}
    return _multipart(body, content_type) if MULTIPART in content_type.lower() else _urlencoded(body)


def _urlencoded(body: bytes) -> dict[str, str]:
    first: dict[str, str] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
        first.setdefault(name, value)
    return first


def _multipart(body: bytes, content_type: str) -> dict[str, str]:
    from io import BytesIO  # noqa: PLC0415 - one client in a hundred sends a form so

    from werkzeug.formparser import parse_form_data  # noqa: PLC0415

    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return dict(parse_form_data(environ, max_form_memory_size=None)[1].items())
