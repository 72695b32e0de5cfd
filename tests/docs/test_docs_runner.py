"""The runner must find what is wrong: each of these pages lies in one way."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from docs import shell
from docs.expected import json_matches, read_json, text_matches
from docs.pages import BadPage, parse
from docs.replacing import DOCUMENTED_PORT, Replacing
from docs.running import Scene, Wrong, play
from docs.stories import Story, stories


@pytest.fixture
def scene(tmp_path: Path, served_url: str) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(tmp_path, Replacing({DOCUMENTED_PORT: urlsplit(served_url).port or 80}), stack)


def told(page: str) -> Story:
    (story,) = stories(parse("page.md", page.replace("'''", "```").splitlines()))
    return story


TRUE = {
    "output": "'''sh\necho a b\n'''\n'''text\na …\n'''",
    "arrows": "'''sh\necho a\n# → a\necho b  # → b\n'''",
    "two arrow lines": "'''sh\nprintf 'a\\nb\\n'\n# → a\n# → b\n'''",
    "json": "'''sh\ncurl -s http://127.0.0.1:6744/health\n'''\n'''json\n{\"status\": \"ok\", \"…\": \"…\"}\n'''",
    "stderr": "'''sh\necho bad >&2\n'''\n'''text\nbad\n'''",
    "a script": "'''python\nprint(1 + 1)  # → 2\n'''",
    "a test": "'''python\ndef test_it() -> None:\n    assert True\n'''",
    "settings": "'''toml\n[[clients]]\nclient_id = \"a\"\nclient_secret = \"b\"\n'''",
    "compose": "'''yaml\nservices:\n  osigu:\n    environment:\n      MOCK_OSIGU_PORT: 1\n'''",
    "a file for the next block": "'''toml\n# a.toml\nseed = 1\n'''\n'''sh\ngrep seed a.toml\n# → seed = 1\n'''",
    "a server": "'''sh\nmock-osigu serve\n'''\n'''sh\ncurl -s http://localhost:6744/health\n# → {…}\n'''",
}

FALSE = {
    "output": ("'''sh\necho a\n'''\n'''text\nb\n'''", "printed"),
    "more output": ("'''sh\necho a; echo b\n'''\n'''text\na\n'''", "printed"),
    "an arrow": ("'''sh\necho a  # → b\necho c\n'''", "printed"),
    "a script's output": ("'''python\nprint(1)  # → 2\n'''", "printed"),
    "a command that fails": ("'''sh\nfalse\necho a\n'''", "exit status 1"),
    "a part of a pipe that fails": ("'''sh\nfalse | cat\n'''", "exit status 1"),
    "an unset variable": ("'''sh\necho $NOBODY_SET_THIS\n'''", "unbound variable"),
    "a failing test": ("'''python\ndef test_it() -> None:\n    assert False\n'''", "1 failed"),
    "a broken conftest": ("'''python\n# conftest.py\nimport no_such_module\n'''", "no_such_module"),
    "a script that raises": ("'''python\n1 / 0\n'''", "ZeroDivisionError"),
    "an unknown setting": ("'''toml\ntoken_tl = 1\n'''", "token_tl"),
    "no TOML": ("'''toml\n= 1\n'''", "page.md:1"),
    "no JSON": ("'''json\n{a: 1}\n'''", "not JSON"),
    "other JSON": ("'''sh\necho '{\"a\":1}'\n'''\n'''json\n{\"a\": 2}\n'''", "printed"),
    "a member too many": ("'''sh\necho '{\"a\":1,\"b\":2}'\n'''\n'''json\n{\"a\": 1}\n'''", "printed"),
    "no YAML": ("'''yaml\na: [\n'''", "page.md:1"),
    "some other YAML": ("'''yaml\na: 1\n'''", "neither"),
    "an unknown variable": (
        "'''yaml\nservices: {a: {environment: {MOCK_OSIGU_PROT: 1}}}\n'''",
        "MOCK_OSIGU_PROT",
    ),
    "an ini file without a name": ("'''ini\n[pytest]\n'''", "which file"),
    "an unknown language": ("'''cobol\nSTOP RUN.\n'''", "cobol"),
    "no language": ("'''\nls\n'''", "without a language"),
    "output of nothing": ("'''text\na\n'''", "no block before it"),
}


@pytest.mark.parametrize("page", TRUE.values(), ids=TRUE)
def test_what_is_true_passes(page: str, scene: Scene) -> None:
    play(told(page), scene)


@pytest.mark.parametrize("page, why", FALSE.values(), ids=FALSE)
def test_what_is_false_is_found(page: str, why: str, scene: Scene) -> None:
    with pytest.raises(Wrong, match=why):
        play(told(page), scene)


def test_a_block_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "SECONDS", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        shell.run("tail -f /dev/null", tmp_path)


def test_a_server_that_does_not_come_up_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="no-such-option"),
        shell.served("mock-osigu serve --no-such-option", tmp_path),
    ):
        pass


def test_a_block_that_is_never_closed() -> None:
    with pytest.raises(BadPage, match="never closed"):
        list(parse("page.md", ["# Title", "```sh", "ls"]))


def test_sections_are_stories_and_containers_one() -> None:
    ls, ps = "'''sh\nls\n'''", "'''sh\ndocker ps\n'''"
    page = f"# A\n{ls}\n# B\n{ps}\n{ls}\n# C\n{ls}\n# D\n{ps}"
    found = stories(parse("page.md", page.replace("'''", "```").splitlines()))
    assert [(story.title, len(story.blocks), story.container) for story in found] == [
        ("A", 1, False),
        ("C", 1, False),
        ("containers", 3, True),
    ]


@pytest.mark.parametrize(
    "command, server",
    [
        ("mock-osigu serve", True),
        ("MOCK_OSIGU_PORT=0 make serve", True),
        ("docker build -t x .\ndocker run --rm -p 1:1 \\\n  mock-osigu", True),
        ("docker run --rm -e A=b mock-osigu serve --token-ttl 5", True),
        ("docker run --detach mock-osigu", False),
        ("docker run --rm mock-osigu config", False),
        ("mock-osigu serve\nls", False),
        ("# nothing", False),
    ],
)
def test_which_blocks_are_servers(command: str, server: bool) -> None:  # noqa: FBT001 - a column of the table
    assert shell.is_server(command) is server


def test_only_host_port_and_network_are_replaced() -> None:
    replacing = Replacing({DOCUMENTED_PORT: 40_000})
    page = "curl localhost:6744 127.0.0.1:9\nmake test\nmock-osigu serve --port 1\ndocker run -p 8080:6744 mock-osigu"
    lines = replacing.command(page).splitlines()
    port = replacing.ports[8080]
    assert lines == [
        "curl 127.0.0.1:40000 127.0.0.1:9",
        "make -n test",
        "mock-osigu serve --port 1",
        f"docker run --network host -e MOCK_OSIGU_HOST=127.0.0.1 -e MOCK_OSIGU_PORT={port} mock-osigu",
    ]
    assert replacing.done == {
        "localhost:6744 → 127.0.0.1:PORT",
        "make test → make -n test",
        "-p 8080:6744 → --network host -e MOCK_OSIGU_HOST=127.0.0.1 -e MOCK_OSIGU_PORT=PORT",
    }


@pytest.mark.parametrize(
    "wanted, seen, same",
    [
        ("a … c", "a b c", True),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a  \n", "a", True),
        ("a.c", "abc", False),
        ("a", "a\nb", False),
    ],
)
def test_text(wanted: str, seen: str, same: bool) -> None:  # noqa: FBT001 - a column of the table
    assert text_matches(wanted, seen) is same


@pytest.mark.parametrize(
    "wanted, seen, same",
    [
        ('{"a": "…"}', '{"a": "x"}', True),
        ('{"a": "…"}', '{"a": {"b": 1}}', True),
        ('{"a": 1, "…": "…"}', '{"b": 2, "a": 1}', True),
        ('[1, "…"]', "[1, 2, 3]", True),
        ("[1]", "[1, 2]", False),
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', False),
        ("1500.00", "1500.0", False),
        ("1", "true", False),
        ('"http://…/x"', '"http://h/y"', False),
    ],
)
def test_json(wanted: str, seen: str, same: bool) -> None:  # noqa: FBT001 - a column of the table
    assert json_matches(read_json(wanted), read_json(seen)) is same
