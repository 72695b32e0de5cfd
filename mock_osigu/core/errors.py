"""Errors as data. Who owns the path decides what their body looks like.

ApiError
├── BadRequest            400  unreadable, or a bad parameter
├── NotFound              404
├── MethodNotAllowed      405
├── Conflict              409  true, but not now
├── PayloadTooLarge       413
├── UnsupportedMediaType  415
├── TooManyRequests       429
└── Unprocessable         422  readable, but some field is not acceptable
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Fault(NamedTuple):
    """One thing wrong with one field: where (`invoices[1].total_amount`) and what."""

    path: str
    message: str


class ApiError(Exception):
    """An answer that says no: status, a code in capitals, a message, and every bad field.

    Subclasses set `status` and `code`; `faults` is empty where no field is to blame.
    """

    status: int = 500
    code: str = "INTERNAL_ERROR"

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = faults


class BadRequest(ApiError):
    status = 400
    code = "BAD_REQUEST"


class NotFound(ApiError):
    status = 404
    code = "NOT_FOUND"


class MethodNotAllowed(ApiError):
    """The path exists, the method does not; `allowed` are the methods it has, sorted."""

    status = 405
    code = "METHOD_NOT_ALLOWED"

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"Request method '{method}' not supported")
        self.allowed = allowed


class Conflict(ApiError):
    status = 409
    code = "CONFLICT"


class PayloadTooLarge(ApiError):
    status = 413
    code = "PAYLOAD_TOO_LARGE"


class TooManyRequests(ApiError):
    """A limit is passed; `retry_after` is in whole seconds, at least 1."""

    status = 429
    code = "RATE_LIMIT_EXCEEDED"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnsupportedMediaType(ApiError):
    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"


class Unprocessable(ApiError):
    status = 422
    code = "VALIDATION_ERROR"


_USUAL: Final = (
    *(ApiError, BadRequest, NotFound, MethodNotAllowed, Conflict, PayloadTooLarge, TooManyRequests),
    *(UnsupportedMediaType, Unprocessable),
)
CODES: Final[Mapping[int, str]] = {error.status: error.code for error in _USUAL}
"""The usual code of a status, for an error that stands for no particular thing."""
