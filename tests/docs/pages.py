"""The documentation as a reader meets it: pages, headings, and the fenced blocks below them, in order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]

_FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
_HEADING = re.compile(r"^#{1,6} (?P<title>.+?)\s*$")


class BadPage(Exception):
    """A page that cannot be read as it was meant: the message has page and line."""


@dataclass(frozen=True)
class Block:
    """A fenced block. `line` is that of its first mark."""

    page: str
    line: int
    heading: str
    language: str
    text: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def first_line(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def file_name(self) -> str | None:
        """The name that a first line like `# mock.toml` gives to the block's content."""
        found = re.fullmatch(r"# ([\w-]+\.\w+)", self.first_line)
        return found[1] if found else None


def pages() -> list[Path]:
    """Every page whose blocks are run."""
    fixed = [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md"]
    return fixed + sorted((CHECKOUT / "docs").glob("*.md"))


def all_blocks() -> list[Block]:
    return [block for page in pages() for block in read(page)]


def read(page: Path) -> list[Block]:
    name = page.relative_to(CHECKOUT).as_posix() if page.is_relative_to(CHECKOUT) else page.name
    return list(parse(name, page.read_text(encoding="utf-8").splitlines()))


def parse(page: str, lines: Iterable[str]) -> Iterator[Block]:
    """Gives the blocks of a page; raises BadPage for one that is not closed."""
    heading = ""
    numbered = iter(enumerate(lines, 1))
    for number, line in numbered:
        fence = _FENCE.match(line)
        if fence is None:
            title = _HEADING.match(line)
            heading = title["title"] if title else heading
            continue
        text = "".join(_inside(page, number, fence, numbered))
        language = (fence["info"].split() or [""])[0]
        yield Block(page, number, heading, language, text)


def _inside(
    page: str, start: int, fence: re.Match[str], numbered: Iterator[tuple[int, str]]
) -> Iterator[str]:
    for _, line in numbered:
        if line.strip() == fence["marks"]:
            return
        yield line.removeprefix(fence["indent"]) + "\n"
    raise BadPage(f"{page}:{start}: this block is never closed")
