"""Secrets made unreadable but still comparable: the same secret has the same fingerprint, everywhere."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, Final
from urllib.parse import unquote

import msgspec

_FIELDS: Final = (
    r"(?:access|refresh|id)[_-]?token|token|client[_-]?(?:secret|assertion)|secret|password|api[_-]?key"
)
_JSON: Final = re.compile(rf'("(?:{_FIELDS})"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE)
_FORM: Final = re.compile(rf"((?:^|[?&;\s])(?:{_FIELDS})=)([^&;\s]+)", re.IGNORECASE)
_CREDENTIAL: Final = re.compile(r"\b(Basic|Bearer)(\s+)(?!realm=|error=|\[masked )([^\s,\"]+)", re.IGNORECASE)
_JWT: Final = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")
_UUID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_SHORTEST: Final = 8  # a shorter one is a word, and may stand in a text for itself


class Discreet:
    """Mixed into a Struct whose repr leaves secrets out; what shows values part by part, as rich does, shows none."""

    __slots__ = ()

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []


class Secretive(Discreet, msgspec.Struct, frozen=True):
    """A value with a secret in it, which no log and no traceback shows."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


def fingerprint(secret: str) -> str:
    """`[masked 1a2b3c4d]`, the digits from the secret's SHA-256."""
    return f"[masked {sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}]"


def maskable(secrets: Iterable[str | None]) -> list[str]:
    """Those that are long enough not to stand in other texts by chance; the longest first, which may hold another."""
    known = {secret for secret in secrets if secret and len(secret) >= _SHORTEST}
    return sorted(known, key=len, reverse=True)


class Finder:
    """Finds which of many secrets are in a short text, in a time that does not grow with their number."""

    def __init__(self, secrets: Iterable[str | None]) -> None:
        self._secrets = maskable(secrets)
        self._starts = {secret[:_SHORTEST] for secret in self._secrets}

    def among(self, text: str) -> list[str]:
        """The secrets that stand in `text` as it is or behind percent-encoding, the longest first."""
        plain = unquote(text) if "%" in text else text
        if not self._may_hold(text) and (plain is text or not self._may_hold(plain)):
            return []
        return [secret for secret in self._secrets if secret in text or secret in plain]

    def _may_hold(self, text: str) -> bool:
        ends = range(_SHORTEST, len(text) + 1)
        return not self._starts.isdisjoint([text[end - _SHORTEST : end] for end in ends])


def mask(text: str, secrets: Iterable[str] = (), *, is_token: Callable[[str], bool] = lambda _: False) -> str:
    """`text` without the values of secret fields, credentials, JWTs, the given secrets, and UUIDs that are tokens.

    Where percent-encoding hides one from this, the text comes back decoded, and without it.
    """
    if "%" in text:
        plain = unquote(text)
        hidden = _mask(plain, secrets, is_token)
        if hidden != plain:
            return hidden
    return _mask(text, secrets, is_token)


def _mask(text: str, secrets: Iterable[str], is_token: Callable[[str], bool]) -> str:
    for secret in secrets:
        text = text.replace(secret, fingerprint(secret))
    text = _UUID.sub(lambda m: fingerprint(m[0]) if is_token(m[0].lower()) else m[0], text)
    text = _JWT.sub(lambda m: fingerprint(m[0]), text)
    for pattern in (_JSON, _FORM):
        text = pattern.sub(lambda m: m[1] + _once(m[2]), text)
    return _CREDENTIAL.sub(lambda m: m[1] + m[2] + fingerprint(m[3]), text)


def _once(secret: str) -> str:
    """The fingerprint of a secret, or of what is one already."""
    return secret if not secret or secret.startswith("[masked") else fingerprint(secret)
