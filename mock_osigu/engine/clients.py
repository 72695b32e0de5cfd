"""OAuth clients: who may ask for a token, and for which provider it speaks."""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from mock_osigu.core.collection import Collection
from mock_osigu.core.errors import Conflict, NotFound
from mock_osigu.core.store import Store
from mock_osigu.engine.masking import Discreet
from mock_osigu.engine.spelling import spelt

DEFAULT_SCOPES: Final = ("read", "write")

ClientId = Annotated[
    str,
    spelt(r"[^:\x00-\x1f\x7f]+", "text without colons and control characters", min_length=1, max_length=200),
]
Secret = Annotated[
    str, spelt(r"[^\x00-\x1f\x7f]+", "text without control characters", min_length=1, max_length=1000)
]
Scope = Annotated[
    str,
    spelt(
        r"[\x21\x23-\x5b\x5d-\x7e]+",
        'one scope, of visible ASCII characters without spaces, `"` and `\\`',
        description="RFC 6749 section 3.3",
    ),
]
Slug = Annotated[str, Meta(min_length=1, max_length=200)]
DataSource = Literal["ERP", "RCM", "CLAIMS"]


class Client(Discreet, msgspec.Struct, frozen=True, kw_only=True):
    """A client and its secret, which no repr shows.

    `provider` names the data its tokens see: `provider_slug` where it has one. `token_ttl` is in seconds, None for
    the sandbox's own. `scenario` names what goes wrong for it, None for nothing. `data_source` is where the platform
    has what it sends from (Osigu, reference/invoices).
    """

    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    provider: str
    provider_slug: str | None = None
    data_source: DataSource = "ERP"
    token_ttl: int | None = None
    scenario: str | None = None

    def __repr__(self) -> str:
        return f"Client({self.client_id!r}, provider={self.provider!r}, scenario={self.scenario!r})"


def _client_id(client: Client) -> str:
    return client.client_id


CLIENTS: Final = Collection("clients", Client, key=_client_id, part="clients")
REMEMBERED_SECRETS: Final = 100
_NOBODY: Final = "no client has this secret"


class Clients:
    """The clients of one sandbox.

    Who had a secret may go on sending it, in any place. So the last `REMEMBERED_SECRETS` are known as long as the
    sandbox lives, whatever a change, a removal or a reset did to their clients: to be masked, and for nothing else.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pairs: dict[tuple[str, str], None] = {}

    def all(self) -> list[Client]:
        return self._store.all(CLIENTS)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (id, secret) that holds or held here."""
        current = ((client.client_id, client.client_secret) for client in self.all())
        return tuple(dict.fromkeys((*current, *self._pairs)))

    def find(self, client_id: str) -> Client | None:
        return self._store.get(CLIENTS, client_id)

    def get(self, client_id: str) -> Client:
        """Raises NotFound, naming the id."""
        client = self.find(client_id)
        if client is None:
            raise self._missing(client_id)
        return client

    def add(self, client: Client) -> Client:
        """Raises Conflict when the id is taken."""
        with self._store.transaction() as tx:
            if tx.get(CLIENTS, client.client_id) is not None:
                raise Conflict(f"client id '{client.client_id}' is taken in this sandbox")
            self._put(tx, client)
        return client

    def replace(self, client: Client) -> Client:
        with self._store.transaction() as tx:
            self._put(tx, client)
        return client

    def remove(self, client_id: str) -> None:
        """Raises NotFound, naming the id."""
        with self._store.transaction() as tx:
            if tx.delete(CLIENTS, client_id) is None:
                raise self._missing(client_id)

    def known(self) -> str:
        """The ids there are, to name in an error."""
        return ", ".join(client.client_id for client in self.all()) or "none"

    def _missing(self, client_id: str) -> NotFound:
        return NotFound(f"there is no client '{client_id}' in this sandbox; there are: {self.known()}")

    def authenticate(self, candidates: Iterable[tuple[str, str]]) -> Client | None:
        """The client that one of these (id, secret) pairs names, or None.

        Every pair costs one comparison of two digests, whether its client exists or not, so that neither a
        wrong secret nor an unknown client shows in the time it takes.
        """
        found = None
        for client_id, secret in candidates:
            client = self.find(client_id)
            known = client.client_secret if client else _NOBODY
            same = hmac.compare_digest(_digest(known), _digest(secret))
            if same and client and not found:
                found = client
        return found

    def _put(self, tx: Store, client: Client) -> None:
        tx.put(CLIENTS, client)
        pair = client.client_id, client.client_secret
        self._pairs.pop(pair, None)
        self._pairs[pair] = None
        if len(self._pairs) > REMEMBERED_SECRETS:
            del self._pairs[next(iter(self._pairs))]


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
