"""What each client puts on the wire for a token, byte for byte but for host and credentials.

Seen with the versions of 2026 that the names give; headers that say nothing to a server are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clients.wire import ACCENTED, DASHED, EXAMPLE, RESERVED, Pair, as_escapes, as_form, as_it_is, as_latin_1

QUERY = "/v1/oauth/token?grant_type=client_credentials"
PLAIN = "/v1/oauth/token"
GRANT = "grant_type=client_credentials"
FORM = "Content-Type: application/x-www-form-urlencoded"
H2C = (
    "Connection: Upgrade, HTTP2-Settings",
    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    "Upgrade: h2c",
)
MULTIPART = f'--cut\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\n{GRANT[11:]}\r\n--cut--\r\n'


@dataclass(frozen=True)
class Row:
    """A request of one client: target, headers besides Host and Authorization, body.

    `apart`: the body is a packet of its own. `waits`: and it is held back for 100 Continue.
    """

    client: str
    target: str
    headers: tuple[str, ...] = ()
    body: str = ""
    pair: Pair = EXAMPLE
    encode: Callable[[Pair], str] | None = as_it_is
    version: str = "HTTP/1.1"
    apart: bool = False
    waits: bool = False

    def packets(self, host: str) -> list[bytes]:
        own = [f"Authorization: Basic {self.encode(self.pair)}"] if self.encode else []
        lines = [f"POST {self.target} {self.version}", f"Host: {host}", *own, *self.headers, "", ""]
        head, body = "\r\n".join(lines).encode(), self.body.encode()
        return [head, body] if self.apart or self.waits else [head + body]


def form(client: str, *headers: str, body: str = GRANT, **more: Any) -> Row:
    given = (FORM, *headers) if not any(line.startswith("Content-") for line in headers) else headers
    return Row(client, PLAIN, (*given, f"Content-Length: {len(body)}"), body, **more)


def query(client: str, *headers: str, **more: Any) -> Row:
    return Row(client, QUERY, headers, **more)


ROWS = (
    query("curl 7.88, no body", "User-Agent: curl/7.88.1", "Accept: */*"),
    form("curl 7.88 --data", "User-Agent: curl/7.88.1", "Accept: */*"),
    query("curl 7.88 --http1.0", "Accept: */*", version="HTTP/1.0"),
    query("requests 2.34", "Accept-Encoding: gzip, deflate", "Accept: */*", "Content-Length: 0"),
    form("requests 2.34, accents", "Accept: */*", pair=ACCENTED, encode=as_latin_1),
    query("httpx 0.28, accents", "Accept: */*", "Content-Length: 0", pair=ACCENTED),
    query("aiohttp 3.14", "Content-Length: 0", "Content-Type: application/octet-stream"),
    form("requests-oauthlib 2.0", "Accept: application/json", pair=ACCENTED, encode=as_latin_1),
    form(
        "Authlib 1.9 AsyncOAuth2Client",
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded;charset=UTF-8",
        apart=True,
    ),
    form("httpx-auth 0.23, accents", "Accept: */*", pair=ACCENTED),
    form("requests-auth 8.0, accents", "Accept: */*", pair=ACCENTED, encode=as_latin_1),
    query(
        "fetch of Node 20",
        "accept-language: *",
        "sec-fetch-mode: cors",
        "accept-encoding: br, gzip, deflate",
        "content-length: 0",
    ),
    query("axios 1.21, null", FORM, "Content-Length: 0"),
    query("axios 1.21, {}", "Content-Type: application/json", "Content-Length: 2", body="{}"),
    query("got", "Content-Length: 0"),
    form("simple-oauth2 5.1", "Accept: application/json", "Connection: close", pair=RESERVED, encode=as_form),
    form("client-oauth2 4.3", body=f"{GRANT}&scope="),
    form("openid-client 6.9", "Accept: application/json", pair=DASHED, encode=as_escapes),
    form("openid-client 6.9, reserved", pair=RESERVED, encode=as_escapes),
    query("newman 6.2", "Postman-Token: 9a3c", "Accept: */*", "Content-Length: 0"),
    query("Java 17 HttpClient, first request", *H2C, "User-Agent: Java-http-client/17", "Content-Length: 0"),
    form("Java 17 HttpClient, form, first request", *H2C, apart=True),
    query("Java 17 HttpURLConnection", "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
    query("Java 17 HttpURLConnection, doOutput", FORM, "Content-Length: 0"),
    query(
        "Spring RestTemplate 4.3", "Accept: application/json, application/*+json", FORM, "Content-Length: 0"
    ),
    query("Apache HttpClient 4.5", "Content-Length: 0", "Connection: Keep-Alive"),
    form("Google OAuth client 1.34", "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
    query("C# HttpClient of mono 6.8", "Content-Length: 0"),
    query("C# StringContent of mono 6.8", "Content-Type: text/plain; charset=utf-8", "Content-Length: 0"),
    query("C# HttpWebRequest of mono 6.8", "Connection: keep-alive"),
    form("Go x/oauth2 0.3", "User-Agent: Go-http-client/1.1", pair=RESERVED, encode=as_form),
    form("Go x/oauth2 0.3, accents", pair=ACCENTED, encode=as_form),
    form("Ruby oauth2 1.4 with basic_auth", "Accept: */*", pair=DASHED),
    query(
        "PHP 8.2 curl, no fields",
        "Accept: */*",
        "Transfer-Encoding: chunked",
        FORM,
        "Expect: 100-continue",
        body="0\r\n\r\n",
        waits=True,
    ),
    form("PHP 8.2 curl, array", "Content-Type: multipart/form-data; boundary=cut", body=MULTIPART),
    query("PHP 8.2 stream", "Connection: close"),
    query("Guzzle 7.4", "User-Agent: GuzzleHttp/7", "Content-Length: 0"),
    query("Perl LWP", "TE: deflate,gzip;q=0.3", "Connection: TE, close", "User-Agent: libwww-perl/6.68"),
    form("Perl LWP, form", "TE: deflate,gzip;q=0.3", "Connection: TE, close"),
    query("httpie 3.2", "Accept: */*", "Connection: keep-alive", "Content-Length: 0"),
    form("httpie 3.2 --form", "Content-Type: application/x-www-form-urlencoded; charset=utf-8"),
    Row(
        "a form in chunks",
        PLAIN,
        (FORM, "Transfer-Encoding: chunked"),
        f"5\r\n{GRANT[:5]}\r\n{len(GRANT) - 5:x}\r\n{GRANT[5:]}\r\n0\r\n\r\n",
        apart=True,
    ),
    Row(
        "a form after 100 Continue",
        PLAIN,
        (FORM, "Content-Length: 29", "Expect: 100-continue"),
        GRANT,
        waits=True,
    ),
)

IN_BODY = f"{GRANT}&client_id={EXAMPLE[0]}&client_secret={EXAMPLE[1]}"

REFUSED = (
    form("Ruby oauth2 1.4 by default", body=IN_BODY, encode=None),
    form("openid-client 6.9 ClientSecretPost", body=IN_BODY, encode=None),
    form("requests-oauthlib 2.0 include_client_id", body=IN_BODY, encode=None),
    form("Authlib 1.9 client_secret_post", body=IN_BODY, encode=None),
    form("aioauth-client 0.30", body=f"{IN_BODY}&code=none", encode=None),
    form("Go x/oauth2 0.3, its second try", body=IN_BODY, encode=None),
)
