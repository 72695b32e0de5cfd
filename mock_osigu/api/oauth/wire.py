"""The token endpoint's wire: what comes in query or form, and the answer's fields in their order."""

from collections.abc import Mapping

import msgspec

from mock_osigu.engine.clients import Client
from mock_osigu.engine.masking import Secretive
from mock_osigu.engine.tokens import Issued
from mock_osigu.web.form import read_form


class Extensions(msgspec.Struct, frozen=True):
    """Free-form in Osigu's documentation; the mock fills what is documented."""

    provider_slug: str


class TokenResponse(Secretive, frozen=True, omit_defaults=True):
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

    The content type is not asked for: every body is read as a form.
    """
    given = dict(query)
    for name, value in read_form(body, content_type).items():
        given.setdefault(name, value)
    return given
