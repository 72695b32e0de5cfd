"""The files that the rivals answer from, all with the page of invoices that we answer ourselves."""

import json
import shutil
from typing import Any, Final

from benchmarks.process import ask, free_port
from benchmarks.servers import BASIC, BEARER, DATA, LIST, OURS, PAGE, TOKEN

_PATHS: Final = {"list": "/v1/invoices", "token": "/v1/oauth/token"}
_TOKEN_ANSWER: Final = {"token_type": "bearer", "expires_in": 86399, "scope": "read write"}


def write() -> None:
    """Write them anew, but for what belongs to no rival alone: the page, asked of our own server."""
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    port = free_port()
    with OURS.start(port) as server:
        server.wait_until(port, LIST)
        page = ask(port, LIST)[1].decode()
    PAGE.write_text(page)
    _nginx(page)
    _wiremock(page)
    (DATA / "db.json").write_text(json.dumps({"invoices": json.loads(page)["content"]}))
    (DATA / "routes.json").write_text(json.dumps({"/v1/*": "/$1"}))
    (DATA / "mockoon.json").write_text(json.dumps(_mockoon(page)))
    (DATA / "openapi.yaml").write_text(json.dumps(_openapi(page)))  # JSON is YAML


def _nginx(page: str) -> None:
    folder = DATA / "nginx"
    for name in ("html", "tmp", "logs"):
        (folder / name).mkdir(parents=True)
    (folder / "html" / "page.json").write_text(page)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    scratch = " ".join(f"{kind}_temp_path tmp/{kind};" for kind in kinds)
    answer = json.dumps({"access_token": "$request_id", **_TOKEN_ANSWER})
    (folder / "nginx.conf.in").write_text(f"""daemon off;
worker_processes 1;
pid logs/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  default_type application/json;
  {scratch}
  server {{
    listen 127.0.0.1:{{port}};
    location = {_PATHS["list"]} {{
      if ($http_authorization != "{BEARER}") {{ return 401; }}
      root html;
      try_files /page.json =404;
    }}
    location = {_PATHS["token"]} {{
      if ($http_authorization != "{BASIC}") {{ return 401; }}
      return 200 '{answer}';
    }}
  }}
}}
""")


def _wiremock(page: str) -> None:
    folder = DATA / "wiremock" / "mappings"
    folder.mkdir(parents=True)
    kind = {"Content-Type": "application/json"}
    random = {"access_token": "{{randomValue type='UUID'}}", **_TOKEN_ANSWER}
    mappings = {
        "token": {
            "request": {
                "method": "POST",
                "urlPath": _PATHS["token"],
                "basicAuthCredentials": {"username": "cossen-osigu-service", "password": "base64secretkey"},
                "formParameters": {"grant_type": {"equalTo": "client_credentials"}},
            },
            "response": {
                "status": 200,
                "headers": kind,
                "body": json.dumps(random),
                "transformers": ["response-template"],
            },
        },
        "list": {
            "request": {
                "method": "GET",
                "urlPath": _PATHS["list"],
                "headers": {"Authorization": {"equalTo": BEARER}},
            },
            "response": {"status": 200, "headers": kind, "body": page},
        },
    }
    for name, mapping in mappings.items():
        (folder / f"{name}.json").write_text(json.dumps(mapping))


def _mockoon(page: str) -> dict[str, Any]:
    """An environment of two routes; each answers 401 unless the Authorization header is the right one."""
    random = '{"access_token":"{{uuid}}",' + json.dumps(_TOKEN_ANSWER)[1:]
    routes = [
        _mockoon_route("1", "post", _PATHS["token"], BASIC, random, templated=True),
        _mockoon_route("2", "get", _PATHS["list"], BEARER, page, templated=False),
    ]
    return {
        "uuid": _uuid("0"),
        "lastMigration": 33,
        "name": "bench",
        "port": 3000,
        "hostname": "127.0.0.1",
        "endpointPrefix": "",
        "latency": 0,
        "routes": routes,
        "rootChildren": [{"type": "route", "uuid": route["uuid"]} for route in routes],
        "folders": [],
        "headers": [],
        "data": [],
        "callbacks": [],
        "proxyMode": False,
        "cors": False,
        "tlsOptions": {"enabled": False},
    }


def _mockoon_route(
    number: str, method: str, path: str, credential: str, body: str, *, templated: bool
) -> dict[str, Any]:
    right = {"target": "header", "modifier": "Authorization", "value": credential, "operator": "equals"}
    common = {
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "bodyType": "INLINE",
        "latency": 0,
        "rulesOperator": "AND",
        "callbacks": [],
    }
    answers = [
        {
            **common,
            "uuid": _uuid(f"{number}1"),
            "body": body,
            "statusCode": 200,
            "rules": [{**right, "invert": False}],
            "disableTemplating": not templated,
            "default": False,
        },
        {
            **common,
            "uuid": _uuid(f"{number}2"),
            "body": '{"error":"unauthorized"}',
            "statusCode": 401,
            "rules": [],
            "disableTemplating": True,
            "default": True,
        },
    ]
    return {
        "uuid": _uuid(number),
        "type": "http",
        "method": method,
        "endpoint": path.removeprefix("/"),
        "responses": answers,
        "responseMode": None,
    }


def _uuid(digits: str) -> str:
    return f"00000000-0000-4000-8000-{digits:0>12}"


def _openapi(page: str) -> dict[str, Any]:
    def answer(example: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": {"type": "object"}, "example": example}}
        return {"200": {"description": "as it is", "content": content}}

    form = {"type": "object", "required": ["grant_type"], "properties": {"grant_type": {"type": "string"}}}
    issue = {
        "security": [{"basic": []}],
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": form}},
        },
        "responses": answer({"access_token": TOKEN, **_TOKEN_ANSWER}),
    }
    listing = {"security": [{"bearer": []}], "responses": answer(json.loads(page))}
    schemes = {name: {"type": "http", "scheme": name} for name in ("basic", "bearer")}
    return {
        "openapi": "3.0.3",
        "info": {"title": "bench", "version": "1"},
        "paths": {_PATHS["token"]: {"post": issue}, _PATHS["list"]: {"get": listing}},
        "components": {"securitySchemes": schemes},
    }
