"""From method and path to an operation: Werkzeug's own router over the operation tables."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as NoSuchMethod
from werkzeug.routing import Map, Rule

from mock_osigu.web.control import control_envelope
from mock_osigu.web.errors import Envelope
from mock_osigu.web.operation import Access, Operation, Product, Served
from mock_osigu.web.request import ESCAPED_SLASH

ENDPOINT_PREFIX: Final = "osigu:"
_IN_SANDBOX: Final = re.compile(
    r"/__admin/sandboxes/([^/]+)(/.*)", re.DOTALL
)  # every control route exists there too


class Mounted(msgspec.Struct, frozen=True):
    """An operation in its place: the product that owns it, and the envelope its errors wear."""

    operation: Operation
    product: Product
    envelope: Envelope | None


class Match(msgspec.Struct, frozen=True):
    """What a path leads to. `allowed` is empty when the method is right, else the methods there are.

    `in_sandbox` is the one that a control route names before what it is about.
    """

    mounted: Mounted
    args: Mapping[str, str]
    allowed: tuple[str, ...] = ()
    in_sandbox: str | None = None


class Router:
    """Finds operations through the app's one `url_map`; endpoints of others are none of its business."""

    def __init__(self, url_map: Map, mounted: Mapping[str, Mounted]) -> None:
        self._urls = url_map.bind("mock-osigu")
        self._mounted = mounted
        self._plain: dict[tuple[str, str], Match] = {}  # paths without parameters, as they are met
        self.protected: Final = frozenset(
            _first_segment(entry.operation.path)
            for entry in mounted.values()
            if entry.operation.access is Access.BEARER
        )

    def match(self, path: str, method: str) -> Match | None:
        """None where no path matches; foreign endpoints raise ForeignEndpoint."""
        if not path.startswith("/") or path.startswith("//"):
            return None  # Werkzeug would take any number of leading slashes for one
        if inside := _IN_SANDBOX.fullmatch(path):
            found = self.match(f"/__admin{inside[2]}", method)
            return found and msgspec.structs.replace(found, in_sandbox=_whole(inside[1]))
        known = self._plain.get((path, method))
        if known is not None:
            return known
        try:
            found = self._look_up(path, method)
        except HTTPException:  # no such path, or one that Werkzeug would redirect from
            return None
        if not found.args and not found.allowed:
            self._plain[path, method] = found
        return found

    def is_protected(self, path: str) -> bool:
        """Whether a Bearer token is asked for before anything else, even for a path that is not there."""
        return _first_segment(path) in self.protected

    def _look_up(self, path: str, method: str) -> Match:
        try:
            return self._found(*self._urls.match(path, method))
        except NoSuchMethod as error:
            allowed = tuple(sorted(error.valid_methods or ()))
        found = self._found(*self._urls.match(path, allowed[0]))
        return Match(found.mounted, found.args, allowed)

    def _found(self, endpoint: str, args: Mapping[str, str]) -> Match:
        mounted = self._mounted.get(endpoint)
        if mounted is None:
            raise ForeignEndpoint
        return Match(mounted, {name: _whole(value) for name, value in args.items()} if args else args)


class MatchOnlyRule(Rule):
    """A rule that is never asked to build a URL: Werkzeug compiles each one's builder, the most of an app's start.

    Should a later Werkzeug name the method otherwise, rules compile as ever, and only the time is lost.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: ARG002, FBT001, FBT002
        return _no_url


def _no_url(*_: object, **__: object) -> tuple[str, str]:
    raise NotImplementedError("operations build no URLs")


class ForeignEndpoint(Exception):
    """The path is a view that someone else put on the app: Flask answers it."""


def mounts(served: Served) -> dict[str, Mounted]:
    """Every operation of every product by its endpoint name."""
    table: dict[str, Mounted] = {}
    for product in served.products:
        for operation in product.operations:
            envelope = None if operation.access is Access.OPEN else product.envelope
            table[ENDPOINT_PREFIX + operation.endpoint] = Mounted(operation, product, envelope)
        for operation in product.control if served.has_control else ():
            table[ENDPOINT_PREFIX + operation.endpoint] = Mounted(operation, product, control_envelope)
    return table


def rule(path: str) -> str:
    """An OpenAPI path as a Werkzeug rule."""
    return path.replace("{", "<").replace("}", ">")


def _whole(segment: str) -> str:
    """A path's segment with the slashes that the client had escaped."""
    return segment.replace(ESCAPED_SLASH, "/")


def _first_segment(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
