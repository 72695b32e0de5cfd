"""The words of an assertion that fails."""

import re
from typing import Any

import pytest


def failing(call: Any, *arguments: Any, **keywords: Any) -> list[str]:
    """The lines that an assertion has to say, without what the clock puts in."""
    with pytest.raises(AssertionError) as caught:
        call(*arguments, **keywords)
    return re.sub(r" in \d+\.\d ms", "", str(caught.value)).splitlines()
