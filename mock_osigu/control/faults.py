"""`/__admin/faults`: failures on request. `/__admin/limits`: Osigu's rate limits, or others."""

from datetime import datetime
from typing import Final

import msgspec

from mock_osigu.control.rules import RuleBody, made, osigu_operations, read_rule
from mock_osigu.core.errors import Fault, NotFound, Unprocessable
from mock_osigu.engine.limits import Limit
from mock_osigu.engine.rule import Effect, Match, Rule
from mock_osigu.web.control import Items, body_of, control, items, json_of
from mock_osigu.web.operation import Call, Param, Reply
from mock_osigu.web.query import refuse, strangers


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, how often it has matched and hit, and how often it may still.

    `remaining` is null where there is no end, or one for each token.
    """

    id: str
    match: Match
    effect: Effect
    after: int
    times: int | None
    probability: float
    until: datetime | None
    per: str | None
    matched: int
    hits: int
    remaining: int | None


class LimitsBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits by product; a product that is left out has none."""

    oauth: Limit = Limit()
    payments: Limit = Limit()


def list_faults(call: Call) -> Reply:
    """With `unused=true`, only the rules that have never hit."""
    unused = call.query.get("unused")
    faults = strangers(call.query, QUERY)
    if unused not in (None, "true", "false"):
        faults.append(Fault("unused", f"unused is '{unused[:50]}'; valid are true and false"))
    refuse(faults)
    views = [_view(call, rule) for rule in call.sandbox.faults.all()]
    return items([view for view in views if unused != "true" or not view.hits])


def add_fault(call: Call) -> Reply:
    rule = read_rule(json_of(call), osigu_operations(call.served), call.sandbox.clock.now())
    return Reply(201, _view(call, call.sandbox.faults.add(lambda rule_id: made(rule, rule_id))))


def read_fault(call: Call) -> Reply:
    return Reply(200, _view(call, _find(call)))


def remove_fault(call: Call) -> Reply:
    call.sandbox.faults.remove(_find(call).id)
    return Reply(204)


def clear_faults(call: Call) -> Reply:
    call.sandbox.faults.clear()
    return Reply(204)


def read_limits(call: Call) -> Reply:
    return Reply(200, _limits(call))


def set_limits(call: Call) -> Reply:
    wanted = body_of(call, LimitsBody)
    call.sandbox.limits.set({"oauth": wanted.oauth, "payments": wanted.payments})
    return Reply(200, _limits(call))


def clear_limits(call: Call) -> Reply:
    call.sandbox.limits.set({})
    return Reply(204)


def _find(call: Call) -> Rule:
    rule_id = call.path["fault_id"]
    rule = call.sandbox.faults.find(rule_id)
    if rule is None:
        known = ", ".join(rule.id for rule in call.sandbox.faults.all()) or "none"
        raise NotFound(f"there is no fault rule '{rule_id}'; there are: {known}")
    return rule


def _limits(call: Call) -> LimitsBody:
    return LimitsBody(**call.sandbox.limits.current())


def _view(call: Call, rule: Rule) -> RuleView:
    tally = call.sandbox.faults.tally(rule.id)
    counts_whole = rule.times is not None and rule.per is None
    return RuleView(
        id=rule.id,
        match=rule.match,
        effect=rule.effect,
        after=rule.after,
        times=rule.times,
        probability=rule.probability,
        until=rule.until,
        per=rule.per,
        matched=tally.matched,
        hits=tally.hits,
        remaining=(rule.times or 0) - tally.hits if counts_whole else None,
    )


QUERY: Final = (
    Param("unused", "`true`: only rules that have never hit.", {"type": "string", "enum": ["true", "false"]}),
)

OPERATIONS: Final = (
    control(
        "faults.list",
        "The fault rules, and how often each has hit",
        "GET",
        "/faults",
        list_faults,
        returns=Items[RuleView],
        query=QUERY,
    ),
    control(
        "faults.add",
        "Make something go wrong",
        "POST",
        "/faults",
        add_fault,
        status=201,
        body=RuleBody,
        returns=RuleView,
        errors=(Unprocessable,),
    ),
    control("faults.clear", "Remove every fault rule", "DELETE", "/faults", clear_faults, status=204),
    control(
        "faults.read",
        "One fault rule",
        "GET",
        "/faults/{fault_id}",
        read_fault,
        returns=RuleView,
        errors=(NotFound,),
    ),
    control(
        "faults.remove",
        "Remove a fault rule",
        "DELETE",
        "/faults/{fault_id}",
        remove_fault,
        status=204,
        errors=(NotFound,),
    ),
    control("limits.read", "The rate limits in force", "GET", "/limits", read_limits, returns=LimitsBody),
    control(
        "limits.set",
        "Enforce rate limits",
        "PUT",
        "/limits",
        set_limits,
        body=LimitsBody,
        returns=LimitsBody,
        errors=(Unprocessable,),
    ),
    control("limits.clear", "Enforce no rate limit", "DELETE", "/limits", clear_limits, status=204),
)
