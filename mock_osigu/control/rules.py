"""A fault rule as it is sent, and whether it can match and do anything at all.

A rule that cannot is a slip of the pen, and refused with the valid choices.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from mock_osigu.control.overlap import overlap
from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.rule import API, MAX_DELAY_SECONDS, TOKEN_OPERATION, After, Effect, Match, Rule, Times
from mock_osigu.engine.world import Moment
from mock_osigu.web.check import MESSAGE, check
from mock_osigu.web.operation import Access, Operation, Served

Probability = Annotated[float, Meta(ge=0, le=1)]

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_HEADER_VALUE: Final = re.compile(r"[\x20-\x7e\t]*")
_OWN_HEADERS: Final = (
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "x-mock-osigu-fault",
    "x-mock-osigu-request-id",
)
_BODILESS: Final = (204, 205, 304)  # RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5
_NEED_AN_ANSWER: Final = ("status", "damage", "drip_bytes_per_second", "token")
_WAITS: Final = ("delay_seconds", "jitter_seconds")
_NO_WAIT: Final = f"of 0 does nothing; valid is more than 0, up to {MAX_DELAY_SECONDS}"
_BROKEN: Final = {"reset": "reset", "close": "closed", "hang": "left hanging"}


class RuleBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it is sent.

    It passes `after` matches over, hits `times` times (null: always) with `probability`, and is over at `until`, a
    time of the sandbox's clock. With `per` "token" it counts for each token apart.
    """

    match: Match = Match()
    effect: Effect
    after: After = 0
    times: Times | None = None
    probability: Probability = 1.0
    until: Moment | None = None
    per: Literal["token"] | None = None


def read_rule(value: Any, operations: Iterable[Operation], now: datetime | None = None) -> RuleBody:
    """A checked rule; at `now`, where that is known, it must not be over.

    Raises Unprocessable with every fault, naming the valid choices.
    """
    rule, faults = _checked(value)
    faults += [*_match_faults(rule, list(operations)), *_effect_faults(rule.effect)]
    if now is not None and rule.until is not None and rule.until <= now:
        faults.append(Fault("until", f"is over: the sandbox's clock says {now.isoformat()}"))
    if faults:
        raise Unprocessable(MESSAGE, tuple(faults))
    return rule


def _checked(value: Any) -> tuple[RuleBody, list[Fault]]:
    """The rule, or what can be read of it, and what cannot."""
    try:
        return check(value, RuleBody), []
    except Unprocessable as error:
        return _readable(value, error.faults), list(error.faults)


def _readable(value: Any, faults: tuple[Fault, ...]) -> RuleBody:
    """What is left without the faulty parts. Of an effect it is nothing, since its parts need each other."""
    fields = value if isinstance(value, Mapping) else {}
    given = {name: fields[name] for name in RuleBody.__struct_fields__ if name in fields}
    for path in (fault.path.split(".") for fault in faults):
        if path[0] == "match" and len(path) > 1:
            given["match"] = {name: part for name, part in given["match"].items() if name != path[1]}
        else:
            given.pop(path[0], None)
    return msgspec.convert({"effect": {"delay_seconds": 1}, **given}, RuleBody)


def read_rules(values: Iterable[Any], read: Callable[[Any], RuleBody]) -> list[RuleBody]:
    """Each value as `read` gives it. Raises Unprocessable with the faults of all of them."""
    rules, faults = [], []
    for at, value in enumerate(values):
        try:
            rules.append(read(value))
        except Unprocessable as error:
            where = f"faults[{at}]"
            faults += [
                Fault(f"{where}.{fault.path}" if fault.path else where, fault.message)
                for fault in error.faults
            ]
    if faults:
        raise Unprocessable(MESSAGE, tuple(faults))
    return rules


def made(rule: RuleBody, rule_id: str) -> Rule:
    return Rule(id=rule_id, **{name: getattr(rule, name) for name in RuleBody.__struct_fields__})


