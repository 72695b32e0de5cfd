"""Money: a JSON number in, two decimals out, and no float between."""

from decimal import Decimal
from time import perf_counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.api.payments import fields, wire
from mock_osigu.core.errors import Unprocessable
from mock_osigu.web.body import read_json
from payments.samples import batch, body, sample

MARK = "7654321"


def read(text: str) -> Decimal:
    """The stored amount for a number written like this on the wire."""
    raw = body(batch(sample(total_amount=int(MARK)))).replace(MARK.encode(), text.encode())
    return wire.drafts(read_json(raw, "application/json"))[0].total_amount


@pytest.mark.parametrize(
    "text,stored",
    [
        ("1500", "1500.00"),
        ("1500.00", "1500.00"),
        ("1500.000000", "1500.00"),
        ("1.5e3", "1500.00"),
        ("1.5E+3", "1500.00"),
        ("15000e-1", "1500.00"),
        ("0.01", "0.01"),
        ("0.1", "0.10"),
        ("999999999999.99", "999999999999.99"),
        ("1." + "0" * 5000, "1.00"),
    ],
)
def test_an_amount_is_kept_by_value(text: str, stored: str) -> None:
    amount = read(text)

    assert type(amount) is Decimal
    assert str(amount) == stored


@pytest.mark.parametrize(
    "text,message",
    [
        ("0", "must be greater than 0"),
        ("0.00", "must be greater than 0"),
        ("-0.0", "must be greater than 0"),
        ("-1", "must be greater than 0"),
        ("-1e999999", "must be greater than 0"),
        ("1.005", "must have at most 2 decimals"),
        ("0.001", "must have at most 2 decimals"),
        ("1e-999999", "must have at most 2 decimals"),
        ("999999999999.999", "must have at most 2 decimals"),
        ("1000000000000", "must have at most 12 digits before the point"),
        ("1e12", "must have at most 12 digits before the point"),
        ("1e999999", "must have at most 12 digits before the point"),
        ("123456789012345678901234567890", "must have at most 12 digits before the point"),
        ('"1500.00"', "must be a number, like 1500.00"),
        ('"NaN"', "must be a number, like 1500.00"),
        ("true", "must be a number, like 1500.00"),
        ("null", "must be a number, like 1500.00"),
        ("[1]", "must be a number, like 1500.00"),
        ("{}", "must be a number, like 1500.00"),
    ],
)
def test_another_amount_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        read(text)

    assert caught.value.faults == (("invoices[0].total_amount", message),)


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1500.0, float("nan")]
)
def test_what_json_cannot_say_is_no_number_either(value: Any) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        fields.Amount.read(value)


@given(st.integers(min_value=1, max_value=10**14 - 1))
def test_every_amount_in_cents_comes_back_digit_for_digit(cents: int) -> None:
    text = str(Decimal(cents).scaleb(-2))

    amount = read(text)

    assert amount == Decimal(cents).scaleb(-2)
    whole, _, decimals = msgspec.json.Encoder(decimal_format="number").encode(amount).decode().partition(".")
    assert (whole, decimals) == (str(cents // 100), f"{cents % 100:02}")


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_an_amount_is_accepted_exactly_when_it_is_money(number: Decimal) -> None:
    is_money = 0 < number < 10**12 and number == round(number, 2) if abs(number.adjusted()) < 20 else False

    try:
        stored = fields.Amount.read(number)
    except ValueError:
        assert not is_money
    else:
        assert is_money
        assert stored == number
        assert stored.as_tuple().exponent == -2


def test_a_huge_exponent_is_cheap() -> None:
    started = perf_counter()

    for number in (Decimal("1e999999"), Decimal("1e-999999"), Decimal("-1e999999")) * 100:
        with pytest.raises(ValueError, match="must"):
            fields.Amount.read(number)

    # Writing one of them out costs a million digits, 300 of them many seconds.
    assert perf_counter() - started < 2
