"""A request's JSON body: read once, strictly, with decimals."""

from decimal import Decimal
from typing import Any, Final

import msgspec

from mock_osigu.core.errors import BadRequest, UnsupportedMediaType

_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)


class MalformedJson(BadRequest):
    code = "MALFORMED_JSON"


def read_json(body: bytes, content_type: str) -> Any:
    """The value of a JSON body; a number with a point or an exponent becomes a Decimal, digit for digit.

    Raises UnsupportedMediaType when a body says that it is something else, MalformedJson when it is unreadable.
    """
    if not body:
        raise MalformedJson("The request has no body; expected JSON")
    if not _says_json(content_type):
        raise UnsupportedMediaType(
            f"Content type '{_shown(content_type)}' not supported; send application/json"
        )
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
        raise MalformedJson(f"The request body is not valid JSON: {error}") from None
    except RecursionError:
        raise MalformedJson("The request body is not valid JSON: it is nested too deeply") from None


def _says_json(content_type: str) -> bool:
    media = content_type.partition(";")[0].strip().lower()
    return (
        not media
        or media == "application/json"
        or (media.startswith("application/") and media.endswith("+json"))
    )


def _shown(text: str) -> str:
    return "".join(ch for ch in text[:100] if ch.isascii() and ch.isprintable())
