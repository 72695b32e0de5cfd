"""The control API's door: foreign pages stay out, local names and addresses come in, a token may lock it."""

from collections.abc import Iterator

import pytest

from mock_osigu.settings import Settings
from support import Running, bearer, running

CLOCK = "/__admin/clock"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:6744",
        "localhost.:6744",
        "mock",
        "osigu-mock:80",
        "127.0.0.1",
        "127.0.0.1:6744",
        "10.1.2.3",
        "[::1]",
        "[::1]:6744",
        "[fe80::1]:1",
        "host.docker.internal:6744",
        "host.containers.internal",
        "sandbox.osigu.com",
        "api.osigu.com:443",
        "sandbox.payments-api.osigu.com",
    ],
)
def test_names_that_no_foreign_page_can_have(live: Running, host: str) -> None:
    assert live.send("GET", CLOCK, ("Host", host)).status == 200


@pytest.mark.parametrize(
    "host, shown",
    [
        ("evil.example", "evil.example"),
        ("localhost.evil.example:6744", "localhost.evil.example"),
        ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
        ("osigu.com", "osigu.com"),
        ("x.sandbox.osigu.com", "x.sandbox.osigu.com"),
        ("localhost@evil.example", "evil.example"),
        ("1.2.3", "1.2.3"),
        ("[::1", ""),
        ("[evil]", ""),
    ],
)
def test_other_hosts(live: Running, host: str, shown: str) -> None:
    answer = live.send("POST", "/__admin/reset", ("Host", host))
    assert answer.status in (400, 403), "some of these are no Host at all to the parser"
    if answer.status == 403:
        assert answer.text == (
            '{"type":"about:blank","title":"Forbidden","status":403,"code":"FOREIGN_ORIGIN",'
            f'"detail":"Host \'{shown}\' is not allowed here; allow it with --allow-host"}}'
        )
        assert answer.header("Content-Type") == "application/problem+json"


def test_a_foreign_host_is_asked_before_404_and_405(live: Running) -> None:
    for method, target in [("GET", "/__admin/nothing"), ("DELETE", CLOCK)]:
        assert live.send(method, target, ("Host", "evil.example")).status == 403


@pytest.mark.parametrize("target", ["/v1/oauth/token", "/health", "/__admin/health"])
def test_any_host_may_see_the_api_and_health(live: Running, target: str) -> None:
    assert live.send("GET", target, ("Host", "evil.example")).status in (200, 405)


@pytest.mark.parametrize("allowed", ["Mock.Example", "mock.example."])
def test_hosts_that_were_allowed(allowed: str) -> None:
    with running(Settings(allow_hosts=[allowed])) as live:
        assert live.send("GET", CLOCK, ("Host", "mock.example:6744")).status == 200
        assert live.send("GET", CLOCK, ("Host", "MOCK.example.")).status == 200
        assert live.send("GET", CLOCK, ("Host", "other.example")).status == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://{host}", "http://{host}.evil.example", "file://", ""]
)
def test_a_page_of_another_origin(live: Running, origin: str) -> None:
    host = live.url.removeprefix("http://")
    for method, target in [("POST", "/__admin/reset"), ("OPTIONS", CLOCK)]:
        answer = live.send(method, target, ("Origin", origin.format(host=host)))
        assert (answer.status, answer.json()["code"]) == (403, "FOREIGN_ORIGIN")
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_a_page_of_its_own(live: Running) -> None:
    assert live.send("POST", "/__admin/reset", ("Origin", live.url)).status == 200
    assert live.send("POST", "/__admin/reset", ("Origin", live.url.upper())).status == 200


class TestLocked:
    TOKEN = "open-sesame"

    @pytest.fixture
    def live(self) -> Iterator[Running]:
        with running(Settings(control_token=self.TOKEN)) as server:
            yield server

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "Bearer",
            "Bearer open-sesam",
            "Bearer open-sesame2",
            "Bearer OPEN-SESAME",
            "Basic open-sesame",
            "open-sesame",
            "Bearer öpen-sesame",
        ],
    )
    @pytest.mark.parametrize(
        "method, target", [("GET", CLOCK), ("POST", "/__admin/reset"), ("GET", "/__admin/x")]
    )
    def test_without_the_token(self, live: Running, method: str, target: str, header: str | None) -> None:
        headers = [] if header is None else [("Authorization", header.encode())]
        answer = live.send(method, target, *headers)
        is_wrong = header is not None and header.startswith("Bearer ")
        what = "has another token than the one that was sent" if is_wrong else "is locked: send its token"
        assert (answer.status, answer.text) == (
            401,
            (
                '{"type":"about:blank","title":"Unauthorized","status":401,"code":"CONTROL_TOKEN_REQUIRED",'
                f'"detail":"this control API {what} as Authorization: Bearer"}}'
            ),
        )
        assert answer.header("WWW-Authenticate") == 'Bearer realm="mock-osigu"'
        assert answer.header("Content-Type") == "application/problem+json"

    def test_with_the_token(self, live: Running) -> None:
        assert live.send("GET", CLOCK, bearer(self.TOKEN)).status == 200
        assert live.send("GET", CLOCK, ("Authorization", f"bearer {self.TOKEN}")).status == 200
        assert live.send("GET", "/__admin/x", bearer(self.TOKEN)).status == 404

    def test_the_token_does_not_make_a_host_local(self, live: Running) -> None:
        assert live.send("GET", CLOCK, bearer(self.TOKEN), ("Host", "evil.example")).status == 403

    @pytest.mark.parametrize("target", ["/health", "/__admin/health", "/", "/.well-known/jwks.json"])
    def test_health_and_the_open_paths_ask_for_nothing(self, live: Running, target: str) -> None:
        assert live.send("GET", target).status == 200

    def test_the_api_asks_for_its_own(self, live: Running) -> None:
        assert live.invoices(self.TOKEN).status == 401
        assert live.invoices(live.token()).status == 200
