"""Which sandbox a credential belongs to. Whether it is good is the sandbox's question."""

from threading import Lock

from mock_osigu.core.errors import Conflict


class Directory:
    """From client ids and token values to sandbox ids. Entries stay as long as their sandbox lives.

    So a wrong secret, a deleted client or a token from before a reset is still found in its own world.
    """

    def __init__(self) -> None:
        self._clients: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._lock = Lock()  # `forget` reads every entry, which no other thread may add to meanwhile

    def claim_client(self, client_id: str, sandbox_id: str) -> None:
        """Raises Conflict, naming the holder, when the id belongs to another sandbox."""
        with self._lock:
            holder = self._clients.setdefault(client_id, sandbox_id)
        if holder != sandbox_id:
            raise Conflict(
                f"client id '{client_id}' belongs to sandbox '{holder}', and stays with it while that sandbox lives"
            )

    def note_token(self, value: str, sandbox_id: str) -> None:
        with self._lock:
            self._tokens[value] = sandbox_id

    def of_client(self, client_id: str) -> str | None:
        return self._clients.get(client_id)

    def of_token(self, value: str) -> str | None:
        return self._tokens.get(value)

    def forget(self, sandbox_id: str) -> None:
        """Free everything that a removed sandbox held."""
        with self._lock:
            self._clients = {key: owner for key, owner in self._clients.items() if owner != sandbox_id}
            self._tokens = {key: owner for key, owner in self._tokens.items() if owner != sandbox_id}
