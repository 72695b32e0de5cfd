"""Options of a pytest that a test starts: without the plugins of our own tools, which cost each run their imports."""

from importlib.metadata import entry_points
from typing import Final

# A user's environment need not have the others.
KEPT: Final = frozenset({"mock_osigu", "anyio", "xdist", "xdist.looponfail"})
ALONE: Final = tuple(
    word
    for name in ("cacheprovider", *sorted({entry.name for entry in entry_points(group="pytest11")} - KEPT))
    for word in ("-p", f"no:{name}")
)
