"""JSON that keeps every digit of money."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.client.wire import encode

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_values_come_back(value: Any) -> None:
    assert json.loads(encode(value)) == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e20"), max_value=Decimal("1e20"))
)
def test_a_decimal_keeps_its_digits(value: Decimal) -> None:
    read = json.loads(encode({"total": [value]}), parse_float=Decimal, parse_int=Decimal)["total"][0]
    assert read == value


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the json module words one of them
        encode({"total_amount": value})


def test_dates_and_times() -> None:
    assert encode([date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC)]) == (
        '["2026-01-02","2026-01-02T03:00:00+00:00"]'
    )
