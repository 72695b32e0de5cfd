"""Whether a path pattern can ever match a path of an operation."""

from typing import Final

_ONE: Final = "one character of a parameter"
_MORE: Final = "the others"


def overlap(pattern: str, template: str) -> bool:
    """Whether some path matches both: a pattern with `*`, and an operation's path with `{parameters}`.

    Row by row from the end: whether what is left of the pattern and what is left of the path can be the same text.
    """
    signs = _signs(template)
    row = [all(sign is _MORE for sign in signs[at:]) for at in range(len(signs) + 1)]
    for mark in reversed(pattern):
        row = _row(mark, signs, row)
    return row[0]


def _row(mark: str, signs: list[str], below: list[bool]) -> list[bool]:
    row = [*(False for _ in signs), mark == "*" and below[-1]]
    for at in range(len(signs) - 1, -1, -1):
        sign = signs[at]
        if mark == "*":
            row[at] = below[at] or row[at + 1]
        elif sign is _MORE:
            row[at] = row[at + 1] or (mark != "/" and below[at])
        else:
            row[at] = below[at + 1] and (mark != "/" if sign is _ONE else mark == sign)
    return row


def _signs(template: str) -> list[str]:
    """The template's characters; a parameter is one or more that are no slash."""
    signs: list[str] = []
    for at, segment in enumerate(template.split("/")):
        signs += ["/"] if at else []
        signs += [_ONE, _MORE] if segment.startswith("{") else segment
    return signs
