"""How a delivery is signed: over its final bytes, with HMAC-SHA256 (RFC 2104) and the subscription's secret.

Payments documents no signature, so none is the default. The two forms are those that Osigu's other products
document for the same header: the plain digest of Claims, and `t=…,v1=…` of ARC.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final, Literal

HEADER: Final = "X-Osigu-Signature"

Signature = Literal["none", "body", "timestamped"]
Spoil = Literal["bad_signature", "old_timestamp"]


def signature_of(
    signature: Signature, secret: str, body: bytes, now: datetime, *, spoil: Spoil | None, age: timedelta
) -> str | None:
    """The header's value at `now`, None where nothing is signed.

    `spoil` makes it a wrong one: made with another secret, or right but `age` old.
    """
    if signature == "none":
        return None
    key = f"not {secret}" if spoil == "bad_signature" else secret
    if signature == "body":
        return _digest(key, body)
    seconds = int((now - age if spoil == "old_timestamp" else now).timestamp())
    return f"t={seconds},v1={_digest(key, b'%d.%s' % (seconds, body))}"


def _digest(key: str, signed: bytes) -> str:
    return hmac.new(key.encode(), signed, "sha256").hexdigest()
