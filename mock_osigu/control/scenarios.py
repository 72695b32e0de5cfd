"""`/__admin/scenarios`: named lists of fault rules and token options, to bind to clients."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta

from mock_osigu.config.errors import SettingError, part
from mock_osigu.control.bodies import read_whole
from mock_osigu.control.rules import RuleBody, made, osigu_operations, read_rule, read_rules
from mock_osigu.core.errors import Conflict, Fault, NotFound, Unprocessable
from mock_osigu.engine.rule import Rule
from mock_osigu.engine.scenarios import (
    BUILT_IN,
    NAME_SPELLING,
    Born,
    Origin,
    Scenario,
    ScenarioName,
    TokenRule,
)
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.check import MESSAGE, check
from mock_osigu.web.control import Items, control, items, json_of
from mock_osigu.web.operation import Call, Operation, Reply, Served

_ORIGINS: Final = {"built-in": "built in", "settings": "in the server's settings"}

_BUILT_IN: Final = frozenset(scenario.name for scenario in BUILT_IN)

Summary = Annotated[str, Meta(max_length=1000)]


class ScenarioView(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario and where it comes from; one from the control API lives in its sandbox, until its reset."""

    name: str
    summary: str
    origin: Origin
    token: TokenRule
    faults: tuple[Rule, ...]


class NewScenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fault rules for the requests of the clients it is bound to, and options of their tokens."""

    summary: Summary = ""
    token: TokenRule = TokenRule()
    faults: list[RuleBody] = []


class _Unread(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    summary: Summary = ""
    token: TokenRule = TokenRule()
    faults: list[Any] = []


def list_scenarios(call: Call) -> Reply:
    return items([_view(call.sandbox, scenario) for scenario in call.sandbox.scenarios.all()])


def put_scenario(call: Call) -> Reply:
    """Make or replace one of the sandbox's own; its rules count from nothing."""
    name, value = _own_name(call), json_of(call)
    rules, bad_rules = _rules_of(call, value)
    new = read_whole(
        value,
        _Unread,
        lambda given: (*_name_faults(name), *_token_faults(given.get("token")), *bad_rules),
    )
    scenario = made_scenario(name, new.summary, new.token, rules)
    with call.sandbox.store.transaction():
        old = call.sandbox.scenarios.find(name)
        call.sandbox.faults.forget({rule.id for rule in (old or scenario).faults})
        call.sandbox.scenarios.put(scenario)
    return Reply(200 if old else 201, _view(call.sandbox, scenario))


def _token_faults(token: Any) -> Iterator[Fault]:
    """What options of tokens have no meaning without others; they may be anything yet."""
    if not isinstance(token, Mapping):
        return
    born, every = token.get("born"), token.get("every", 1)
    if born is None and isinstance(every, int) and every > 1:
        yield Fault(
            "token.every", f"has no meaning without born; valid for that are {', '.join(get_args(Born))}"
        )
    if born in get_args(Born) and every == 1 and token.get("lives") is not None:
        yield Fault("token.lives", f"has no meaning where every token is born {born}; leave one of them out")


def _rules_of(call: Call, value: Any) -> tuple[list[RuleBody], tuple[Fault, ...]]:
    """The fault rules in a body that may be anything, or what is wrong with them."""
    given = value.get("faults") if isinstance(value, Mapping) else None
    read = partial(read_rule, operations=osigu_operations(call.served), now=call.sandbox.clock.now())
    try:
        return read_rules(given if isinstance(given, list) else (), read), ()
    except Unprocessable as error:
        return [], error.faults


def remove_scenario(call: Call) -> Reply:
    """Raises Conflict for one that a client is bound to."""
    name, sandbox = _own_name(call), call.sandbox
    if faults := _name_faults(name):
        raise Unprocessable(MESSAGE, faults)
    with sandbox.store.transaction():
        scenario = sandbox.scenarios.find(name)
        if scenario is None:
            known = ", ".join(sandbox.scenarios.names())
            raise NotFound(f"there is no scenario '{name}'; there are: {known}")
        bound = [client.client_id for client in sandbox.clients.all() if client.scenario == name]
        if bound:
            raise Conflict(f"scenario '{name}' is bound to {', '.join(bound)}; unbind it first")
        sandbox.faults.forget({rule.id for rule in scenario.faults})
        sandbox.scenarios.remove(name)
    return Reply(204)


def made_scenario(name: str, summary: str, token: TokenRule, rules: list[RuleBody]) -> Scenario:
    """A scenario whose rules are named after it: `NAME.1` and so on."""
    faults = tuple(made(rule, f"{name}.{number}") for number, rule in enumerate(rules, 1))
    return Scenario(name=name, summary=summary, token=token, faults=faults)


def check_scenarios(served: Served) -> None:
    """Raises SettingError for a scenario of the settings whose name or rules are not good ones."""
    check_definitions(served.sandboxes.settings.scenarios, osigu_operations(served))


def check_definitions(definitions: Mapping[str, Mapping[str, Any]], operations: Iterable[Operation]) -> None:
    """Raises SettingError, naming the key, for a name or a rule for these operations that is not a good one."""
    read = partial(read_rule, operations=list(operations))
    for name, definition in definitions.items():
        try:
            check(name, ScenarioName)
        except Unprocessable:
            raise SettingError("scenarios", name, "is not a scenario's name", NAME_SPELLING) from None
        if name in _BUILT_IN:
            raise SettingError("scenarios", name, "is built in, and stays as it is", "another name")
        try:
            read_rules(definition.get("faults", ()), read)
        except Unprocessable as error:
            fault = error.faults[0]
            where, value = f"scenarios.{name}.{fault.path}", part(definition, fault.path)
            is_missing = fault.message == "is required"
            reason = "is missing" if is_missing else f"cannot be used: {fault.message}"
            raise SettingError(where, value, reason) from None


def _own_name(call: Call) -> str:
    """The name in the path. Raises Conflict where it is not the sandbox's own."""
    name = call.path["name"]
    if call.sandbox.scenarios.find(name) and (origin := call.sandbox.scenarios.origin(name)) != "control":
        raise Conflict(f"scenario '{name}' is {_ORIGINS[origin]}, and stays as it is; take another name")
    return name


def _name_faults(name: str) -> tuple[Fault, ...]:
    try:
        check(name, ScenarioName)
    except Unprocessable as error:
        return (Fault("name", error.faults[0].message),)
    return ()


def _view(sandbox: Sandbox, scenario: Scenario) -> ScenarioView:
    return ScenarioView(
        name=scenario.name,
        summary=scenario.summary,
        origin=sandbox.scenarios.origin(scenario.name),
        token=scenario.token,
        faults=scenario.faults,
    )


OPERATIONS: Final = (
    control(
        "scenarios.list",
        "The named scenarios",
        "GET",
        "/scenarios",
        list_scenarios,
        returns=Items[ScenarioView],
    ),
    control(
        "scenarios.put",
        "Make a scenario, or another one of its name",
        "PUT",
        "/scenarios/{name}",
        put_scenario,
        status=201,
        body=NewScenario,
        returns=ScenarioView,
        errors=(Conflict, Unprocessable),
    ),
    control(
        "scenarios.remove",
        "Remove a scenario that no client is bound to",
        "DELETE",
        "/scenarios/{name}",
        remove_scenario,
        status=204,
        errors=(NotFound, Conflict, Unprocessable),
    ),
)
