"""Have msgspec learn types one at a time.

It learns a type when it first meets it, which is not safe between threads: under a WSGI server that has some,
a second one would use what is half learned, and the process would crash.
"""

from functools import cache
from threading import Lock
from typing import Any, Final

import msgspec

_ONE_AT_A_TIME: Final = Lock()


def learn(wanted: Any) -> None:
    """Return when `wanted`, and every type that it is made of, can be read by any thread."""
    _learned(wanted)


@cache
def _learned(wanted: Any) -> None:
    with _ONE_AT_A_TIME:
        msgspec.json.Decoder(wanted)
