"""What the pages list and the code has: compared, so that neither can go its own way."""

import re
from pathlib import Path
from typing import Any

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from docs.pages import CHECKOUT, pages
from mock_osigu import Sandboxes, Settings, __version__, create_app
from mock_osigu.engine.scenarios import BUILT_IN
from mock_osigu.settings import OPTIONS, options_table
from pytest_mock_osigu import plugin

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
_ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`]*)`")
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]+))?\)")


def part(name: str) -> str:
    """The README between the comment that begins with the name and the next `<!-- end -->`."""
    found = re.search(rf"<!-- {name}:[^\n]*-->\n(.*?)<!-- end -->", README, re.DOTALL)
    assert found, f"the README has no part {name}"
    return found[1]


@pytest.fixture(scope="module")
def routes() -> set[tuple[str, str]]:
    """Method and path of every operation of the default server."""
    client = create_app(Sandboxes(Settings())).test_client()
    answer: Any = client.get("/__admin/operations").get_json()
    return {(line["method"], line["path"]) for line in answer["items"]}


def test_settings() -> None:
    assert part("settings") == options_table()


def test_scenario_clients() -> None:
    rows = [f"| `{scenario.name}` | {scenario.summary} |\n" for scenario in BUILT_IN]
    assert part("scenarios") == "| client id | what happens |\n|---|---|\n" + "".join(rows)


def test_fixtures() -> None:
    ours = {name for name, value in vars(plugin).items() if isinstance(value, FixtureFunctionDefinition)}
    assert set(re.findall(r"^\| `(\w+)`", part("fixtures"), re.MULTILINE)) == ours


def test_every_control_route_that_is_named_is_there(routes: set[tuple[str, str]]) -> None:
    named = set(_ROUTE.findall(part("control")))
    assert named
    assert named <= routes


def test_what_is_not_there_yet_is_not_there(routes: set[tuple[str, str]]) -> None:
    """When one of these arrives, its line moves from the list to the rest of the page."""
    listed = re.findall(r"`([^`]+)`", part("not yet"))
    there = {path for _, path in routes} | {option.flag for option in OPTIONS}
    assert [name for name in listed if name in there] == []


def test_every_option_that_a_page_names_is_there() -> None:
    flags = {option.flag for option in OPTIONS} | {f"--no-{option.flag[2:]}" for option in OPTIONS}
    for page in pages():
        for command in re.findall(r"mock-osigu serve[^`|\n]*", page.read_text(encoding="utf-8")):
            unknown = [
                flag for flag in re.findall(r"(?<!\S)--[\w-]+", command) if flag not in flags | {"--help"}
            ]
            assert unknown == [], f"{page.name}: {command}"


@pytest.mark.parametrize("page", [*pages(), CHECKOUT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        f"{target}#{anchor}"
        for target, anchor in _LINK.findall(page.read_text(encoding="utf-8"))
        if not leads_somewhere(page.parent / target if target else page, anchor)
    ]
    assert broken == []


def leads_somewhere(file: Path, anchor: str) -> bool:
    return file.exists() and (not anchor or anchor in anchors(file))


def anchors(file: Path) -> set[str]:
    """The headings as they are in an address: lower case, blanks as hyphens, other signs left out."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_changelog_knows_the_version() -> None:
    assert __version__ in (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
