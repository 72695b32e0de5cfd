"""The files and comments of invoices: they come with the invoice, and go with it."""

from collections.abc import Callable
from datetime import datetime

from mock_osigu.api.payments.attachments.errors import FileNotFound
from mock_osigu.api.payments.attachments.model import Attachment, Comment
from mock_osigu.api.payments.model import Invoice
from mock_osigu.api.payments.records import COMMENTS, FILES
from mock_osigu.core import counters
from mock_osigu.core.ids import product_uuid
from mock_osigu.core.store import Store
from mock_osigu.sandbox import Sandbox


class Attachments:
    """What is attached to the invoices of one sandbox. Whoever calls has found the invoice, and may see it."""

    def __init__(self, store: Store, seed: Callable[[], int], now: Callable[[], datetime]) -> None:
        self._store = store
        self._seed = seed
        self._now = now

    def attach(self, invoice: Invoice, name: str, content_type: str, content: bytes) -> Attachment:
        with self._store.transaction() as tx:
            file_id, ordinal = self._new_id(tx, invoice, "file")
            attachment = Attachment(
                id=file_id,
                invoice_id=invoice.id,
                ordinal=ordinal,
                name=name,
                content_type=content_type,
                content=content,
            )
            tx.put(FILES, attachment)
        return attachment

    def files(self, invoice: Invoice) -> list[Attachment]:
        """Give an invoice's files, in the order in which they came."""
        return self._store.scan(FILES, "invoice", invoice.id)

    def file(self, invoice: Invoice, file_id: str) -> Attachment:
        """Give one file; raises FileNotFound for another invoice's too."""
        attachment = self._store.get(FILES, file_id)
        if attachment is None or attachment.invoice_id != invoice.id:
            raise FileNotFound(file_id)
        return attachment

    def comment(self, invoice: Invoice, text: str) -> Comment:
        created_at = self._now().replace(microsecond=0)
        with self._store.transaction() as tx:
            comment_id, ordinal = self._new_id(tx, invoice, "comment")
            comment = Comment(
                id=comment_id,
                invoice_id=invoice.id,
                ordinal=ordinal,
                comment=text,
                created_at=created_at,
            )
            tx.put(COMMENTS, comment)
        return comment

    def comments(self, invoice: Invoice) -> list[Comment]:
        """Give an invoice's comments, in the order in which they came."""
        return self._store.scan(COMMENTS, "invoice", invoice.id)

    def _new_id(self, tx: Store, invoice: Invoice, kind: str) -> tuple[str, int]:
        ordinal = counters.take(tx, counters.COUNTERS, f"{kind}s of {invoice.provider}")
        return product_uuid(self._seed(), invoice.provider, kind, ordinal), ordinal


def build(sandbox: Sandbox) -> Attachments:
    return Attachments(sandbox.store, lambda: sandbox.world.seed, sandbox.clock.now)
