"""httpx with an `Auth` of one's own, the way its documentation shows for a token that must be renewed."""

from collections.abc import Generator
from typing import Any

import httpx

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

GRANT = {"grant_type": "client_credentials"}


# configure
class Token(httpx.Auth):
    requires_response_body = True
    bearer = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self.bearer:
            yield from self.renew()
        request.headers["Authorization"] = self.bearer
        if (yield request).status_code == 401:
            yield from self.renew()
            request.headers["Authorization"] = self.bearer
            yield request

    def renew(self) -> Generator[httpx.Request, httpx.Response, None]:
        request = httpx.Request("POST", TOKEN_URL, data=GRANT)
        answer = yield next(httpx.BasicAuth(CLIENT_ID, CLIENT_SECRET).auth_flow(request))
        self.bearer = f"Bearer {answer.json()['access_token']}"


client = httpx.Client(auth=Token(), timeout=SECONDS)
# end


def invoices() -> Any:
    return client.get(INVOICES_URL).raise_for_status().json()


tell("httpx", invoices, lambda: None)
