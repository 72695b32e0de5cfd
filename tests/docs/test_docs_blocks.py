"""Every fenced block of the documentation, run as a reader would run it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from container.engine import BASE, base_at_hand, working_engine
from docs.alone import alone
from docs.not_run import NOT_RUN, reason
from docs.pages import CHECKOUT, all_blocks
from docs.replacing import DOCUMENTED_PORT, Replacing
from docs.running import Scene, play
from docs.stories import Story, stories

BLOCKS = all_blocks()
SECONDS = 30
LOCK_SECONDS = 600.0


def parameters() -> list[Any]:
    found = stories(block for block in BLOCKS if reason(block) is None)
    marks = {True: [pytest.mark.container], False: []}
    return [pytest.param(story, id=str(story), marks=marks[story.container]) for story in found]


@pytest.fixture
def docker() -> Iterator[None]:
    engine = working_engine()
    if engine is None or shutil.which("docker") is None:
        pytest.skip("there is no working docker, nor podman that answers to its name")
    if not base_at_hand(engine):
        pytest.skip(f"the base image {BASE} is not here and cannot be pulled")
    with alone("containers", LOCK_SECONDS):
        yield


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, so that what is run there stands on nothing that only this checkout has."""
    folder = tmp_path / "mock-osigu"
    # The checkout may belong to another user than the one who tests.
    command = ["git", "-c", "safe.directory=*", "clone", "--quiet", str(CHECKOUT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def needs_clone(story: Story) -> bool:
    words = ("make ", "docker build", "git ", "docs/")
    return any(word in block.text for block in story.blocks if block.language == "sh" for word in words)


def folder_of(story: Story, request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue("clone" if needs_clone(story) else "tmp_path")
    return folder


def remove(containers: list[str]) -> None:
    if containers:
        command = ["docker", "rm", "--force", *containers]
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)


@pytest.mark.parametrize("story", parameters())
def test_story(
    story: Story,
    served_url: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    if story.container:
        request.getfixturevalue("docker")
    requests.post(f"{served_url}/__admin/reset", timeout=SECONDS).raise_for_status()
    replacing = Replacing({DOCUMENTED_PORT: urlsplit(served_url).port or 80})
    with ExitStack() as stack:
        scene = Scene(folder_of(story, request), replacing, stack)
        stack.callback(lambda: remove(scene.containers))
        try:
            play(story, scene)
        finally:
            for what in replacing.done:
                record_property(f"replaced in {story.page}", what)


def test_what_is_not_run_is_there() -> None:
    there = {(block.page, block.first_line) for block in BLOCKS}
    assert set(NOT_RUN) <= there
