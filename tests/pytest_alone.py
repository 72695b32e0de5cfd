"""Options of a pytest that a test starts: without the plugins of our own tools, which cost each run their imports."""

from importlib.metadata import entry_points
from typing import Final

# A user's environment need not have the others.
_KEPT: Final = frozenset({"mock_osigu", "xdist", "xdist.looponfail"})


def alone(*kept: str) -> list[str]:
    """Options that leave every installed plugin out, but ours, xdist and those named."""
    others = {entry.name for entry in entry_points(group="pytest11")} - _KEPT - set(kept)
    return [word for name in ("cacheprovider", *sorted(others)) for word in ("-p", f"no:{name}")]
