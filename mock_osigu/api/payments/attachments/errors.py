"""The refusal that attachments add to those of Payments."""

from mock_osigu.core.errors import NotFound

_SHOWN = 64


class FileNotFound(NotFound):
    """The invoice has no such file."""

    code = "FILE_NOT_FOUND"

    def __init__(self, file_id: str) -> None:
        super().__init__(f"File not found: {file_id[:_SHOWN]}")
        self.file_id = file_id
