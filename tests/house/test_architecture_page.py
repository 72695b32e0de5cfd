"""The page on the architecture names what is there, and tells the steps of a request in their order."""

import re
from pathlib import Path
from typing import Final

from mock_osigu.web.pipeline import STEPS

CHECKOUT: Final = Path(__file__).parents[2]
PAGE: Final = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
PARTS: Final = PAGE.partition("## The parts")[2].partition("## One request")[0]
ROOTS: Final = (CHECKOUT, CHECKOUT / "mock_osigu", CHECKOUT / "mock_osigu" / "api" / "payments")


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`([\w/]+(?:\.py|\.md|/))`", PAGE))
    assert len(named) > 20
    products = (CHECKOUT / "mock_osigu" / "api").iterdir()
    roots = (*ROOTS, *products)
    assert not {name for name in named if not any((root / name).exists() for root in roots)}


def test_every_part_of_the_package_is_named() -> None:
    rows = "\n".join(re.findall(r"^\| (.*?) \|", PARTS, re.MULTILINE))
    named = set(re.findall(r"`([\w]+)(?:\.py|/)`", rows))
    there = {
        path.stem for path in (CHECKOUT / "mock_osigu").iterdir() if path.suffix == ".py" or path.is_dir()
    }
    small = {
        "__init__",
        "__main__",
        "__pycache__",
        "version",
        "output",
        "accesslog",
        "hiding",
        "patient",
        "healthcheck",
    }
    assert named >= there - small
    assert named <= there | {"pytest_plugin"}


def test_the_steps_of_a_request_are_told_in_order() -> None:
    told = re.findall(r"^   \d+\. `(\w+)`: ", PAGE, re.MULTILINE)
    assert told == [step.__name__ for step in STEPS]
