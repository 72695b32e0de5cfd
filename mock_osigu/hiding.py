"""The paths that the log shows, without the secrets of any sandbox."""

from collections.abc import Container
from operator import is_

from mock_osigu.engine.clients import CLIENTS
from mock_osigu.engine.masking import Finder, mask
from mock_osigu.sandboxes import Sandboxes


class PathHiding:
    """Masks the tokens and secrets in a path, of whatever sandbox they are, and the control token.

    Asked for each line of the log, so it gathers the secrets when some sandbox's clients have changed, and not before.
    `plain` are paths that are known to hold none.
    """

    def __init__(self, sandboxes: Sandboxes, plain: Container[str] = ()) -> None:
        self._sandboxes = sandboxes
        self._plain = plain
        self._finder = Finder(())
        self._states: list[object] = []

    def __call__(self, path: str) -> str:
        if path in self._plain:
            return path
        return mask(path, self._secrets().among(path), is_token=self._is_token)

    def _secrets(self) -> Finder:
        worlds = self._sandboxes.all()
        states = [world.store.state(CLIENTS) for world in worlds]
        if len(states) != len(self._states) or not all(map(is_, states, self._states)):
            pairs = (pair for world in worlds for pair in world.clients.pairs())
            self._finder = Finder((self._sandboxes.settings.control_token, *(secret for _, secret in pairs)))
            self._states = states
        return self._finder

    def _is_token(self, value: str) -> bool:
        return self._sandboxes.holder_of_token(value) is not None
