"""The one home of ids and randomness.

Two kinds, never mixed. What belongs to a product repeats: its id is a function of (seed, provider, kind,
ordinal), so neither parallel calls nor a new product shift another's data. What must be unique while the
server lives (tokens, secrets, request ids) comes from the operating system and is never seeded.
"""

import os
from hashlib import blake2b
from itertools import count


def product_uuid(seed: int, provider: str, kind: str, ordinal: int) -> str:
    """The version-4 UUID of a product's thing: the same arguments give the same id."""
    return _as_uuid4(digest(seed, provider, kind, ordinal))


def digest(seed: int, *parts: str | int) -> bytes:
    """16 bytes that depend on every argument and on nothing else.

    The parts are joined with a separator that is escaped by their lengths, so ("a", "bc") differs from ("ab", "c").
    """
    text = "\x1f".join(f"{len(str(part))}:{part}" for part in (seed, *parts))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _as_uuid4(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    number = number & ~(0xF000 << 64) | (0x4000 << 64)
    number = number & ~(0xC000 << 48) | (0x8000 << 48)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class UniqueIds:
    """What must be unique while the server lives; unguessable too, but for the ids of requests."""

    def __init__(self) -> None:
        self._prefix = self.uuid4()[:24]
        self._count = count(int.from_bytes(os.urandom(4), "big"))

    def request_id(self) -> str:
        """A version-4 UUID that counts on from a random start: every request has one, and asks no system call."""
        return f"{self._prefix}{next(self._count) & 0xFFFFFFFFFFFF:012x}"

    def uuid4(self) -> str:
        return _as_uuid4(os.urandom(16))

    def short(self) -> str:
        """12 lower-case hexadecimal digits, for ids a person reads."""
        return os.urandom(6).hex()

    def secret(self) -> str:
        """32 lower-case hexadecimal digits: safe in every encoding that clients use for Basic."""
        return os.urandom(16).hex()
