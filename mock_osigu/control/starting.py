"""What is wrong with the options of a new start beyond their form: a scenario that is none, a time out of range."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from mock_osigu.core.clock import checked
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.scenarios import unknown_scenario
from mock_osigu.engine.world import Moment


def start_faults(given: Mapping[str, Any], scenarios: Sequence[str] | None) -> Iterator[Fault]:
    """Of a body that may be anything yet, where these are the scenarios that there will be; None: who knows."""
    name = given.get("scenario")
    if isinstance(name, str) and scenarios is not None and name not in scenarios:
        yield from unknown_scenario(name, scenarios).faults
    try:
        checked(msgspec.convert(given.get("freeze"), Moment), "freeze")
    except msgspec.ValidationError:
        return  # left out, or a fault of form
    except Unprocessable as error:
        yield from error.faults
