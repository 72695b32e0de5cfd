"""What became of settings that may be good or bad: either way, a value to look at."""

from collections.abc import Callable
from typing import TypeVar

from mock_osigu.settings import SettingError

T = TypeVar("T")


def outcome(make: Callable[[], T]) -> T | SettingError:
    try:
        return make()
    except SettingError as error:
        return error
