"""What a request says before any world is asked: method, path, credential, and the operation they name.

It depends on the request's own words and on the table of operations, so a client that asks again is read once.
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

    `bearer` is the Bearer token as sent, empty without one. The rest takes a router: `operation` is the id of the
    operation, empty for a path or a method that is none; `is_api` says whether a Bearer token is asked for, for a path
    that is known or not; `is_osigus` whether this is Osigu's to answer, neither the control API's nor the server's own.
    """

    method: str
    path: str
    path_sandbox: str | None
    is_control: bool
    authorization: Authorization
    bearer: str
    match: Match | None = None
    operation: str = ""
    is_api: bool = False
    is_osigus: bool = False

    def __repr__(self) -> str:
        return f"Reading({self.method!r}, {self.operation!r})"  # the rest may have secrets in it


class Readings:
    """Routes what requests say; what names an operation of Osigu's API is kept for the next that say the same.

    Bounded in number and size. What leads nowhere is not kept: there, an app may have a view of its own by then.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        self._known: dict[tuple[str, str, str | None], Reading] = {}

    def known(self, environ: Environ) -> Reading | None:
        return self._known.get(
            (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION"))
        )

    def route(self, reading: Reading, environ: Environ) -> Reading:
        """Add the operation that is named. Raises ForeignEndpoint where the path is a view of another's."""
        routed = _routed(reading, self._router)
        # What is below /__admin/ depends on the raw target too: see `path_of`.
        if routed.is_osigus and routed.operation:
            self._keep(
                routed, environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION")
            )
        return routed

    def _keep(self, reading: Reading, method: str, path: str, authorization: str | None) -> None:
        if len(method) + len(path) + len(authorization or "") > _LONGEST:
            return
        if len(self._known) >= _MOST:
            self._known = {}
        self._known[method, path, authorization] = reading


def read(environ: Environ) -> Reading:
    """Read what needs no router."""
    path, path_sandbox = path_of(environ), None
    if path.startswith(SANDBOX_PREFIX):
        path_sandbox, slash, rest = path[len(SANDBOX_PREFIX) :].partition("/")
        path = slash + rest
    authorization = read_authorization(environ.get("HTTP_AUTHORIZATION"))
    return Reading(
        method=environ["REQUEST_METHOD"],
        path=path,
        path_sandbox=path_sandbox,
        is_control=path.startswith(_BELOW_CONTROL) or path == CONTROL_PREFIX,
        authorization=authorization,
        bearer=authorization.token if authorization.scheme == "bearer" else "",
    )


def _routed(reading: Reading, router: Router) -> Reading:
    path, is_control = reading.path, reading.is_control
    # The control API answers under no sandbox's prefix.
    match = None if reading.path_sandbox and is_control else router.match(path, reading.method)
    if match is None:
        is_osigus = not is_control or reading.path_sandbox is not None
        return reading._replace(is_api=router.is_protected(path), is_osigus=is_osigus)
    operation = match.mounted.operation
    return reading._replace(
        match=match,
        operation="" if match.allowed else operation.id,
        is_api=operation.access is Access.BEARER,
        is_osigus=match.mounted.product.name != "control" and not is_control,
    )
