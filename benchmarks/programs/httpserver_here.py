"""pytest-httpserver outside pytest, with our token and list: `python httpserver_here.py PORT PAGE`."""

import json
import sys
import uuid
from pathlib import Path
from threading import Event

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

BEARER = {"Authorization": "Bearer 20c53bc6-641e-4965-9473-bde902befac4"}


def issue(request: Request) -> Response:
    given = request.authorization
    if given is None or (given.username, given.password) != ("cossen-osigu-service", "base64secretkey"):
        return Response('{"error":"unauthorized"}', 401)
    value = str(uuid.uuid4())
    body = {"access_token": value, "token_type": "bearer", "expires_in": 86399, "scope": "read write"}
    return Response(json.dumps(body), content_type="application/json")


server = HTTPServer("127.0.0.1", int(sys.argv[1]))
server.no_handler_status_code = 401
server.expect_request("/v1/oauth/token", method="POST").respond_with_handler(issue)
page = Path(sys.argv[2]).read_bytes()
server.expect_request("/v1/invoices", headers=BEARER).respond_with_data(page, content_type="application/json")
server.start()
Event().wait()
