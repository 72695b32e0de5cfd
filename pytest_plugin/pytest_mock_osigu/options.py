"""What a user may say: on the command line, and with the marker."""

import os
from argparse import ArgumentTypeError
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

MARKER: Final = "osigu"
WORLD_OPTIONS: Final = ("token_ttl", "seed", "invoices", "freeze", "scenario")
CHECK_OPTIONS: Final = {"unused_faults": ("ignore", "error")}
"""What a test's end is checked for, and the choices; the first is the usual one."""
MARKER_OPTIONS: Final = (*WORLD_OPTIONS, *CHECK_OPTIONS)
TOKEN_VARIABLE: Final = "OSIGU_CONTROL_TOKEN"


@dataclass(frozen=True)
class Remote:
    """A running server to use instead of one of our own."""

    url: str
    control_token: str | None = field(repr=False)


class BadMarker(ValueError):
    """The marker has something that it does not know; the text names what it knows."""


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("osigu", "mock-osigu")
    group.addoption(
        "--osigu-url",
        type=_url,
        metavar="URL",
        help="use the mock-osigu that runs there, in a sandbox of its own, instead of starting one",
    )
    group.addoption(
        "--osigu-control-token",
        metavar="TOKEN",
        help=f"what opens its control API, if it is locked; else the environment's {TOKEN_VARIABLE}",
    )


def remote_of(config: pytest.Config) -> Remote | None:
    """The server that the command line names, None for one of our own."""
    url: str | None = config.getoption("--osigu-url")
    if url is None:
        return None
    # For a server of someone else's alone: a run with one of our own reads nothing of the environment.
    token = config.getoption("--osigu-control-token") or os.environ.get(TOKEN_VARIABLE)  # noqa: TID251
    return Remote(url, token or None)


@dataclass(frozen=True)
class Marked:
    """What a test's markers say: how its world starts, and whether a rule that hits nothing is an error."""

    world: dict[str, Any]
    unused_is_error: bool


def marked(item: pytest.Item) -> Marked:
    """What a test's markers say, the nearest of them the strongest. Raises BadMarker."""
    options = _options(item)
    for name, choices in CHECK_OPTIONS.items():
        if options.get(name, choices[0]) not in choices:
            valid = " and ".join(f'"{choice}"' for choice in choices)
            raise BadMarker(f"@pytest.mark.{MARKER}: {name} is {options[name]!r}; valid are {valid}")
    unused = options.pop("unused_faults", "ignore")
    return Marked(options, unused_is_error=unused == "error")


def _options(item: pytest.Item) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(MARKER))):
        if marker.args:
            raise BadMarker(
                f"@pytest.mark.{MARKER} takes {_named(MARKER_OPTIONS)} by name, not {marker.args}"
            )
        unknown = [name for name in marker.kwargs if name not in MARKER_OPTIONS]
        if unknown:
            raise BadMarker(
                f"@pytest.mark.{MARKER} does not know {_named(unknown)}; valid are {_named(MARKER_OPTIONS)}"
            )
        options |= marker.kwargs
    return options


def _named(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{name}=" for name in names)


def _url(text: str) -> str:
    if not _is_url(text):
        raise ArgumentTypeError(f"must be as http://127.0.0.1:6744, not {text!r}")
    return text.rstrip("/")


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
