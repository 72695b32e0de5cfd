"""JSON with exact money, and times with a zone."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mock_osigu.client.options import Moment


def encode(value: Any) -> str:
    """The value as JSON. Decimals become numbers with all their digits, which the json module cannot do.

    Raises ValueError for what JSON has no form for: NaN, infinity, a datetime without a zone.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a number that JSON can carry")
        return format(value, "f")
    if isinstance(value, datetime):
        return json.dumps(moment(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{encode(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ",".join(map(encode, value)) + "]"
    return json.dumps(value, allow_nan=False)


def moment(value: Moment) -> str:
    """The time as RFC 3339 text. Raises ValueError for a datetime that does not say its zone."""
    if isinstance(value, str):
        return value
    if value.utcoffset() is None:
        raise ValueError(f"{value!r} has no time zone; give it one, as tzinfo=timezone.utc")
    return value.isoformat()
