"""An event as it was received, and whether its signature holds."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

HEADER: Final = "X-Osigu-Signature"
TOLERANCE_SECONDS: Final = 300
_TIMESTAMPED: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True)
class ReceivedEvent(Mapping[str, Any]):
    """A mapping of its payload's fields, as `event["status"]`; none where the payload is no JSON object.

    `raw` are the bytes that came, `problem` is what its signature has.
    """

    number: int = field(repr=False)
    raw: bytes
    headers: Mapping[str, str] = field(repr=False)
    problem: str | None
    answered: int
    """The status that it got."""

    @property
    def verified(self) -> bool:
        return self.problem is None

    @cached_property
    def payload(self) -> Any:
        """The body as JSON, money as Decimal; None if it is none."""
        try:
            return json.loads(self.raw, parse_float=Decimal)
        except ValueError:
            return None

    @property
    def event(self) -> str:
        """Its name."""
        return str(self.get("event", ""))

    @property
    def _fields(self) -> dict[str, Any]:
        return self.payload if isinstance(self.payload, dict) else {}

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __bool__(self) -> bool:
        """It came, whatever is in it."""
        return True

    @property
    def line(self) -> str:
        """It in one line, for people."""
        text = self.raw.decode("utf-8", "replace")
        signed = "" if self.verified else f" [{self.problem}]"
        return f"{text if len(text) <= 300 else text[:300] + '…'} → {self.answered}{signed}"


def fits(received: ReceivedEvent, event: str, fields: Mapping[str, Any]) -> bool:
    payload = received.payload
    if not fnmatchcase(received.event, event) or not isinstance(payload, dict):
        return False
    return all(name in payload and payload[name] == value for name, value in fields.items())


def in_words(event: str, fields: Mapping[str, Any]) -> str:
    return ", ".join([event, *(f"{name}={value!r}" for name, value in fields.items())])


def judged(secret: str, headers: Mapping[str, str], body: bytes, now: Callable[[], datetime]) -> str | None:
    """What is wrong with a signature, None if it is right. `now` is the sandbox's time, asked for if it matters."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), None)
    if given is None:
        return f"there is no {HEADER}"
    timestamped = _TIMESTAMPED.fullmatch(given)
    signed = body if timestamped is None else timestamped[1].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, "sha256").hexdigest()
    if not hmac.compare_digest(
        expected.encode(), (given if timestamped is None else timestamped[2]).encode()
    ):
        return f"{HEADER} is {given!r}; the body and the secret make {expected!r}"
    if timestamped is not None:
        age = now().timestamp() - int(timestamped[1])
        if abs(age) > TOLERANCE_SECONDS:
            return f"its timestamp is {age:.0f} s old, and at most {TOLERANCE_SECONDS} are good"
    return None
