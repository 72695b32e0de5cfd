"""What questions about the journal have in common: filters from a query, and operations that must exist.

A question about an operation that is none has an answer, and it is always the wrong one: so it is refused.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mock_osigu.control.rules import osigu_operations
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.filters import EntryMatch
from mock_osigu.web.check import check
from mock_osigu.web.operation import Call, Param
from mock_osigu.web.query import is_limit, refuse, strangers

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000

_NUMBERS: Final = {
    "status": (100, 999, "must be a whole number from 100 to 999"),
    "after": (0, 10**15, "must be a whole number, the `seq` of an entry or 0"),
}
_LOST_PLUS: Final = re.compile(r" (\d\d:\d\d)$")

FILTERS: Final = (
    Param("method", "Only this method.", {"type": "string"}),
    Param("path", "Only this path; `*` stands for anything.", {"type": "string"}),
    Param("client_id", "Only this client's.", {"type": "string"}),
    Param("operation", "Only this operation's.", {"type": "string"}),
    Param("status", "Only answers with this status.", {"type": "string"}),
    Param("outcome", "Only exchanges that ended so: open, sent, reset, closed, gave_up.", {"type": "string"}),
    Param("since", "Only from this time on, in RFC 3339.", {"type": "string"}),
    Param("after", "Only after this `seq`.", {"type": "string"}),
)
LIMIT: Final = Param(
    "limit", f"At most so many, up to {MAX_LIMIT}; {DEFAULT_LIMIT} when left out.", {"type": "string"}
)


def filters_of(call: Call) -> EntryMatch:
    """The query as a match. Raises BadRequest with every parameter that is unknown or unreadable."""
    return _filters(call, dict(call.query), strangers(call.query, FILTERS))


def filters_and_limit_of(call: Call) -> tuple[EntryMatch, int]:
    """As `filters_of`, and how many are wanted."""
    given, faults = dict(call.query), strangers(call.query, (*FILTERS, LIMIT))
    limit = given.pop("limit", str(DEFAULT_LIMIT))
    if is_limit(limit, MAX_LIMIT):
        return _filters(call, given, faults), int(limit)
    _filters(call, given, [*faults, Fault("limit", f"must be a whole number from 0 to {MAX_LIMIT}")])
    raise AssertionError("a faulty limit is refused")


def operation_faults(call: Call, field: str, match: Any) -> Iterator[Fault]:
    """An operation that is none, in a match which may be anything yet; names those there are."""
    wanted = match.get("operation") if isinstance(match, Mapping) else None
    ids = dict.fromkeys(operation.id for operation in osigu_operations(call.served))
    if isinstance(wanted, str) and wanted and wanted not in ids:
        where = f"{field}.operation" if field else "operation"
        yield Fault(where, f"there is no operation '{wanted[:100]}'; valid are {', '.join(ids)}")


def _filters(call: Call, given: dict[str, Any], faults: list[Fault]) -> EntryMatch:
    given = {param.name: given[param.name] for param in FILTERS if param.name in given}
    for name in [each for each in _NUMBERS if each in given]:
        text, (least, most, said) = given.pop(name), _NUMBERS[name]
        if text.isascii() and text.isdigit() and len(text) < 16 and least <= int(text) <= most:
            given[name] = int(text)
        else:
            faults.append(Fault(name, said))
    if "since" in given:
        # A `+` in a query is a space; who types a time by hand does not think of it.
        given["since"] = _LOST_PLUS.sub(r"+\1", given["since"])
    match = EntryMatch()
    try:
        match = check(given, EntryMatch)
    except Unprocessable as error:
        faults += error.faults
    refuse([*faults, *operation_faults(call, "", given)])
    return match
