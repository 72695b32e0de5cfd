"""A server with a courier, and what a test does with both."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from mock_osigu import ControlClient, Sandboxes, Server, Settings, create_app
from mock_osigu.client import Delivery
from mock_osigu.engine.courier import TIMEOUT_SECONDS, Courier
from mock_osigu.engine.destination import Destinations, Resolve, system_resolve
from mock_osigu.sandbox import Sandbox

EVENT = "cashout_request.created"


class Live:
    """A server, its control client, and the default sandbox itself."""

    def __init__(self, sandboxes: Sandboxes, control: ControlClient) -> None:
        self.sandboxes = sandboxes
        self.control = control
        self.webhooks = control.webhooks
        self.clock = control.clock
        self.sandbox: Sandbox = sandboxes.default

    def emit(self, *numbers: int, sandbox: Sandbox | None = None, event: str = EVENT) -> None:
        for number in numbers:
            (sandbox or self.sandbox).webhooks.emit(event, {"event": event, "number": number})

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the default sandbox's control API."""
        return self.control._sandbox.call(method, path, body)

    def settle(self) -> None:
        """Wait until each delivery that is due has been tried."""
        self.clock.advance(seconds=0)

    def only(self) -> Delivery:
        """The one delivery that there is."""
        (delivery,) = self.webhooks.deliveries()
        return delivery

    def states(self) -> dict[int, str]:
        """The state of each delivery, by its number; the last made of equal ones."""
        return {each.payload["number"]: each.state for each in reversed(self.webhooks.deliveries())}


def body(number: int, event: str = EVENT) -> bytes:
    """What `emit` has delivered."""
    return f'{{"event":"{event}","number":{number}}}'.encode()


@contextmanager
def serving(
    *,
    frozen: bool = True,
    timeout_seconds: float = TIMEOUT_SECONDS,
    resolve: Resolve = system_resolve,
    **settings: Any,
) -> Iterator[Live]:
    """A server whose time stands still, or not; `timeout_seconds` is what a receiver has."""
    wanted = Settings(**settings)
    courier = Courier(Destinations(wanted.webhook_allow, resolve), timeout_seconds=timeout_seconds)
    with (
        closing(Sandboxes(wanted, courier=courier)) as sandboxes,
        Server(create_app(sandboxes)) as server,
        ControlClient(server.url) as control,
    ):
        if frozen:
            control.clock.freeze()
        yield Live(sandboxes, control)
