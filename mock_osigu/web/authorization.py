"""The Authorization header: read once, then judged by whoever needs it."""

import base64
import binascii
from typing import Final, NamedTuple
from urllib.parse import unquote_plus


class Authorization(NamedTuple):
    """What an Authorization header says. `scheme` is in lower case, empty without a header.

    `pairs` are the (client id, secret) readings of a Basic header: as sent, and form-decoded (RFC 6749
    section 2.3.1); `problem` says why there are none. `token` is what follows another scheme.
    """

    scheme: str = ""
    token: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    problem: str = ""

    def __repr__(self) -> str:
        return f"Authorization({self.scheme!r}, clients={[client_id for client_id, _ in self.pairs]})"


NO_AUTHORIZATION: Final = Authorization()


def read_authorization(header: str | None) -> Authorization:
    """Read the header as WSGI gives it: bytes as latin-1, several headers joined by commas."""
    if not header:
        return NO_AUTHORIZATION
    scheme, _, rest = header.strip().partition(" ")
    scheme, rest = scheme.lower(), rest.strip()
    return _read_basic(rest) if scheme == "basic" else Authorization(scheme, rest)


def _read_basic(value: str) -> Authorization:
    try:
        raw = base64.b64decode(value.encode("latin-1"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return Authorization("basic", problem="Failed to decode basic authentication token")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    client_id, colon, secret = text.partition(":")
    if not colon:
        return Authorization("basic", problem="Invalid basic authentication token")
    as_sent = client_id, secret
    decoded = unquote_plus(client_id), unquote_plus(secret)
    return Authorization("basic", pairs=(as_sent,) if as_sent == decoded else (as_sent, decoded))
