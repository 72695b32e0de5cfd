"""A request's JSON body: read once, strictly, with decimals."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from mock_osigu.core.errors import BadRequest, UnsupportedMediaType


def _decimal(text: str) -> Decimal:
    """A number digit for digit; beyond what even a Decimal holds, infinity, which no field takes."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("-Infinity" if text.startswith("-") else "Infinity")


_DECODER: Final = msgspec.json.Decoder(float_hook=_decimal)


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
    except (msgspec.DecodeError, ValueError) as error:
        if "out of range" in str(error):
            return _with_long_integers(body)
        raise MalformedJson(f"The request body is not valid JSON: {error}") from None
    except RecursionError:
        raise MalformedJson("The request body is not valid JSON: it is nested too deeply") from None


def _with_long_integers(body: bytes) -> Any:
    """The same by the standard library, for whole numbers of more digits than msgspec reads."""
    import json  # noqa: PLC0415 - for a body that no honest client sends

    try:
        return json.loads(body, parse_float=_decimal, parse_int=_decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise MalformedJson(f"The request body is not valid JSON: {error}") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def _says_json(content_type: str) -> bool:
    media = content_type.partition(";")[0].strip().lower()
    return (
        not media
        or media == "application/json"
        or (media.startswith("application/") and media.endswith("+json"))
    )


def _shown(text: str) -> str:
    return "".join(ch for ch in text[:100] if ch.isascii() and ch.isprintable())
