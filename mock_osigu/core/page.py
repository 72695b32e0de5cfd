"""Slicing and totals: pure functions, zero-based pages as in Spring's paged model (reference/pagination)."""

from typing import NamedTuple

MAX_PAGE = 2**31 - 1


class PageRequest(NamedTuple):
    """Which page (from 0) of how many items a client asked for."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return self.number * self.size


def page_request(page: str | None, size: str | None, *, default_size: int, max_size: int) -> PageRequest:
    """Read `page` and `size` as sent. What is not a plain number in range falls back to its default."""
    return PageRequest(
        _number(page, low=0, high=MAX_PAGE, default=0),
        _number(size, low=1, high=max_size, default=default_size),
    )


def total_pages(total: int, size: int) -> int:
    return -(-total // size)


def neighbours(page: PageRequest, total: int) -> tuple[int | None, int | None]:
    """(previous, next) page numbers, None where there is none; beyond the end, previous is the last page."""
    last = total_pages(total, page.size) - 1
    previous = min(page.number - 1, last) if page.number > 0 and last >= 0 else None
    following = page.number + 1 if page.number < last else None
    return previous, following


def _number(text: str | None, *, low: int, high: int, default: int) -> int:
    # str.isdigit alone would take digits of other scripts, and int() takes "1_0" and " 1"
    if text is None or len(text) > len(str(high)) or not (text.isascii() and text.isdigit()):
        return default
    number = int(text)
    return number if low <= number <= high else default
