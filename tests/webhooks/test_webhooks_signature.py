"""The header: HMAC-SHA256 in hexadecimal over the bytes that are sent."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_osigu.engine.signature import signature_of

NOW = datetime(2026, 1, 1, microsecond=999_999, tzinfo=UTC)
SECONDS = 1_767_225_600
BODY = '{"name":"Ñandú","paid_amount":1500.00}'.encode()
SECRET = "s3cret"


def value(signature: Any, spoil: Any = None, age: float = 0) -> str | None:
    return signature_of(signature, SECRET, BODY, NOW, spoil=spoil, age=timedelta(seconds=age))


def digest(signed: bytes) -> str:
    return hmac.new(SECRET.encode(), signed, "sha256").hexdigest()


def test_a_known_vector() -> None:
    """RFC 4231, test case 2."""
    got = signature_of("body", "Jefe", b"what do ya want for nothing?", NOW, spoil=None, age=timedelta())
    assert got == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_none_is_no_header() -> None:
    assert value("none") is None
    assert value("none", "bad_signature") is None


def test_body() -> None:
    assert value("body") == digest(BODY)


def test_timestamped_is_of_the_second_a_point_and_the_body() -> None:
    assert value("timestamped") == f"t={SECONDS},v1={digest(b'1767225600.' + BODY)}"


def test_a_bad_signature_is_well_formed_and_wrong() -> None:
    bad, stamped = value("body", "bad_signature"), value("timestamped", "bad_signature")
    assert bad is not None
    assert stamped is not None
    assert len(bad) == 64
    assert bad != digest(BODY)
    assert stamped.startswith(f"t={SECONDS},v1=")
    assert stamped != value("timestamped")


def test_an_old_timestamp_is_signed_well() -> None:
    at = SECONDS - 600
    signed = digest(str(at).encode() + b"." + BODY)
    assert value("timestamped", "old_timestamp", 600) == f"t={at},v1={signed}"


def test_age_matters_to_an_old_timestamp_only() -> None:
    assert value("timestamped", None, 600) == value("timestamped")


@pytest.mark.parametrize("signature", ["body", "timestamped"])
def test_the_secret_matters(signature: Any) -> None:
    other = signature_of(signature, "other", BODY, NOW, spoil=None, age=timedelta())
    assert other != value(signature)
