"""What a request says is read once for all that say the same, and never taken for what another says."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.control import CONTROL
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings
from mock_osigu.web.authorization import NO_AUTHORIZATION
from mock_osigu.web.exchange import Exchange, Site
from mock_osigu.web.operation import Served
from mock_osigu.web.reading import Reading, Readings, read
from mock_osigu.web.router import Router
from mock_osigu.wsgi import Operations
from support import EXAMPLE_TOKEN, Running, basic, bearer

TOKEN_ROUTE = "/v1/oauth/token"
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PATCH", "PROPFIND"])
PLACES = [
    "/v1/invoices",
    "/v1/invoices/a",
    "/v1/nothing",
    "/",
    "//v1/invoices",
    "/__admin",
    "/__admin/clients/a/b",
]
PATHS = st.one_of(
    st.sampled_from([*PLACES, *(f"/__sandbox/s{place}" for place in PLACES), "/__sandbox/t/v1/invoices"]),
    st.text(max_size=20).map(lambda text: f"/{text}".encode().decode("latin-1")),
)
CREDENTIALS = st.sampled_from([None, "", "Bearer a", "bearer  a", "Basic YTpi", "Basic ?", "Digest x"])


@pytest.fixture(scope="module")
def router() -> Iterator[Router]:
    with closing(Sandboxes(Settings())) as sandboxes:
        yield Operations(sandboxes)._site.router


@st.composite
def requests(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Requests of which some say the same, under raw targets that sometimes say more."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        path, credential = draw(PATHS), draw(CREDENTIALS)
        target = path.replace("a/b", draw(st.sampled_from(["a/b", "a%2Fb"])))
        environ = {"REQUEST_METHOD": draw(METHODS), "PATH_INFO": path, "REQUEST_URI": target}
        found.append(environ if credential is None else environ | {"HTTP_AUTHORIZATION": credential})
    return found


def of(readings: Readings, environ: dict[str, Any]) -> Reading:
    """As the pipeline reads."""
    return readings.known(environ) or readings.route(read(environ), environ)


@given(requests())
def test_a_reading_is_that_of_its_own_request(router: Router, environs: list[dict[str, Any]]) -> None:
    readings = Readings(router)
    alone = [of(Readings(router), each) for each in environs * 2]
    assert [of(readings, each) for each in environs * 2] == alone


def test_an_osigu_request_is_read_once(router: Router) -> None:
    readings = Readings(router)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v1/invoices", "HTTP_AUTHORIZATION": "Bearer a"}
    assert of(readings, environ) is of(readings, {**environ})
    assert of(readings, environ) is not of(readings, {**environ, "HTTP_AUTHORIZATION": "Bearer b"})


@pytest.mark.parametrize("path", [f"/v1/invoices/{'x' * 3000}", "/v1/nothing", "/__admin/clients", "/health"])
def test_what_is_read_each_time(router: Router, path: str) -> None:
    readings = Readings(router)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
    assert of(readings, environ) is not of(readings, environ)


def test_what_is_kept_is_bounded(router: Router) -> None:
    readings = Readings(router)
    many = [{"REQUEST_METHOD": "GET", "PATH_INFO": f"/v1/invoices/{number}"} for number in range(2_000)]
    first = [of(readings, each) for each in many]
    assert (
        0 < sum(of(readings, each) is one for each, one in zip(many[::-1], first[::-1], strict=True)) <= 256
    )


def test_an_exchange_takes_each_word_for_what_it_is(live: Running, router: Router) -> None:
    marks = {name: object() for name in Reading._fields}
    exchange = Exchange(Site(Served(live.sandboxes, ()), router), {}, "id", live.sandboxes.default)
    before = {name: getattr(exchange, name) for name in marks}
    exchange.take(Reading(**marks))  # type: ignore[arg-type]
    assert {name: getattr(exchange, name) for name in marks} == marks
    plain = Reading("", "", None, is_control=False, authorization=NO_AUTHORIZATION, bearer="")
    assert before == plain._asdict()


def test_the_same_words_at_another_time_meet_another_world(live: Running) -> None:
    """What is read once is the request, never who it speaks for."""
    ask = ("GET", "/v1/invoices", bearer(EXAMPLE_TOKEN))
    assert live.send(*ask).status == 200
    live.control("POST", "/tokens/expire", {})
    assert live.send(*ask).status == 401
    live.control("POST", "/reset", {})
    assert live.send(*ask).status == 200
    token = ("POST", f"{TOKEN_ROUTE}?grant_type=client_credentials", basic())
    assert live.send(*token).status == 200
    live.control("POST", "/faults", {"match": {"path": TOKEN_ROUTE}, "effect": {"status": 503}}, expect=201)
    assert live.send(*token).status == 503


def test_every_control_route_is_read_each_time(router: Router) -> None:
    """Their paths may hold an escaped slash, which only the raw target tells."""
    readings = Readings(router)
    for operation in CONTROL.control:
        environ = {"REQUEST_METHOD": operation.method, "PATH_INFO": operation.path}
        assert of(readings, environ) is not of(readings, environ), operation.id


@pytest.mark.parametrize("path, kind", [("/__admin/clients", "problem+json"), ("/v1/invoices", "json")])
def test_a_bug_of_the_router_is_told_with_its_request(
    live: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str, kind: str
) -> None:
    def stumble(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(Router, "match", stumble)
    answer = live.send("PUT", path)
    assert (answer.status, answer.header("Content-Type")) == (500, f"application/{kind}")
    assert f"failed: PUT {path}" in caplog.text
    assert live.send("HEAD", path).body == b""
