"""No web page steers a developer's server, or reads from it: tried from real pages in a real browser.

Each attack is first shown to work where it may, from a page of the server's own: a browser that never sends it
must not pass for a door that holds.
"""

from typing import Any

import pytest

from doors.attacks import ADVANCE, BEACON, CLIENTS, FETCH, FORM, HOUR, IMAGE, PLAIN_POST, SCRIPT
from doors.chromium import ATTACKER
from doors.conftest import Victim

pytestmark = pytest.mark.browser

SANDBOX = "allow-scripts allow-forms"


def test_each_attack_works_from_a_page_of_the_servers_own(victim: Victim, chrome: Any) -> None:
    chrome.get(f"{victim.url}/")
    kind, status, _ = chrome.execute_async_script(FETCH, "", ADVANCE, PLAIN_POST)
    assert (kind, status, victim.offset) == ("basic", 200, 3600)
    assert chrome.execute_async_script(BEACON, "", ADVANCE, HOUR) is True
    assert victim.answer_to("POST", ADVANCE) == victim.answer_to("POST", ADVANCE) == 200
    assert victim.offset == 7200
    chrome.execute_async_script(FORM, victim.url, CLIENTS, "")
    assert victim.answer_to("POST", CLIENTS) == 201
    assert "by-form=" in victim.client_ids
    kind, status, text = chrome.execute_async_script(FETCH, "", CLIENTS, {})
    assert (kind, status) == ("basic", 200)
    assert "by-form=" in text


@pytest.fixture(params=["another port", "another name"])
def page(request: pytest.FixtureRequest, chrome: Any, foreign_port: int) -> Any:
    """The browser, on a page of another origin."""
    host = "127.0.0.1" if request.param == "another port" else ATTACKER
    chrome.get(f"http://{host}:{foreign_port}/")
    assert chrome.title == "page"
    return chrome


@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_a_simple_post_is_refused(victim: Victim, page: Any, mode: str) -> None:
    answer = page.execute_async_script(FETCH, victim.url, ADVANCE, {**PLAIN_POST, "mode": mode})
    assert answer[:2] == [{"no-cors": "opaque", "cors": "failed"}[mode], 0]
    assert victim.answer_to("POST", ADVANCE) == 403
    assert victim.offset == 0


def test_a_beacon_is_refused(victim: Victim, page: Any) -> None:
    page.execute_async_script(BEACON, victim.url, ADVANCE, HOUR)
    assert victim.answer_to("POST", ADVANCE) == 403
    assert victim.offset == 0


@pytest.mark.parametrize("sandbox", ["", SANDBOX], ids=["page's origin", "no origin at all"])
def test_a_form_is_refused(victim: Victim, page: Any, sandbox: str) -> None:
    page.execute_async_script(FORM, victim.url, CLIENTS, sandbox)
    assert victim.answer_to("POST", CLIENTS) == 403
    assert "by-form=" not in victim.client_ids


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_a_browser_asks_leave_for_gets_none(victim: Victim, page: Any, method: str) -> None:
    headers = {"Content-Type": "application/json"}
    options = {"method": method, "body": "{}", "headers": headers}
    assert page.execute_async_script(FETCH, victim.url, "/__admin/faults", options)[:2] == ["failed", 0]
    assert victim.answer_to("OPTIONS", "/__admin/faults") == 403


@pytest.mark.parametrize(
    "path", [CLIENTS, "/__admin/requests", "/__admin/openapi.json", "/health", "/v1/invoices"]
)
def test_nothing_can_be_read(victim: Victim, page: Any, path: str) -> None:
    assert page.execute_async_script(FETCH, victim.url, path, {})[:2] == ["failed", 0]
    assert page.execute_async_script(FETCH, victim.url, path, {"mode": "no-cors"}) == ["opaque", 0, ""]
    assert page.execute_async_script(IMAGE, victim.url, path) == "not an image"
    assert page.execute_async_script(SCRIPT, victim.url, path) == 0


def test_a_name_that_was_pointed_at_the_server_opens_no_door(victim: Victim, chrome: Any) -> None:
    """DNS rebinding: for the browser, page and server are of one origin, so it sends and shows everything."""
    chrome.get(f"http://{ATTACKER}:{victim.http.port}/")
    own = chrome.execute_script("return location.origin")
    assert own == f"http://{ATTACKER}:{victim.http.port}"
    for path, options in ((ADVANCE, PLAIN_POST), (CLIENTS, {}), ("/__admin/", {}), ("/__admin/nothing", {})):
        kind, status, text = chrome.execute_async_script(FETCH, "", path, options)
        assert (kind, status) == ("basic", 403)
        assert f"Host '{ATTACKER}' is not allowed here" in text
    assert victim.offset == 0


def test_the_index_page_is_whole(victim: Victim, chrome: Any) -> None:
    chrome.get_log("browser")
    chrome.get(f"{victim.url}/")
    chrome.find_element("css selector", "a").click()
    assert chrome.current_url == f"{victim.url}/__admin/"
    assert chrome.title == "mock-osigu"
    assert "/v1/oauth/token" in chrome.find_element("css selector", "body").text
    assert chrome.get_log("browser") == []
