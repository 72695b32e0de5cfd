"""From method and path to an operation: Werkzeug's own router over the operation tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as NoSuchMethod
from werkzeug.routing import Map, RequestRedirect

from mock_osigu.web.control import control_envelope
from mock_osigu.web.errors import Envelope
from mock_osigu.web.operation import Access, Operation, Product, Served

ENDPOINT_PREFIX: Final = "osigu:"


@dataclass(frozen=True)
class Mounted:
    """An operation in its place: the product that owns it, and the envelope its errors wear."""

    operation: Operation
    product: Product
    envelope: Envelope | None


@dataclass(frozen=True)
class Match:
    """What a path leads to. `allowed` is empty when the method is right, else the methods there are."""

    mounted: Mounted
    args: Mapping[str, str]
    allowed: tuple[str, ...] = ()


class Router:
    """Finds operations through the app's one `url_map`; endpoints of others are none of its business."""

    def __init__(self, url_map: Map, mounted: Mapping[str, Mounted]) -> None:
        self._urls = url_map.bind("mock-osigu")
        self._mounted = mounted
        self.protected: Final = frozenset(
            _first_segment(entry.operation.path)
            for entry in mounted.values()
            if entry.operation.access is Access.BEARER
        )

    def match(self, path: str, method: str) -> Match | None:
        """None where no path matches; foreign endpoints raise ForeignEndpoint."""
        if not path.startswith("/") or path.startswith("//"):
            return None  # Werkzeug would take any number of leading slashes for one
        try:
            return self._found(*self._urls.match(path, method))
        except NoSuchMethod as error:
            allowed = tuple(sorted(error.valid_methods or ()))
            found = self._found(*self._urls.match(path, allowed[0]))
            return Match(found.mounted, found.args, allowed)
        except (HTTPException, RequestRedirect):
            return None

    def is_protected(self, path: str) -> bool:
        """Whether a Bearer token is asked for before anything else, even for a path that is not there."""
        return _first_segment(path) in self.protected

    def _found(self, endpoint: str, args: Mapping[str, str]) -> Match:
        mounted = self._mounted.get(endpoint)
        if mounted is None:
            raise ForeignEndpoint
        return Match(mounted, args)


class ForeignEndpoint(Exception):
    """The path is a view that someone else put on the app: Flask answers it."""


def mounts(served: Served) -> dict[str, Mounted]:
    """Every operation of every product by its endpoint name; control ones also below one sandbox."""
    table: dict[str, Mounted] = {}
    for product in served.products:
        for operation in product.operations:
            envelope = None if operation.access is Access.OPEN else product.envelope
            table[ENDPOINT_PREFIX + operation.endpoint] = Mounted(operation, product, envelope)
        for operation in product.control if served.has_control else ():
            for twin in (operation, _in_sandbox(operation)):
                table[ENDPOINT_PREFIX + twin.endpoint] = Mounted(twin, product, control_envelope)
    return table


IN_SANDBOX: Final = "/__admin/sandboxes/{in_sandbox}"


def _in_sandbox(operation: Operation) -> Operation:
    return operation.at(operation.path.replace("/__admin", IN_SANDBOX, 1), "_in_sandbox")


def rule(path: str) -> str:
    """An OpenAPI path as a Werkzeug rule."""
    return path.replace("{", "<").replace("}", ">")


def _first_segment(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
