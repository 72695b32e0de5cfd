"""The lock keeps a second run out, and only for as long as it is held."""

from pathlib import Path

import pytest

from docs.alone import alone


def test_the_second_waits_and_gives_up(tmp_path: Path) -> None:
    first, second = alone("a", 0, tmp_path), alone("a", 0.2, tmp_path)
    with first, alone("b", 0, tmp_path), pytest.raises(TimeoutError, match="docs-a-"), second:
        pass
    with alone("a", 0, tmp_path):
        pass
