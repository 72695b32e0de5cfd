"""A state machine as a table: which moves there are, and what each of them means."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from mock_osigu.core.errors import Conflict, Fault

M = TypeVar("M")


class IllegalMove(Conflict):
    """The state does not allow this move; the message lists the moves that it does."""

    code = "ILLEGAL_MOVE"

    def __init__(self, state: str, to: str, legal: tuple[str, ...]) -> None:
        allowed = f"legal from {state}: {', '.join(legal)}" if legal else f"{state} is final"
        message = f"{state} cannot become {to}; {allowed}"
        super().__init__(message, (Fault("to", message),))
        self.state = state
        self.to = to
        self.legal = legal


class Flow(Generic[M]):
    """`moves` has every legal (state, target), and what that move means to whoever makes it."""

    def __init__(self, moves: Mapping[tuple[str, str], M]) -> None:
        self.moves = moves

    def move(self, state: str, to: str) -> M:
        """What the move means. Raises IllegalMove, with the legal ones."""
        if (state, to) not in self.moves:
            raise IllegalMove(state, to, self.targets(state))
        return self.moves[state, to]

    def targets(self, state: str) -> tuple[str, ...]:
        """Where a state may lead, in the table's order; nowhere from a final one."""
        return tuple(to for start, to in self.moves if start == state)

    def way(self, start: str, to: str) -> tuple[str, ...]:
        """The fewest moves from one state to another, as the states they lead to; raises IllegalMove for none.

        Of ways of one length it is the first in the table's order.
        """
        ways: dict[str, tuple[str, ...]] = {start: ()}
        for state in (queue := [start]):
            for target in self.targets(state):
                if target not in ways:
                    ways[target] = (*ways[state], target)
                    queue.append(target)
        if to not in ways:
            raise IllegalMove(start, to, self.targets(start))
        return ways[to]

    def is_final(self, state: str) -> bool:
        return not self.targets(state)
