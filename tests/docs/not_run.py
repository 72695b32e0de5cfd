"""The blocks that are not run, each with the reason: the only place to say so."""

from docs.pages import Block

_ADDED = "tests/house/test_adding_an_operation.py puts it into a copy of the package and runs that"

NOT_RUN: dict[tuple[str, str], str] = {
    ("docs/adding-an-operation.md", "# mock_osigu/api/payments/__init__.py"): _ADDED,
    ("docs/adding-an-operation.md", "# tests/payments/test_payments_payers.py"): _ADDED,
}
"""(page, first line of the block) → reason."""


def reason(block: Block) -> str | None:
    return NOT_RUN.get((block.page, block.first_line))
