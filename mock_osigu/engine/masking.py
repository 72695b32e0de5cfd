"""Secrets made unreadable but still comparable: the same secret has the same fingerprint, everywhere."""

import re
from hashlib import sha256
from typing import Final

_FIELDS: Final = "access_token|refresh_token|client_secret|password|secret"
_JSON: Final = re.compile(rf'("(?:{_FIELDS})"\s*:\s*")((?:[^"\\]|\\.)*)(")')
_FORM: Final = re.compile(rf"((?:^|[?&;])(?:{_FIELDS})=)([^&;\s]*)")
_CREDENTIAL: Final = re.compile(r"\b(Basic|Bearer)(\s+)(?!realm=|error=)([^\s,\"]+)", re.IGNORECASE)


def fingerprint(secret: str) -> str:
    """`[masked 1a2b3c4d]`, the digits from the secret's SHA-256."""
    return f"[masked {sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}]"


def mask(text: str, *secrets: str) -> str:
    """`text` without the values of secret fields, credentials, and the given secrets."""
    text = _JSON.sub(lambda m: m[1] + fingerprint(m[2]) + m[3], text)
    text = _FORM.sub(lambda m: m[1] + fingerprint(m[2]), text)
    text = _CREDENTIAL.sub(lambda m: m[1] + m[2] + fingerprint(m[3]), text)
    for secret in secrets:
        if secret:
            text = text.replace(secret, fingerprint(secret))
    return text
