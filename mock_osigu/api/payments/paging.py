"""Pages as the documentation shows them: content, page, links (reference/pagination)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec

from mock_osigu.core.page import PageRequest, neighbours, page_request, total_pages
from mock_osigu.web.operation import Param

DEFAULT_SIZE: Final = 15
MAX_SIZE: Final = 100


class PageInfo(msgspec.Struct, kw_only=True):
    """`number` is the page that was asked for, from 0, whether it exists or not."""

    size: int
    total_elements: int
    total_pages: int
    number: int


class Link(msgspec.Struct):
    """A neighbour of this page, relative and without the version."""

    rel: str
    href: str


def page_of(query: Mapping[str, str]) -> PageRequest:
    """Read `page` (from 0) and `size` (1 to 100, else 15); what cannot be read is the default."""
    return page_request(query.get("page"), query.get("size"), default_size=DEFAULT_SIZE, max_size=MAX_SIZE)


def page_info(total: int, asked: PageRequest) -> PageInfo:
    return PageInfo(
        size=asked.size,
        total_elements=total,
        total_pages=total_pages(total, asked.size),
        number=asked.number,
    )


def links(
    total: int, asked: PageRequest, collection: str, kept: Iterable[tuple[str, str]] = ()
) -> Iterator[Link]:
    """Links to this page and its neighbours below `collection`, each with the `kept` parameters of the query."""
    rest = urlencode([("size", asked.size), *kept])
    previous, following = neighbours(asked, total)
    for rel, number in (("self", asked.number), ("next", following), ("prev", previous)):
        if number is not None:
            yield Link(rel, f"/{collection}?page={number}&{rest}")


PARAMETERS: Final = (
    Param(
        "page", "From 0; anything that is not a number from 0 to 2147483647 counts as 0.", {"type": "string"}
    ),
    Param("size", "1 to 100; anything else counts as 15.", {"type": "string"}),
)
