"""The operations as a Flask app, for any WSGI server, for Flask's test client, and beside views of one's own."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from mock_osigu.engine.certificates import Certificates
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.router import ForeignEndpoint
from mock_osigu.wsgi import Operations, StartResponse, sandboxes_of


class App(Flask):
    """`sandboxes` are the worlds it serves. Raises SettingError for what no world can have.

    The app's own `url_map` routes the operations, without Flask's request contexts, which are two thirds of the
    cost of a request. Any view that someone else puts on the app is Flask's to answer.
    """

    def __init__(self, sandboxes: Sandboxes, certificates: Certificates | None = None) -> None:
        super().__init__("mock_osigu", static_folder=None)
        self.sandboxes = sandboxes
        self._operations = Operations(sandboxes, certificates, self.url_map)

    def wsgi_app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._operations(environ, start_response)
        except ForeignEndpoint:
            return super().wsgi_app(environ, start_response)


def create_app(
    sandboxes: Sandboxes | Settings | None = None, *, certificates: Certificates | None = None
) -> Flask:
    """The WSGI app for `sandboxes`, or for new ones with the given settings; any WSGI server can run it.

    `certificates` are those of a server with TLS, for the control API to tell of and to change.
    """
    if not isinstance(sandboxes, Sandboxes):
        sandboxes = sandboxes_of(sandboxes or Settings())
    return App(sandboxes, certificates)
