"""Which sandbox a credential belongs to. Whether it is good is the sandbox's question."""

from threading import Lock
from zlib import crc32

from mock_osigu.core.errors import Conflict
from mock_osigu.core.ids import UniqueIds

_TAG = 8  # the last hexadecimal digits of a minted value


class Directory:
    """From client ids and token values to sandbox ids, for as long as the sandbox lives.

    So a wrong secret, a deleted client or a token from before a reset is still found in its own world. A token's
    value says itself where it belongs: its last digits are the sandbox's number, blended with the rest. A million
    tokens thus need no million entries, and look no less random.
    """

    def __init__(self, ids: UniqueIds) -> None:
        self._ids = ids
        self._clients: dict[str, str] = {}
        self._tokens: dict[str, str] = {}  # those that were not minted here
        self._sandboxes: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._made = 0
        self._lock = Lock()

    def claim_client(self, client_id: str, sandbox_id: str) -> None:
        """Raises Conflict, naming the holder, when the id belongs to another sandbox."""
        with self._lock:
            holder = self._clients.setdefault(client_id, sandbox_id)
        if holder != sandbox_id:
            raise Conflict(
                f"client id '{client_id}' belongs to sandbox '{holder}', and stays with it while that sandbox lives"
            )

    def mint(self, sandbox_id: str) -> str:
        """A version-4 UUID that no other call gives, and that tells its sandbox."""
        number = self._numbers.get(sandbox_id)
        if number is None:
            number = self._enroll(sandbox_id)
        body = self._ids.uuid4()[:-_TAG]
        return f"{body}{crc32(body.encode()) ^ number:08x}"

    def note_token(self, value: str, sandbox_id: str) -> None:
        """Remember a token whose value does not tell its sandbox."""
        if self.of_token(value) != sandbox_id:
            with self._lock:
                self._tokens[value] = sandbox_id

    def of_client(self, client_id: str) -> str | None:
        return self._clients.get(client_id)

    def of_token(self, value: str) -> str | None:
        owner = self._tokens.get(value)
        if owner is not None or len(value) != 36:
            return owner
        try:
            tag = int(value[-_TAG:], 16)
            number = crc32(value[:-_TAG].encode("latin-1")) ^ tag
        except ValueError:
            return None
        return self._sandboxes.get(number)

    def forget(self, sandbox_id: str) -> None:
        """Free everything that a removed sandbox held."""
        with self._lock:
            self._clients = {key: owner for key, owner in self._clients.items() if owner != sandbox_id}
            self._tokens = {key: owner for key, owner in self._tokens.items() if owner != sandbox_id}
            number = self._numbers.pop(sandbox_id, None)
            if number is not None:
                del self._sandboxes[number]

    def _enroll(self, sandbox_id: str) -> int:
        with self._lock:
            number = self._numbers.get(sandbox_id)
            if number is None:
                self._made += 1
                number = self._numbers[sandbox_id] = self._made
                self._sandboxes[number] = sandbox_id
        return number
