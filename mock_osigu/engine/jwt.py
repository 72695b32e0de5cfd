"""The JWT form of an access token (ARC's documented form: RS256 with a key id). Needs the extra `[jwt]`."""

from datetime import datetime
from threading import Lock
from typing import Any, Final

from mock_osigu.engine.tokens import Minting

ISSUER: Final = "https://sandbox.osigu.com"
_KEY_BITS: Final = 2048


class JwtSigner:
    """Signs with one RSA key, made when first needed: that takes about a tenth of a second."""

    def __init__(self, key_id: str) -> None:
        self._key_id = key_id
        self._key: Any = None
        self._lock = Lock()

    def sign(self, minting: Minting, jti: str) -> str:
        """A compact JWS with the claims iss, sub, client_id, scope, iat, exp, jti."""
        from joserfc import jwt  # noqa: PLC0415 - an extra, and slow to import

        client_id = minting.client.client_id
        claims = {
            "iss": ISSUER,
            "sub": client_id,
            "client_id": client_id,
            "scope": " ".join(minting.scopes),
            "iat": _seconds(minting.issued_at),
            "exp": _seconds(minting.expires_at),
            "jti": jti,
        }
        return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": self._key_id}, claims, self._private())

    def public_keys(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) with the public half."""
        key = self._private().as_dict(private=False)
        return {"keys": [{**key, "kid": self._key_id, "alg": "RS256", "use": "sig"}]}

    def _private(self) -> Any:
        with self._lock:  # two first tokens at once must not be signed with two keys
            if self._key is None:
                from joserfc.jwk import RSAKey  # noqa: PLC0415 - as above

                self._key = RSAKey.generate_key(_KEY_BITS)
            return self._key


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
