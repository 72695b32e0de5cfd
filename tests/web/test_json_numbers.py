"""Numbers of any length are JSON: what is wrong with them is a field's fault, not the body's."""

from decimal import Decimal

import pytest

from mock_osigu.web.body import MalformedJson, read_json

JSON = "application/json"


def test_numbers_keep_every_digit() -> None:
    assert read_json(b"[1500.00, 1.5e3, 12345678901234567890123]", JSON) == [
        Decimal("1500.00"),
        Decimal("1.5E+3"),
        12345678901234567890123,
    ]


@pytest.mark.parametrize("text", ["1e99999999999999999999", "-1e99999999999999999999"])
def test_a_number_beyond_all_bounds_is_infinite(text: str) -> None:
    assert not read_json(f'{{"x":{text}}}'.encode(), JSON)["x"].is_finite()


def test_a_whole_number_of_any_length_is_read() -> None:
    assert read_json(b'{"x":' + b"9" * 5000 + b"}", JSON)["x"] == Decimal("9" * 5000)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "9" * 5000 + " NaN", "[" + "9" * 5000 + ", NaN]"])
def test_what_is_no_number_is_no_json(text: str) -> None:
    with pytest.raises(MalformedJson):
        read_json(text.encode(), JSON)
