"""Bodies whose fields mean something to each other: what is wrong with their form and with their meaning, at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.web.check import MESSAGE, check

T = TypeVar("T")


def read_whole(value: Any, wanted: type[T], meaning: Callable[[Mapping[str, Any]], Iterable[Fault]]) -> T:
    """A JSON value as a `wanted`, and without a fault in its `meaning`.

    The latter is asked of what was sent, which may be anything, so that it has its say beside a faulty form; what
    has the form wrong in one place has no meaning there. Raises Unprocessable with the faults of both.
    """
    faults: list[Fault] = []
    made: T | None = None
    try:
        made = check(value, wanted)
    except Unprocessable as error:
        faults += error.faults
    if isinstance(value, Mapping):
        formless = tuple(fault.path for fault in faults)
        faults += [fault for fault in meaning(value) if not _is_in(fault.path, formless)]
    if faults or made is None:
        raise Unprocessable(MESSAGE, tuple(faults))
    return made


def _is_in(path: str, places: Iterable[str]) -> bool:
    return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in places)
