"""What a request says before any world is asked: method, path, credential, and the operation they name.

It depends on nothing but the request's own words, so a client that asks again is read once.
"""

from typing import Final, NamedTuple

from mock_osigu.web.authorization import Authorization, read_authorization
from mock_osigu.web.operation import Access
from mock_osigu.web.request import Environ, path_of
from mock_osigu.web.router import Match, Router

SANDBOX_PREFIX: Final = "/__sandbox/"
CONTROL_PREFIX: Final = "/__admin"
_BELOW_CONTROL: Final = CONTROL_PREFIX + "/"
_MOST: Final = 256
_LONGEST: Final = 2048


class Reading(NamedTuple):
    """`path` is the one that the client means, without the prefix of the sandbox `path_sandbox`.

    `is_api` says whether a Bearer token is asked for, for a path that is known or not; `is_osigus` whether this is
    Osigu's to answer, neither the control API's nor the server's own; `operation` is the id of the operation, empty for
    a path or a method that is none; `bearer` is the Bearer token as sent, empty without one.
    """

    method: str
    path: str
    path_sandbox: str | None
    is_control: bool
    authorization: Authorization
    match: Match | None
    is_api: bool
    is_osigus: bool
    operation: str
    bearer: str


class Readings:
    """Reads requests; those of Osigu's API are kept, bounded in number and size, for the next that say the same."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._known: dict[tuple[str, str, str | None], Reading] = {}

    def of(self, environ: Environ) -> Reading:
        """Raises ForeignEndpoint where the path is a view of another's."""
        path: str = environ["PATH_INFO"]
        words = environ["REQUEST_METHOD"], path, environ.get("HTTP_AUTHORIZATION")
        known = self._known.get(words)
        if known is not None:
            return known
        reading = read(environ, self._router)
        # What is below /__admin/ depends on the raw target too: see `path_of`.
        if reading.is_osigus and not reading.is_control and len(path) + len(words[2] or "") <= _LONGEST:
            if len(self._known) >= _MOST:
                self._known = {}
            self._known[words] = reading
        return reading


def read(environ: Environ, router: Router) -> Reading:
    """Raises ForeignEndpoint as above."""
    method, path, path_sandbox = environ["REQUEST_METHOD"], path_of(environ), None
    if path.startswith(SANDBOX_PREFIX):
        path_sandbox, slash, rest = path[len(SANDBOX_PREFIX) :].partition("/")
        path = slash + rest
    is_control = path.startswith(_BELOW_CONTROL) or path == CONTROL_PREFIX
    # The control API answers under no sandbox's prefix.
    match = None if path_sandbox and is_control else router.match(path, method)
    access = match and match.mounted.operation.access
    authorization = read_authorization(environ.get("HTTP_AUTHORIZATION"))
    return Reading(
        method=method,
        path=path,
        path_sandbox=path_sandbox,
        is_control=is_control,
        authorization=authorization,
        match=match,
        is_api=access is Access.BEARER or (access is None and router.is_protected(path)),
        is_osigus=_is_osigus(match, path_sandbox, is_control=is_control),
        operation=match.mounted.operation.id if match and not match.allowed else "",
        bearer=authorization.token if authorization.scheme == "bearer" else "",
    )


def _is_osigus(match: Match | None, path_sandbox: str | None, *, is_control: bool) -> bool:
    if match:
        return match.mounted.product.name != "control" and not is_control
    return not is_control or path_sandbox is not None
