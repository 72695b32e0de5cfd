"""The names for type annotations in a test suite: `def test_it(osigu_server: OsiguServer) -> None`.

They are loaded on first use (PEP 562), so that a run which uses no fixture pays for none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_mock_osigu.handle import OsiguServer
    from pytest_mock_osigu.received import ReceivedEvent
    from pytest_mock_osigu.receiver import WebhookReceiver
    from pytest_mock_osigu.session import OsiguSession

__all__ = ["OsiguServer", "OsiguSession", "ReceivedEvent", "WebhookReceiver"]

_HOMES = {
    "OsiguServer": "pytest_mock_osigu.handle",
    "OsiguSession": "pytest_mock_osigu.session",
    "ReceivedEvent": "pytest_mock_osigu.received",
    "WebhookReceiver": "pytest_mock_osigu.receiver",
}


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
