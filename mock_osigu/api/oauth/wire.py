"""The token endpoint's wire: what comes in query or form, and the answer's fields in their order."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from mock_osigu.engine.clients import Client
from mock_osigu.engine.tokens import Issued

_MULTIPART = "multipart/form-data"


class Extensions(msgspec.Struct, frozen=True):
    """Free-form in Osigu's documentation; the mock fills what is documented."""

    provider_slug: str


class TokenResponse(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 6749 section 5.1, in the order that Osigu's samples show. `expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    extensions: Extensions | None = None


def token_response(issued: Issued, client: Client) -> TokenResponse:
    return TokenResponse(
        issued.token.value,
        "bearer",
        issued.expires_in,
        " ".join(issued.token.scopes),
        Extensions(client.provider_slug) if client.provider_slug else None,
    )


def parameters(query: Mapping[str, str], body: bytes, content_type: str) -> dict[str, str]:
    """The request's parameters, as a servlet merges them: the query's first, then the form's.

    The content type is not asked for: every body is read as a form, but multipart as what it says it is. What
    cannot be read has no parameters.
    """
    given = dict(query)
    if body:
        form = _multipart(body, content_type) if _MULTIPART in content_type.lower() else _form(body)
        for name, value in form.items():
            given.setdefault(name, value)
    return given


def _form(body: bytes) -> dict[str, str]:
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
