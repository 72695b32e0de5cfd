"""The authority of a server that speaks https, as the file that clients want to have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_osigu import ControlClient


@contextmanager
def authority_of(control: ControlClient) -> Iterator[str | None]:
    """A file with its certificate in PEM, as long as the run lasts; None for a server that speaks http."""
    if not control.url.startswith("https:"):
        yield None
        return
    with TemporaryDirectory(prefix="mock-osigu-") as folder:
        file = Path(folder, "ca.crt")
        file.write_text(control.certificates.get().ca, encoding="ascii")
        yield str(file)
