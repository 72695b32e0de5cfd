"""The query of a control route: a name that it does not have is told, since a filter that does nothing misleads."""

from collections.abc import Iterable, Mapping

from mock_osigu.core.errors import BadRequest, Fault
from mock_osigu.web.operation import Param

_SHOWN = 100


def strangers(query: Mapping[str, str], params: Iterable[Param]) -> list[Fault]:
    """A fault for each parameter that is none of `params`."""
    valid = [param.name for param in params]
    choices = f"valid are {', '.join(valid)}" if valid else "there is none here"
    return [Fault(name[:_SHOWN], f"is not a parameter; {choices}") for name in query if name not in valid]


def is_limit(text: str, most: int) -> bool:
    """Whether it is a whole number from 0 to `most`."""
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most


def refuse(faults: Iterable[Fault]) -> None:
    """Raises BadRequest with all that is wrong with a query, if anything is."""
    if found := tuple(faults):
        raise BadRequest("The query has invalid parameters", found)
