"""Pages of a list kept as the bytes they went out as: most programs ask for the same page again and again."""

from collections.abc import Callable, Hashable
from typing import Final

_MAX_PAGES: Final = 128


class KeptPages:
    """Bytes by what was asked for, each good while what it was made from stays in the state it was in."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, tuple[object, bytes]] = {}

    def get(self, asked: Hashable, state: Callable[[], object], make: Callable[[], bytes]) -> bytes:
        """Give the page kept for `asked`, or make it; a page is kept unless the state changed meanwhile."""
        before = state()
        known = self._pages.get(asked)
        if known is not None and known[0] is before:
            return known[1]
        page = make()
        if state() is before:
            if len(self._pages) >= _MAX_PAGES:
                self._pages = {}
            self._pages[asked] = before, page
        return page
