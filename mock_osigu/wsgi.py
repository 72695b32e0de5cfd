"""The WSGI app of the operations: a path and a method become an exchange, the pipeline answers it.

Our own server runs it as it is. Flask is a third of what a start loads, two thirds of what a request through it costs,
and has no view to add here; `app.py` puts it around this for those who have.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from werkzeug.routing import Map

from mock_osigu.api import PRODUCTS
from mock_osigu.control import CONTROL
from mock_osigu.control.scenarios import check_definitions, check_scenarios
from mock_osigu.engine.certificates import Certificates
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.exchange import Exchange, Site
from mock_osigu.web.finish import DateHeader, finish
from mock_osigu.web.operation import Served
from mock_osigu.web.pipeline import respond
from mock_osigu.web.router import MatchOnlyRule, Router, mounts, rule

__all__ = ["ALL_PRODUCTS", "Operations", "StartResponse", "sandboxes_of"]

StartResponse = Callable[..., Any]

ALL_PRODUCTS: Final = (*PRODUCTS, CONTROL)


def sandboxes_of(settings: Settings) -> Sandboxes:
    """The worlds of a server with these settings. Raises SettingError, naming the key, for what none can have."""
    # Before the worlds, which read the same rules and know less about what is wrong with one.
    check_definitions(settings.scenarios, [each for product in PRODUCTS for each in product.operations])
    return Sandboxes(settings)


class Operations:
    """Every operation on `sandboxes`, found through `url_map`, which may be that of an app with views of its own.

    `certificates` are those of a server with TLS, for the control API to tell of and to change. Raises SettingError
    for what no world can have. `plain_paths` are the operations' paths that name no single thing.
    """

    def __init__(
        self,
        sandboxes: Sandboxes,
        certificates: Certificates | None = None,
        url_map: Map | None = None,
    ) -> None:
        urls = Map() if url_map is None else url_map
        urls.merge_slashes = False
        urls.redirect_defaults = False
        has_control = sandboxes.settings.control
        served = Served(sandboxes, ALL_PRODUCTS, has_control=has_control, certificates=certificates)
        check_scenarios(served)
        for product in ALL_PRODUCTS:
            sandboxes.register(product.jobs)
            if begin := product.begin(sandboxes.settings):
                sandboxes.begin_with(product.name, begin)
        mounted = mounts(served)
        for endpoint, entry in mounted.items():
            path, method = entry.operation.path, entry.operation.method
            urls.add(MatchOnlyRule(rule(path), endpoint=endpoint, methods=[method]))
        self.plain_paths: Final = frozenset(
            entry.operation.path for entry in mounted.values() if "{" not in entry.operation.path
        )
        self._sandboxes = sandboxes
        self._site = Site(served, Router(urls, mounted))
        self._date = DateHeader()

    @property
    def failures(self) -> int:
        """How many requests have ended in a bug of the mock: a 500 that nobody asked for."""
        return self._site.failures

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333). Raises ForeignEndpoint where `url_map` leads to another's view."""
        sandboxes = self._sandboxes
        exchange = Exchange(self._site, environ, sandboxes.ids.request_id(), sandboxes.default)
        answer = finish(exchange, respond(exchange), self._date)
        start_response(answer.line, answer.headers)
        return () if exchange.method == "HEAD" else (answer.body,)
