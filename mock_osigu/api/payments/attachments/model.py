"""Files and comments as values. The bytes of a file are part of its value: they live and go with the store."""

from datetime import datetime

import msgspec


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was sent; `ordinal` counts a provider's files from 0 and never repeats."""

    id: str
    invoice_id: str
    ordinal: int
    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.content)


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A text about an invoice; `ordinal` counts a provider's comments from 0 and never repeats."""

    id: str
    invoice_id: str
    ordinal: int
    comment: str
    created_at: datetime
