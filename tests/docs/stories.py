"""Blocks that belong together: those of a section, for each begins with a server as it is at start.

A section that needs containers goes on where the page's one before it left off, so a page has one story with
containers and one for every other section.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from docs.pages import Block

_CONTAINER = re.compile(r"^(docker|podman) ", re.MULTILINE)


@dataclass(frozen=True)
class Story:
    page: str
    title: str
    blocks: tuple[Block, ...]
    container: bool

    def __str__(self) -> str:
        return f"{self.page}#{self.title}"


def needs_container(blocks: Iterable[Block]) -> bool:
    return any(block.language == "sh" and _CONTAINER.search(block.text) for block in blocks)


def stories(blocks: Iterable[Block]) -> list[Story]:
    """Groups the blocks of one or more pages."""
    found = []
    for page, of_page in groupby(blocks, key=lambda block: block.page):
        sections = [(title, tuple(part)) for title, part in groupby(of_page, key=lambda block: block.heading)]
        contained = [block for _, part in sections if needs_container(part) for block in part]
        found += [
            Story(page, title, part, container=False) for title, part in sections if not needs_container(part)
        ]
        if contained:
            found.append(Story(page, "containers", tuple(contained), container=True))
    return found
