"""mock-osigu: a local Osigu sandbox you own.

The public names are loaded on first use (PEP 562), so that `from mock_osigu import Settings` in a conftest
imports neither Flask nor asyncio.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mock_osigu.version import __version__

if TYPE_CHECKING:
    from mock_osigu.app import create_app
    from mock_osigu.client import ControlClient
    from mock_osigu.sandbox import Sandbox
    from mock_osigu.sandboxes import Sandboxes
    from mock_osigu.server import Server
    from mock_osigu.settings import Settings

__all__ = ["ControlClient", "Sandbox", "Sandboxes", "Server", "Settings", "__version__", "create_app"]

_HOMES = {
    "ControlClient": "mock_osigu.client",
    "Sandbox": "mock_osigu.sandbox",
    "Sandboxes": "mock_osigu.sandboxes",
    "Server": "mock_osigu.server",
    "Settings": "mock_osigu.settings",
    "create_app": "mock_osigu.app",
}


if not TYPE_CHECKING:  # else a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        try:
            home = _HOMES[name]
        except KeyError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        value = globals()[name] = getattr(import_module(home), name)
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
