"""Texts of certain characters only."""

from typing import Final

from msgspec import Meta

ALLOWED: Final = "allowed"


def spelt(
    characters: str,
    allowed: str,
    *,
    min_length: int | None = None,
    max_length: int | None = None,
    description: str | None = None,
) -> Meta:
    """A text that the pattern `characters` is the whole of.

    `allowed` says so in words, for whoever sent another one: "must be" goes before it.
    `$` would not do: in Python it is also before a last line feed, which would so come into a header.
    """
    return Meta(
        pattern=rf"^{characters}\Z",
        min_length=min_length,
        max_length=max_length,
        description=description,
        extra={ALLOWED: allowed},
    )
