"""The yardstick: a token endpoint and a checked list on plain Flask, as one would write them in five minutes.

`python bare_flask.py PORT` serves it on Werkzeug, threaded, and quiet like a server that is measured.
"""

import json
import sys
import uuid
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

CLIENTS = {"cossen-osigu-service": "base64secretkey"}
TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"


def make_app(page: dict[str, Any]) -> Flask:
    app = Flask(__name__, static_folder=None)
    tokens = {TOKEN: "cossen-osigu-service"}

    @app.post("/v1/oauth/token")
    def issue() -> Response | tuple[Response, int]:
        given = request.authorization
        if given is None or given.type != "basic" or CLIENTS.get(given.username or "") != given.password:
            return jsonify(error="unauthorized"), 401
        if request.values.get("grant_type") != "client_credentials":
            return jsonify(error="unsupported_grant_type"), 400
        value = str(uuid.uuid4())
        tokens[value] = given.username or ""
        return jsonify(access_token=value, token_type="bearer", expires_in=86399, scope="read write")

    @app.get("/v1/invoices")
    def invoices() -> Response | tuple[Response, int]:
        given = request.authorization
        if given is None or given.type != "bearer" or given.token not in tokens:
            return jsonify(error="invalid_token"), 401
        return jsonify(page)

    return app


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def make(page_file: str, port: int = 0) -> BaseWSGIServer:
    page = json.loads(Path(page_file).read_text())
    return make_server("127.0.0.1", port, make_app(page), threaded=True, request_handler=Quiet)


class InThread:
    """The same in a thread, as a fixture would have it: its port is known, and `stop` waits for the thread."""

    def __init__(self, page_file: str) -> None:
        self._server = make(page_file)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


if __name__ == "__main__":
    make(sys.argv[2], int(sys.argv[1])).serve_forever()
