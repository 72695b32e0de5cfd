"""What the pipeline reads of a WSGI environ, and nothing more."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote

from mock_osigu.core.errors import PayloadTooLarge

Environ = dict[str, Any]

_HOST: Final = re.compile(r"[A-Za-z0-9._:\[\]-]+")
ESCAPED_SLASH: Final = "\0"
_REPLACEMENT: Final = "\ufffd"
_NO_QUERY: Final[Mapping[str, str]] = {}


def path_of(environ: Environ) -> str:
    """The path in Unicode; bytes that are not UTF-8 become replacement characters.

    WSGI cannot tell an escaped slash from a plain one, so on control routes, where a name may have one in it, the
    raw target is read, and the slash comes as ESCAPED_SLASH. A real NUL is replaced like the bytes above.
    """
    path: str = environ["PATH_INFO"]
    raw: str = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    if path.startswith("/__admin/") and raw.startswith("/") and "%2f" in raw.lower():
        unambiguous = raw.partition("?")[0].replace(quote(ESCAPED_SLASH), quote(_REPLACEMENT))
        escaped = re.sub("%2f", quote(ESCAPED_SLASH), unambiguous, flags=re.IGNORECASE)
        return unquote(escaped, errors="replace")
    text = path if path.isascii() else path.encode("latin-1").decode("utf-8", "replace")
    return text.replace(ESCAPED_SLASH, _REPLACEMENT)


def query_of(environ: Environ) -> Mapping[str, str]:
    """Query parameters; of a repeated one the first counts, as for a servlet."""
    raw = environ.get("QUERY_STRING")
    return _query_values(raw) if raw else _NO_QUERY


def first_values(urlencoded: str) -> dict[str, str]:
    """The fields of application/x-www-form-urlencoded text; of a repeated one the first."""
    first: dict[str, str] = {}
    for name, value in parse_qsl(urlencoded, keep_blank_values=True):
        first.setdefault(name, value)
    return first


@lru_cache(maxsize=256)
def _query_values(raw: str) -> Mapping[str, str]:
    return MappingProxyType(first_values(raw))


def body_of(environ: Environ, max_body: int) -> bytes:
    """The whole body. Raises PayloadTooLarge over `max_body` bytes."""
    if environ.get("mock_osigu.body_too_large"):
        raise _too_large(max_body)
    length = environ.get("CONTENT_LENGTH") or ""
    if environ.get("wsgi.input_terminated"):
        wanted = max_body + 1
    elif length.isascii() and length.isdigit():
        wanted = min(int(length), max_body + 1)
    else:
        return b""
    body: bytes = environ["wsgi.input"].read(wanted) if wanted else b""
    if len(body) > max_body:
        raise _too_large(max_body)
    return body


def base_url_of(environ: Environ) -> str:
    """Scheme and host as the client wrote them, so that links work from where it stands."""
    host = environ.get("HTTP_HOST") or ""
    if not _HOST.fullmatch(host):
        host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}"


def _too_large(max_body: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The request body is larger than {max_body} bytes")
