"""The WSGI app: a plain Flask app whose `wsgi_app` answers the operations itself.

The app's own `url_map` routes them, without Flask's request contexts, which are two thirds of the cost of a
request. Any view that someone else puts on the app is Flask's to answer.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

import msgspec
from flask import Flask
from werkzeug.http import http_date

from mock_osigu.api import PRODUCTS
from mock_osigu.control import CONTROL
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.operation import Reply, Served
from mock_osigu.web.pipeline import Exchange, Site, respond
from mock_osigu.web.router import ForeignEndpoint, Router, mounts, rule

StartResponse = Callable[..., Any]
ALL_PRODUCTS: Final = (*PRODUCTS, CONTROL)
REQUEST_ID: Final = "X-Mock-Osigu-Request-Id"

_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode
_STATUS: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class App(Flask):
    """`sandboxes` are the worlds it serves."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        super().__init__("mock_osigu", static_folder=None)
        self.sandboxes = sandboxes
        self.url_map.merge_slashes = False
        self.url_map.redirect_defaults = False
        served = Served(sandboxes, ALL_PRODUCTS, has_control=sandboxes.settings.control)
        mounted = mounts(served)
        for endpoint, entry in mounted.items():
            self.add_url_rule(
                rule(entry.operation.path),
                endpoint,
                _unreachable,
                methods=[entry.operation.method],
                provide_automatic_options=False,
            )
        self._site = Site(served, Router(self.url_map, mounted))
        self._date: tuple[int, str] = (0, "")

    def wsgi_app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        exchange = Exchange(self._site, environ, self.sandboxes.ids.uuid4())
        try:
            reply = respond(exchange)
        except ForeignEndpoint:
            return super().wsgi_app(environ, start_response)
        body = _body(reply)
        start_response(_STATUS[reply.status], self._headers(exchange, reply, body))
        return () if exchange.method == "HEAD" else (body,)

    def _headers(self, exchange: Exchange, reply: Reply, body: bytes) -> list[tuple[str, str]]:
        headers = [*reply.headers]
        if reply.status != HTTPStatus.NO_CONTENT:
            headers += [("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
        headers += [("Date", self._http_date(exchange)), (REQUEST_ID, exchange.request_id)]
        return headers

    def _http_date(self, exchange: Exchange) -> str:
        second = int(exchange.sandbox.clock.now().timestamp())
        date = self._date  # read once: another thread may serve another sandbox, with another time
        if date[0] != second:
            date = self._date = second, http_date(second)
        return date[1]


def create_app(sandboxes: Sandboxes | Settings | None = None) -> Flask:
    """The WSGI app for `sandboxes`, or for new ones with the given settings; any WSGI server can run it."""
    if not isinstance(sandboxes, Sandboxes):
        sandboxes = Sandboxes(sandboxes)
    return App(sandboxes)


def _body(reply: Reply) -> bytes:
    if reply.body is None:
        return b""
    return reply.body if isinstance(reply.body, bytes) else _ENCODE(reply.body)


def _unreachable(**_: str) -> str:
    raise AssertionError("operations are answered before Flask dispatches")
