"""What is promised (contract.json), and what there is now, in the same form.

`python tests/stability/frozen.py` prints what there is and is not promised yet: at a release it goes into the file.
"""

import inspect
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import mock_osigu
from mock_osigu import client, server
from mock_osigu.engine.scenarios import BUILT_IN
from mock_osigu.settings import OPTIONS, Serving, Settings
from mock_osigu.wsgi import ALL_PRODUCTS
from pytest_mock_osigu import options, plugin
from pytest_mock_osigu.connection import Connection
from pytest_mock_osigu.handle import OsiguServer

EXAMPLE: Final = ["cossen-osigu-service:base64secretkey"]
FILE: Final = Path(__file__).with_name("contract.json")
BROKEN: Final = (
    "this is promised in docs/stability.md, and programs that are not ours count on it: "
    "put it back, or change tests/stability/contract.json, CHANGELOG.md and the major version with it"
)


def promised() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _options() -> dict[str, Any]:
    defaults = vars(Serving()) | vars(Settings())
    return {
        option.name: {
            "flag": None if option.only_in_file else option.flag,
            "variables": list(option.variables),
            "default": EXAMPLE if option.name == "clients" else option.show(defaults[option.name]),
            "in_file": option.in_file,
        }
        for option in OPTIONS
    }


def _routes(name: str) -> dict[str, str]:
    """`GET /v1/invoices` → the operation's id."""
    return {
        f"{operation.method} {operation.path}": operation.endpoint
        for product in ALL_PRODUCTS
        for operation in getattr(product, name)
    }


def _fixtures() -> list[str]:
    return [name for name in vars(plugin) if name.startswith("osigu_")]


def _handle() -> list[str]:
    """The names of `osigu_server`, those that its connection gives it too."""
    made = OsiguServer.__new__(OsiguServer)
    Connection.__init__(made, "http://127.0.0.1", "client", "secret")
    bound = {name for name in OsiguServer.__init__.__code__.co_names if not name.startswith("_")}
    return sorted({name for name in (*dir(made), *bound) if not name.startswith("_")} - {"super"})


def _methods() -> dict[str, list[str]]:
    """`clock.advance` → the names of its parameters, for every part of the control client."""
    control = client.ControlClient("http://127.0.0.1")
    parts = {name: getattr(control, name) for name in dir(control) if not name.startswith("_")}
    return {
        f"{name}.{method}": list(inspect.signature(getattr(part, method)).parameters)
        for name, part in {"": control, **parts}.items()
        for method in dir(part)
        if type(part).__module__.startswith("mock_osigu.client")
        if not method.startswith("_") and inspect.ismethod(getattr(part, method))
    }


NOW: Final[Mapping[str, Callable[[], Any]]] = {
    "options": _options,
    "settings": lambda: sorted(vars(Settings())),
    "osigu_routes": lambda: _routes("operations"),
    "control_routes": lambda: _routes("control"),
    "scenario_clients": lambda: [scenario.name for scenario in BUILT_IN],
    "fixtures": _fixtures,
    "handle": _handle,
    "marker_options": lambda: list(options.MARKER_OPTIONS),
    "names": lambda: list(mock_osigu.__all__),
    "client_names": lambda: list(client.__all__),
    "client_methods": _methods,
    "server_names": lambda: list(server.__all__),
}


def broken(wanted: Any, there: Any, at: str = "") -> list[str]:
    """What was promised and is no more, or is something else; what came to it is no breach."""
    if isinstance(wanted, dict) and isinstance(there, dict):
        lost = [f"{at}{name}: gone" for name in wanted if name not in there]
        kept = [name for name in wanted if name in there]
        return lost + [each for name in kept for each in broken(wanted[name], there[name], f"{at}{name}: ")]
    if isinstance(wanted, list) and isinstance(there, list):
        return [f"{at}{name}: gone" for name in wanted if name not in there]
    return [] if wanted == there else [f"{at}{wanted!r} has become {there!r}"]


def unpromised() -> dict[str, Any]:
    news: dict[str, Any] = {}
    for name, now in NOW.items():
        there, wanted = now(), promised().get(name, {})
        new = [each for each in there if each not in wanted]
        news[name] = {each: there[each] for each in new} if isinstance(there, dict) else new
    return {name: new for name, new in news.items() if new}


if __name__ == "__main__":
    json.dump(unpromised(), sys.stdout, indent=1, ensure_ascii=False)
