"""Failures on request."""

from collections.abc import Mapping
from typing import Any, Unpack

from mock_osigu.client.route import Route, segment
from mock_osigu.client.rules import FaultOptions, FaultRule, answers_by_itself, rule_of


class Faults:
    """The fault rules of a sandbox, asked in the order in which they were made. No other sandbox meets them."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self) -> list[FaultRule]:
        return self._route.all(FaultRule, "/faults")

    def unused(self) -> list[FaultRule]:
        """The rules that have hit nothing so far."""
        return self._route.all(FaultRule, "/faults", {"unused": "true"})

    def add(
        self,
        match: Mapping[str, Any] | None = None,
        effect: Mapping[str, Any] | None = None,
        **options: Unpack[FaultOptions],
    ) -> FaultRule:
        """Make something go wrong, until the rule is removed or used up.

        In one row, `add(path="/v1/invoices", status=503, times=2)`, or in the control API's parts,
        `add(match={…}, effect={…})`. Raises ControlError for a rule that can match or do nothing, TypeError for a
        keyword that is none.
        """
        return self._add(rule_of("faults.add", match, effect, options))

    def fail_next(self, **options: Unpack[FaultOptions]) -> FaultRule:
        """Make the next request that fits go wrong, or the next `times`: with 503, if nothing else is said."""
        rule = rule_of("fail_next", None, None, {"times": 1, **options})
        if not answers_by_itself(options):
            rule["effect"]["status"] = 503
        return self._add(rule)

    def get(self, rule_id: str) -> FaultRule:
        """A rule with what it has counted by now."""
        return self._route.one(FaultRule, "GET", _path(rule_id))

    def remove(self, rule: FaultRule | str) -> None:
        """Take a rule away, by itself or its id."""
        self._route.call("DELETE", _path(rule if isinstance(rule, str) else rule.id))

    def clear(self) -> None:
        """Take every rule away."""
        self._route.call("DELETE", "/faults")

    def _add(self, rule: Mapping[str, Any]) -> FaultRule:
        return self._route.one(FaultRule, "POST", "/faults", rule)


def _path(rule_id: str) -> str:
    return f"/faults/{segment(rule_id)}"
