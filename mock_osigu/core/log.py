"""What a store holds beside its state."""

from typing import Protocol


class Log(Protocol):
    """A record that a store holds beside its state: it can be emptied by its part, and is in no snapshot."""

    @property
    def part(self) -> str: ...

    def clear(self) -> None: ...
