"""The WSGI app: a plain Flask app whose `wsgi_app` answers the operations itself.

The app's own `url_map` routes them, without Flask's request contexts, which are two thirds of the cost of a
request. Any view that someone else puts on the app is Flask's to answer.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask

from mock_osigu.api import PRODUCTS
from mock_osigu.control import CONTROL
from mock_osigu.control.scenarios import check_scenarios
from mock_osigu.engine.certificates import Certificates
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.exchange import Exchange, Site
from mock_osigu.web.finish import DateHeader, finish
from mock_osigu.web.operation import Served
from mock_osigu.web.pipeline import respond
from mock_osigu.web.router import ForeignEndpoint, MatchOnlyRule, Router, mounts, rule

StartResponse = Callable[..., Any]

ALL_PRODUCTS: Final = (*PRODUCTS, CONTROL)


class App(Flask):
    """`sandboxes` are the worlds it serves. Raises SettingError for what no world can have."""

    def __init__(self, sandboxes: Sandboxes, certificates: Certificates | None = None) -> None:
        super().__init__("mock_osigu", static_folder=None)
        self.sandboxes = sandboxes
        self.url_map.merge_slashes = False
        self.url_map.redirect_defaults = False
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
            self.url_map.add(MatchOnlyRule(rule(path), endpoint=endpoint, methods=[method]))
        self._site = Site(served, Router(self.url_map, mounted))
        self._date = DateHeader()

    def wsgi_app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        exchange = Exchange(self._site, environ, self.sandboxes.ids.request_id(), self.sandboxes.default)
        try:
            reply = respond(exchange)
        except ForeignEndpoint:
            return super().wsgi_app(environ, start_response)
        answer = finish(exchange, reply, self._date)
        start_response(answer.line, answer.headers)
        return () if exchange.method == "HEAD" else (answer.body,)


def create_app(
    sandboxes: Sandboxes | Settings | None = None, *, certificates: Certificates | None = None
) -> Flask:
    """The WSGI app for `sandboxes`, or for new ones with the given settings; any WSGI server can run it.

    `certificates` are those of a server with TLS, for the control API to tell of and to change.
    """
    if not isinstance(sandboxes, Sandboxes):
        sandboxes = Sandboxes(sandboxes)
    return App(sandboxes, certificates)
