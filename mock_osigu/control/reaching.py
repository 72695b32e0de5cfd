"""Whether a webhook's URL may be delivered to: known at once, or when a name service has said where its host is."""

from collections.abc import Callable, Sequence
from threading import Thread
from typing import Final

from mock_osigu.core.errors import ApiError, Fault, Unprocessable
from mock_osigu.engine.destination import Destination, DestinationRefused, Destinations, parse
from mock_osigu.web.control import control_envelope
from mock_osigu.web.operation import Reply

LOOKUP_SECONDS: Final = 5.0


class Lookup:
    """A subscription that waits for a name service to say where its host is: in a thread, for the loop must not."""

    def __init__(
        self, destinations: Destinations, destination: Destination, then: Callable[[str | None], Reply]
    ) -> None:
        self.timeout_seconds = LOOKUP_SECONDS
        self._destinations = destinations
        self._destination = destination
        self._then = then
        self._why_not: str | None = f"'{destination.host}' was not found in {LOOKUP_SECONDS:g} seconds"

    def begin(self, ready: Callable[[], None]) -> None:
        def look() -> None:
            self._why_not = why_not(lambda: self._destinations.check(self._destination))
            ready()

        Thread(target=look, name="mock-osigu-lookup", daemon=True).start()

    def reply(self) -> Reply:
        try:
            return self._then(self._why_not)
        except ApiError as error:
            return control_envelope(error)

    def abandon(self) -> None:
        """Nobody waits: nothing is subscribed."""


def why_not(check: Callable[[], object]) -> str | None:
    try:
        check()
    except DestinationRefused as error:
        return str(error)
    return None


def refused(reason: str | None, more: Sequence[Fault]) -> Unprocessable | None:
    faults = (*((Fault("url", reason),) if reason else ()), *more)
    if not faults:
        return None
    first = f"nothing can be delivered to this URL: {reason}" if reason else faults[0].message
    return Unprocessable(first, faults)


def check_now(destinations: Destinations, url: str) -> None:
    """Raises DestinationRefused for what can be seen of a URL without asking a name service."""
    destination = parse(url)
    if not destinations.must_ask(destination):
        destinations.check(destination)
