"""The certificates of a server: an authority of its own, and one certificate for each way a client may meet it.

Needs the extra `[tls]`. Their times are the machine's, since a client compares them with its own clock.
"""

import os
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final, Literal, NamedTuple

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")
WRONG_NAME: Final = "another-name.invalid"
ALPN: Final = "http/1.1"
Kind = Literal["good", "expired", "wrong_name", "untrusted"]
_AGE: Final = timedelta(days=30)
# Apple's clients refuse a certificate that holds for longer than 825 days, also one of a private authority.
_LIFE: Final = timedelta(days=397)


class UnusableName(ValueError):
    """A name that no certificate can carry; the text names it."""


class Certificates:
    """What a server shows to its clients: `choose` a kind, and every new connection gets it.

    - `good`: of our authority, valid now, for the given names and the loopback ones
    - `expired`: the same, but its time was over a day ago
    - `wrong_name`: the same, but for another name alone
    - `untrusted`: the same as `good`, but of an authority that nobody has

    Raises UnusableName. Any thread may use it.
    """

    def __init__(self, names: Iterable[str], now: datetime) -> None:
        import trustme  # noqa: PLC0415 - an extra, and slow to import

        self.names = tuple(dict.fromkeys((*LOOPBACK_NAMES, *names)))
        self.kind: Kind = "good"
        self._authority, self._now = trustme.CA(), now
        self._lock = Lock()
        self._watchers: list[Callable[[], None]] = []
        self._contexts: dict[Kind, ssl.SSLContext] = {"good": self._context("good")}

    @property
    def authority_pem(self) -> str:
        """The authority's certificate, which clients are to trust."""
        pem: bytes = self._authority.cert_pem.bytes()
        return pem.decode()

    def context(self) -> ssl.SSLContext:
        """The context for a new connection."""
        return self._contexts[self.kind]

    def choose(self, kind: Kind) -> None:
        """Show another certificate from now on."""
        with self._lock:
            if kind not in self._contexts:
                self._contexts[kind] = self._context(kind)
            is_new, self.kind = kind != self.kind, kind
        if is_new:
            for tell in list(self._watchers):
                tell()

    def on_change(self, call: Callable[[], None]) -> None:
        """Take what to call when `context` gives another one than before."""
        self._watchers.append(call)

    def _context(self, kind: Kind) -> ssl.SSLContext:
        recipe = self._recipe(kind)
        try:
            issued = recipe.authority.issue_cert(
                *recipe.names, not_before=self._now - _AGE, not_after=self._now + recipe.life
            )
        except ValueError as error:
            names = ", ".join(recipe.names)
            raise UnusableName(f"no certificate can be for the names {names}: {error}") from None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols([ALPN])
        with _as_file(issued.private_key_and_cert_chain_pem) as path:
            context.load_cert_chain(path)
        return context

    def _recipe(self, kind: Kind) -> "_Recipe":
        good = _Recipe(self._authority, self.names, _LIFE)
        if kind == "untrusted":
            return good._replace(authority=type(self._authority)(organization_name="Trusted by nobody"))
        return {
            "good": good,
            "expired": good._replace(life=timedelta(days=-1)),
            "wrong_name": good._replace(names=(WRONG_NAME,)),
        }[kind]


class _Recipe(NamedTuple):
    authority: Any
    names: tuple[str, ...]
    life: timedelta
    """From now on."""


@contextmanager
def _as_file(pem: Any) -> Iterator[str]:
    """A path to these bytes for OpenSSL, which reads keys from files alone; on no disk where that can be.

    The image runs without any place to write to.
    """
    if not hasattr(os, "memfd_create"):
        with pem.tempfile() as path:
            yield path
        return
    descriptor = os.memfd_create("mock-osigu")
    try:
        os.write(descriptor, pem.bytes())
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
