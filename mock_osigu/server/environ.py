"""From a request to the WSGI environ (PEP 3333)."""

import sys
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from mock_osigu.server.message import Request

_BARE = ("CONTENT_TYPE", "CONTENT_LENGTH")
_COMMON = (
    b"Accept",
    b"Accept-Encoding",
    b"Accept-Language",
    b"Authorization",
    b"Cache-Control",
    b"Connection",
    b"Content-Length",
    b"Content-Type",
    b"Cookie",
    b"Expect",
    b"Host",
    b"Origin",
    b"Pragma",
    b"Prefer",
    b"Referer",
    b"Transfer-Encoding",
    b"User-Agent",
)


def variable(name: bytes) -> str:
    """`Content-Type` → `CONTENT_TYPE`, `Accept` → `HTTP_ACCEPT`."""
    upper = name.decode("latin-1").upper().replace("-", "_")
    return upper if upper in _BARE else f"HTTP_{upper}"


_VARIABLES = {spelling: variable(name) for name in _COMMON for spelling in (name, name.lower())}


def variables(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as WSGI variables; repeated ones are joined with a comma (RFC 9110 5.3).

    A name with an underscore is left out: as a variable it could not be told from the same name with a
    hyphen.
    """
    result: dict[str, str] = {}
    for name, raw in headers:
        key = _VARIABLES.get(name)
        if key is None:
            if b"_" in name:
                continue
            key = variable(name)
        value = raw.decode("latin-1").rstrip(" \t")
        result[key] = f"{result[key]},{value}" if key in result else value
    return result


def connection_environ(info: Callable[[str], Any]) -> dict[str, Any]:
    """Make the part of the environ that is the same for every request of a connection.

    `info` is its transport's `get_extra_info`.
    """
    server, client = info("sockname"), info("peername")
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": str(server[0]) if server else "",
        "SERVER_PORT": str(server[1]) if server else "",
        "REMOTE_ADDR": str(client[0]) if client else "",
        "REMOTE_PORT": str(client[1]) if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http" if info("ssl_object") is None else "https",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "mock_osigu.departs": True,
    }


def head_environ(method: str, target: str, version: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Make the part of the environ that a request's own head says; `headers` are its `variables`."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        **headers,
        "REQUEST_METHOD": method,
        "REQUEST_URI": target,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": f"HTTP/{version}",
        "mock_osigu.headers": headers,
    }
    if path[0] != "/":
        path = _path_of_other_form(path, environ)
    environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1") if "%" in path else path
    return environ


def request_environ(connection: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Make the whole environ of one request; the app may keep and change it."""
    environ = {
        **connection,
        **request.environ,
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
    }
    if request.too_large:
        environ["mock_osigu.body_too_large"] = True
    return environ


def _path_of_other_form(target: str, environ: dict[str, Any]) -> str:
    """Absolute form: its authority replaces Host (RFC 9112 3.2.2). Others get the slash WSGI asks for."""
    _, scheme, rest = target.partition("://")
    if not scheme:
        return f"/{target}"
    authority, slash, path = rest.partition("/")
    environ["HTTP_HOST"] = authority.rpartition("@")[2]
    return slash + path or "/"
