"""Pages are pure arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.core.page import MAX_PAGE, PageRequest, neighbours, page_request, total_pages


@pytest.mark.parametrize(
    "page, size, expected",
    [
        (None, None, (0, 15)),
        ("0", "1", (0, 1)),
        ("3", "100", (3, 100)),
        ("007", "015", (7, 15)),
        ("-1", "0", (0, 15)),
        ("", "", (0, 15)),
        ("x", "1.5", (0, 15)),
        (" 1", "1_0", (0, 15)),
        ("+1", "101", (0, 15)),
        ("\u0661", "\u00b2", (0, 15)),
        (str(MAX_PAGE), "100", (MAX_PAGE, 100)),
        (str(MAX_PAGE + 1), "9" * 400, (0, 15)),
    ],
)
def test_what_is_no_number_in_range_is_the_default(
    page: str | None, size: str | None, expected: tuple[int, int]
) -> None:
    assert page_request(page, size, default_size=15, max_size=100) == expected


@given(total=st.integers(0, 500), size=st.integers(1, 50), number=st.integers(0, 600))
def test_pages_cover_everything_once_and_neighbours_are_there(total: int, size: int, number: int) -> None:
    pages = total_pages(total, size)
    everything = list(range(total))
    cut = [everything[PageRequest(n, size).offset :][:size] for n in range(pages)]
    assert [item for page in cut for item in page] == everything
    assert all(cut)
    previous, following = neighbours(PageRequest(number, size), total)
    assert previous is None or 0 <= previous < min(number, pages)
    assert (previous is None) == (number == 0 or pages == 0)
    assert following is None or following == number + 1 < pages
    assert (following is None) == (number >= pages - 1)


@pytest.mark.parametrize(
    "number, total, expected",
    [
        (0, 0, (None, None)),
        (0, 10, (None, None)),
        (0, 11, (None, 1)),
        (1, 11, (0, None)),
        (1, 25, (0, 2)),
        (9, 25, (2, None)),
    ],
)
def test_neighbours(number: int, total: int, expected: tuple[int | None, int | None]) -> None:
    assert neighbours(PageRequest(number, 10), total) == expected
