"""Names with a slash in them: made, found, changed and removed, since clients escape it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from support import Running, running

NAMES = ["team/app", "a//b", "/", "ünï/x", "%2F", "x%2fy", "q?r/#s"]


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("inside", ["", "/sandboxes/default"])
def test_a_client_with_a_slash_in_its_id(server: Running, name: str, inside: str) -> None:
    server.control("POST", f"{inside}/clients", {"client_id": name}, expect=201)
    route = f"{inside}/clients/{quote(name, safe='')}"
    assert server.control("GET", route)["client_id"] == name
    assert server.control("PUT", f"{route}/scenario", {"scenario": "token-short"})["client_id"] == name
    server.control("DELETE", route, expect=204)
    server.control("GET", route, expect=404)


def test_an_escaped_slash_in_no_path_of_the_control_api(server: Running) -> None:
    assert server.send("GET", "/__admin%2fclock%2F").json()["path"] == "/__admin/clock/"


def test_an_escaped_nul_is_no_slash(server: Running) -> None:
    server.control("PUT", "/snapshots/a%2Fb", expect=201)
    assert server.control("PUT", "/snapshots/a%00b", expect=201)["name"] == "a\ufffdb"
    assert server.control("PUT", "/snapshots/a%00b%2Fc", expect=201)["name"] == "a\ufffdb/c"


@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_with_a_slash_in_its_name(server: Running, name: str) -> None:
    route = f"/snapshots/{quote(name, safe='')}"
    assert server.control("PUT", route, expect=201)["name"] == name
    assert server.control("POST", f"{route}/restore")["name"] == name
    server.control("DELETE", route, expect=204)
