"""An app whose answers leave as the test says, and what became of them."""

import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.raw_client import SECONDS, Environ, StartResponse


@dataclass
class Way:
    """The wishes for one answer, as the server wants them."""

    wait_seconds: float = 0.0
    ending: str = "sent"
    body_bytes: int | None = None
    bytes_per_second: float | None = None
    later: Any = None
    ended: Callable[[str], None] | None = None
    cut: Callable[[], None] | None = None


@dataclass
class Departing:
    """An app: a path that `ways` knows leaves that way, any other at once; the answer is the path.

    `outcomes` gets what `ended` was told, `begun` each way whose answer is on it.
    """

    ways: dict[str, Way] = field(default_factory=dict)
    outcomes: "queue.Queue[str]" = field(default_factory=queue.Queue)
    environs: list[Environ] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        self.environs.append(environ)
        path = environ["PATH_INFO"]
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else path.encode()
        way = self.ways.get(path)
        if way is not None:
            way.ended = self.outcomes.put
            environ["mock_osigu.departure"] = way
        start_response("200 OK", [("Content-Length", str(len(path)))])
        return [body]

    def outcome(self) -> str:
        """What became of the next answer whose end is not yet told."""
        return self.outcomes.get(timeout=SECONDS)
