"""Every language that the pages use, and what running a block of it means."""

import configparser
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from docs import expected, shell
from docs.pages import Block
from docs.replacing import DOCUMENTED_PORT, Replacing
from docs.stories import Story
from mock_osigu.settings import OPTIONS

PYTEST = (sys.executable, "-m", "pytest")
_TEST = re.compile(r"^\s*(async )?def test_", re.MULTILINE)
_VARIABLE = re.compile(r"\bMOCK_OSIGU_[A-Z_]+")


class Wrong(Exception):
    """A block does not do what the page says; the message names the place and shows both."""

    def __init__(self, block: Block, why: str) -> None:
        super().__init__(f"{block.where}: {why}")


@dataclass
class Scene:
    """Where a story is played: a folder, the ports that stand for the page's, the last thing printed."""

    folder: Path
    replacing: Replacing
    stack: ExitStack
    printed: str | None = None
    containers: list[str] = field(default_factory=list)

    def save(self, block: Block, name: str) -> Path:
        file = self.folder / name
        file.write_text(self.replacing.addresses(block.text), encoding="utf-8")
        return file


def play(story: Story, scene: Scene) -> None:
    """Runs the blocks of a story in order; raises Wrong at the first that is not true."""
    for block in story.blocks:
        if block.language not in LANGUAGES:
            known = ", ".join(sorted(LANGUAGES))
            raise Wrong(
                block,
                f"nobody knows how to run {block.language or 'a block without a language'}; known: {known}",
            )
        LANGUAGES[block.language](block, scene)


def run_sh(block: Block, scene: Scene) -> None:
    script, outputs = shell.split_arrows(scene.replacing.command(block.text))
    _claim_names(block, scene, re.findall(r"^docker run .*--name (\S+)", script, re.MULTILINE))
    if shell.is_server(script):
        url = scene.stack.enter_context(shell.served(script, scene.folder))
        scene.replacing.ports[DOCUMENTED_PORT] = urlsplit(url).port or 80
        scene.printed = None
        return
    done = shell.run(script, scene.folder)
    if done.status != 0:
        raise Wrong(block, str(done))
    for output, part in zip(outputs, done.parts, strict=False):
        _compare(block, output, part)
    scene.printed = done.parts[-1] if done.parts[-1].strip() else done.stderr


def _claim_names(block: Block, scene: Scene, names: list[str]) -> None:
    """What the story makes is removed at its end, so it may not have a name that is somebody else's."""
    for name in names:
        if (
            subprocess.run(
                ["docker", "inspect", name], capture_output=True, timeout=shell.SECONDS, check=False
            ).returncode
            == 0
        ):
            raise Wrong(block, f"a container named {name} is here already")
        scene.containers.append(name)


def run_python(block: Block, scene: Scene) -> None:
    file = scene.save(block, block.file_name or f"test_line_{block.line}.py")
    if file.name == "conftest.py":
        # The tests after it use it; that it loads is shown here, whether there are any or not.
        probe = scene.folder / "test_that_conftest_loads.py"
        probe.write_text("def test_that_it_loads() -> None: ...\n", encoding="utf-8")
        _run(block, scene, *PYTEST, "-q", probe.name)
        probe.unlink()
    elif _TEST.search(block.text):
        _run(block, scene, *PYTEST, "-q", file.name)
    else:
        _run(block, scene, sys.executable, file.name)
        arrows = shell.split_arrows(block.text)[1]
        if arrows:
            _compare(block, "\n".join(arrows), scene.printed or "")


def _run(block: Block, scene: Scene, *words: str) -> None:
    done = subprocess.run(
        words,
        cwd=scene.folder,
        env=shell.environment(),
        capture_output=True,
        text=True,
        timeout=shell.SECONDS,
        check=False,
    )
    scene.printed = done.stdout
    if done.returncode != 0:
        raise Wrong(block, f"exit status {done.returncode}\n{done.stdout}{done.stderr}")


def run_json(block: Block, scene: Scene) -> None:
    """The output of the block before it, or an example that must at least be JSON."""
    try:
        wanted = expected.read_json(scene.replacing.addresses(block.text))
    except ValueError as error:
        raise Wrong(block, f"this is not JSON: {error}") from None
    if scene.printed is None:
        return
    try:
        seen = expected.read_json(scene.printed)
    except ValueError:
        raise Wrong(block, f"JSON was expected, and this printed:\n{scene.printed}") from None
    if not expected.json_matches(wanted, seen):
        raise Wrong(block, f"expected\n{block.text}\nprinted\n{scene.printed}")
    scene.printed = None


def run_text(block: Block, scene: Scene) -> None:
    """The output of the block before it, and nothing else."""
    if scene.printed is None:
        raise Wrong(block, "no block before it printed anything")
    _compare(block, block.text, scene.printed)
    scene.printed = None


def run_toml(block: Block, scene: Scene) -> None:
    """A file of settings, unless it says that it is another."""
    file = scene.save(block, block.file_name or "mock.toml")
    try:
        tomllib.loads(block.text)
    except tomllib.TOMLDecodeError as error:
        raise Wrong(block, str(error)) from None
    if file.name != "pyproject.toml":
        _run(block, scene, sys.executable, "-m", "mock_osigu", "config", "--config", file.name)
        scene.printed = None


def run_yaml(block: Block, _: Scene) -> None:
    """A compose file, or a workflow or a part of one, with variables that there are."""
    try:
        content = msgspec.yaml.decode(block.text)
    except msgspec.DecodeError as error:
        raise Wrong(block, str(error)) from None
    if not isinstance(content, dict) or not content.keys() & {"services", "jobs", "steps"}:
        raise Wrong(block, "this is neither a compose file nor a workflow")
    known = {name for option in OPTIONS for name in option.variables}
    unknown = set(_VARIABLE.findall(block.text)) - known
    if unknown:
        raise Wrong(block, f"no such variable: {', '.join(sorted(unknown))}")


def run_ini(block: Block, scene: Scene) -> None:
    """A file of the tests after it: pytest.ini, tox.ini."""
    if block.file_name is None:
        raise Wrong(block, "its first line does not say which file it is")
    try:
        configparser.ConfigParser().read_string(block.text)
    except configparser.Error as error:
        raise Wrong(block, str(error)) from None
    scene.save(block, block.file_name)


def _compare(block: Block, wanted: str, seen: str) -> None:
    if not expected.text_matches(wanted, seen):
        raise Wrong(block, f"expected\n{wanted}\nprinted\n{seen}")


LANGUAGES: dict[str, Callable[[Block, Scene], None]] = {
    "sh": run_sh,
    "python": run_python,
    "json": run_json,
    "text": run_text,
    "http": run_text,
    "toml": run_toml,
    "yaml": run_yaml,
    "ini": run_ini,
}
