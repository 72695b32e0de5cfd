"""The blocks that are not run, each with the reason: the only place to say so."""

from docs.pages import Block

NOT_RUN: dict[tuple[str, str], str] = {}
"""(page, first line of the block) → reason."""


def reason(block: Block) -> str | None:
    return NOT_RUN.get((block.page, block.first_line))
