"""Is a webhook from who knows the secret? Both forms of X-Osigu-Signature.

python docs/examples/verify_signature.py SECRET SIGNATURE [UNIX_SECONDS_NOW] < body
"""

import hmac
import sys
import time

TOLERANCE_SECONDS = 300


def is_genuine(secret: str, signature: str, body: bytes, now: float) -> bool:
    """Compare with the body as it came: parsed and written again, it may have other bytes."""
    if not signature.startswith("t="):
        return _matches(secret, body, signature)
    timestamp, *values = signature.split(",")
    seconds = timestamp[2:]
    is_time = seconds.isascii() and seconds.isdigit() and len(seconds) <= 12
    if not is_time or abs(now - int(seconds)) > TOLERANCE_SECONDS:
        return False  # an old one may have been recorded by someone, and sent again
    signed = seconds.encode() + b"." + body
    # While a secret is being changed there is one value for the old and one for the new.
    return any(_matches(secret, signed, value[3:]) for value in values if value.startswith("v1="))


def _matches(secret: str, signed: bytes, given: str) -> bool:
    expected = hmac.new(secret.encode(), signed, "sha256").hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode())


if __name__ == "__main__":
    given_now = float(sys.argv[3]) if len(sys.argv) > 3 else time.time()
    genuine = is_genuine(sys.argv[1], sys.argv[2], sys.stdin.buffer.read(), given_now)
    print("genuine" if genuine else "forged")
