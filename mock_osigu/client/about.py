"""What a server says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Health:
    status: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A line of the operation table; `fidelity` says how it is known that Osigu does it so."""

    id: str
    method: str
    path: str
    summary: str
    fidelity: str
    source: str