_NO_PATH: Final = re.compile(r"[{}?#]")  # a template, or a path with its query
_PARAMETER: Final = re.compile(r"\{\w+\}")


def osigu_operations(served: Served) -> list[Operation]:
    """The operations that a rule can match: Osigu's, under every path."""
    return [op for product in served.products if product.name != "control" for op in product.operations]


def _match_faults(rule: RuleBody, operations: list[Operation]) -> Iterator[Fault]:
    """What keeps a match from ever being met: each part on its own, then all together."""
    match = rule.match
    candidates = operations
    if match.operation is not None:
        candidates = [each for each in operations if _is(each, match.operation)]
        if not candidates:
            yield Fault(
                "match.operation", f"there is no operation '{match.operation}'; valid are {_ids(operations)}"
            )
            candidates = operations
    if match.path is not None:
        is_path = not _NO_PATH.search(match.path)
        there = [each for each in candidates if is_path and overlap(match.path, each.path)]
        if not there:
            yield Fault(
                "match.path", f"no operation answers at '{match.path}'; valid are {_paths(candidates)}"
            )
        candidates = there or candidates
    methods = _methods(candidates)
    if match.method is not None and match.method not in methods:
        yield Fault(
            "match.method", f"no operation there takes {match.method}; valid are {', '.join(methods)}"
        )
    elif rule.effect.token is not None and not any(map(_has_token, candidates)):
        yield Fault("effect.token", f"needs an operation with a token; valid are {TOKEN_OPERATION}, {API}")
    yield from _header_faults("match.header", match.header or {})


def _is(operation: Operation, wanted: str) -> bool:
    return operation.id == wanted or (wanted == API and operation.access is Access.BEARER)


def _has_token(operation: Operation) -> bool:
    return operation.access is Access.BEARER or operation.id == TOKEN_OPERATION


def _ids(operations: list[Operation]) -> str:
    return ", ".join(dict.fromkeys([*(each.id for each in operations), API]))


def _paths(operations: list[Operation]) -> str:
    return (
        ", ".join(dict.fromkeys(_PARAMETER.sub("*", each.path) for each in operations))
        + ", with * for any part"
    )


def _methods(operations: list[Operation]) -> list[str]:
    """The methods that are answered; HEAD is GET without the body."""
    methods = {each.method for each in operations}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _effect_faults(effect: Effect) -> Iterator[Fault]:
    given = [name for name in Effect.__struct_fields__ if getattr(effect, name) is not None]
    if not given:
        yield Fault("effect", f"does nothing; give one of {', '.join(Effect.__struct_fields__)}")
    elif set(given) <= set(_WAITS) and not any(getattr(effect, name) for name in given):
        yield from (Fault(f"effect.{name}", _NO_WAIT) for name in given)
    if effect.status is None:
        yield from (
            Fault(f"effect.{name}", "needs a status") for name in ("body", "headers") if name in given
        )
    elif effect.status in _BODILESS:
        yield from (
            Fault(f"effect.{name}", f"cannot go with status {effect.status}, which has no body")
            for name in ("body", "damage", "drip_bytes_per_second")
            if name in given
        )
    if effect.connection is not None:
        broken = f"cannot go with a connection that is {_BROKEN[effect.connection]}"
        yield from (Fault(f"effect.{name}", broken) for name in _NEED_AN_ANSWER if name in given)
    yield from _header_faults("effect.headers", effect.headers or {})
    for name in effect.headers or {}:
        if name.lower() in _OWN_HEADERS:
            yield Fault(f"effect.headers.{name}", f"is the server's own, as are {', '.join(_OWN_HEADERS)}")


def _header_faults(where: str, headers: dict[str, str]) -> Iterator[Fault]:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            yield Fault(f"{where}.{name}", "is not a header's name (RFC 9110 section 5.6.2)")
        elif not _HEADER_VALUE.fullmatch(value):
            yield Fault(f"{where}.{name}", "must be printable ASCII")
