"""Whether a fault rule can match and do anything at all; a rule that cannot is a slip of the pen, and refused."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.faults import API, Effect, Match, Rule, Times
from mock_osigu.engine.world import Moment
from mock_osigu.settings import SettingError
from mock_osigu.web.check import MESSAGE, check
from mock_osigu.web.operation import Access, Operation, Served

Probability = Annotated[float, Meta(ge=0, le=1)]


class NewRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it is sent: see the engine's `Rule`, `Match` and `Effect` for what each means."""

    match: Match = Match()
    effect: Effect
    after: Times = 0
    times: Times | None = None
    probability: Probability = 1.0
    until: Moment | None = None
    per: Literal["token"] | None = None


def read_rule(value: Any, operations: Iterable[Operation]) -> NewRule:
    """A checked rule. Raises Unprocessable with every fault, naming the valid choices."""
    rule = check(value, NewRule)
    faults = (*_match_faults(rule.match, list(operations)), *_effect_faults(rule.effect))
    if faults:
        raise Unprocessable(MESSAGE, faults)
    return rule


def made(rule: NewRule, rule_id: str) -> Rule:
    return msgspec.convert({**msgspec.structs.asdict(rule), "id": rule_id}, Rule)


def check_scenarios(served: Served) -> None:
    """Raises SettingError for a rule of a scenario in the settings that is not a good one."""
    operations = osigu_operations(served)
    for name, definition in served.sandboxes.settings.scenarios.items():
        for number, value in enumerate(definition.get("faults", ())):
            try:
                read_rule(value, operations)
            except Unprocessable as error:
                where = f"scenarios.{name}.faults[{number}]"
                fault = error.faults[0]
                raise SettingError(
                    f"{where}.{fault.path}", value, fault.message, "see the fault rules"
                ) from None


def osigu_operations(served: Served) -> list[Operation]:
    """The operations that a rule can match: Osigu's, under every path."""
    return [op for product in served.products if product.name != "control" for op in product.operations]


def _match_faults(match: Match, operations: list[Operation]) -> Iterator[Fault]:
    candidates = operations
    if match.operation is not None:
        candidates = [op for op in operations if _is(op, match.operation)]
        if not candidates:
            ids = ", ".join(dict.fromkeys([*(op.id for op in operations), API]))
            yield Fault("match.operation", f"there is no operation '{match.operation}'; valid are {ids}")
            return
    if match.path is not None:
        pattern = match.path
        candidates = [op for op in candidates if overlap(pattern, op.path)]
        if not candidates:
            paths = ", ".join(dict.fromkeys(op.path for op in operations))
            yield Fault("match.path", f"no operation answers at '{pattern}'; paths are {paths}")
            return
    if match.method is not None and match.operation is not None:
        methods = sorted(
            {op.method for op in candidates} | {"HEAD" for op in candidates if op.method == "GET"}
        )
        if match.method not in methods:
            yield Fault(
                "match.method", f"{match.operation} is never a {match.method}; valid are {', '.join(methods)}"
            )


def _is(operation: Operation, wanted: str) -> bool:
    return operation.id == wanted or (wanted == API and operation.access is Access.BEARER)


def _effect_faults(effect: Effect) -> Iterator[Fault]:
    given = [name for name, value in msgspec.structs.asdict(effect).items() if value is not None]
    if not given:
        yield Fault("effect", f"does nothing; give one of {', '.join(Effect.__struct_fields__)}")
    if effect.status is None:
        yield from (
            Fault(f"effect.{name}", "needs a status") for name in ("body", "headers") if name in given
        )
    if effect.connection is not None:
        broken = f"cannot go with a connection that is {_BROKEN[effect.connection]}"
        yield from (Fault(f"effect.{name}", broken) for name in _NEED_AN_ANSWER if name in given)
    for name, value in (effect.headers or {}).items():
        if not name or not value.isascii() or not f"{name}{value}".isprintable():
            yield Fault(f"effect.headers.{name}", "must be printable ASCII")


_NEED_AN_ANSWER: Final = ("status", "damage", "drip_bytes_per_second", "token")
_BROKEN: Final = {"reset": "reset", "close": "closed", "hang": "left hanging"}


def overlap(pattern: str, template: str) -> bool:
    """Whether some path matches both: a pattern with `*`, and an operation's path with `{parameters}`."""
    other = ""
    for segment in template.split("/")[1:]:
        other += "/*" if segment.startswith("{") else f"/{segment}"
    return _both(pattern, other)


def _both(one: str, other: str) -> bool:
    """Whether two texts with `*` for anything have a text in common (by the classic table of prefixes)."""
    row = [True, *(False for _ in other)]
    for at, sign in enumerate(other, 1):
        row[at] = row[at - 1] and sign == "*"
    for sign in one:
        above, row = row, [row[0] and sign == "*"]
        for at, mark in enumerate(other, 1):
            if sign == "*":
                row.append(row[at - 1] or above[at] or above[at - 1])
            elif mark == "*":
                row.append(above[at] or row[at - 1] or above[at - 1])
            else:
                row.append(above[at - 1] and sign == mark)
    return row[-1]
