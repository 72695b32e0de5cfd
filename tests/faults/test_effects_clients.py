"""What real clients see of every effect is what the page says."""

import sys

import pytest

from faults.client_page import INTRO, PAGE, row, rows, section
from faults.effects import EFFECTS
from faults.sights import CLIENTS, Sight, missing, see, stage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page tells of Linux")


@pytest.fixture(scope="module")
def sights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Sight]]:
    """What the clients that are here see; all at once, since most of it is waiting."""
    present = [name for name, client in CLIENTS.items() if missing(client) is None]
    with stage() as live:
        return see(live, present, tmp_path_factory.mktemp("clients"))


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(name, marks=[pytest.mark.clients] if each.program else [])
        for name, each in CLIENTS.items()
    ],
)
def test_client_sees_what_the_page_says(sights: dict[str, dict[str, Sight]], client: str) -> None:
    if reason := missing(CLIENTS[client]):
        pytest.skip(reason)
    seen = {name: row(client, sight) for name, sight in sights[client].items()}
    assert seen == rows(PAGE.read_text("utf-8"), client)


def test_page_has_every_effect_in_order_and_no_other() -> None:
    page = PAGE.read_text("utf-8")
    assert page.startswith(INTRO)
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        f"## {effect.title}" for effect in EFFECTS.values()
    ]
    for name in EFFECTS:
        assert page.count(section(name) + "\n") == 1
    assert page.count("\n| ") == len(EFFECTS) * (1 + len(CLIENTS))
