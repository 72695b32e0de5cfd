"""The rules by which invoices may be advanced."""

from dataclasses import dataclass
from typing import Final

from mock_osigu.client.route import Route, given

_PATH: Final = "/eligibility"


@dataclass(frozen=True, kw_only=True)
class EligibilityRules:
    """`due_date_rule`: an invoice with `due_within_days` days left, or fewer, is NOT_ELIGIBLE.

    `starts_pending`: an invoice that is not eligible is PENDING at first, and NOT_ELIGIBLE a second later.
    """

    due_date_rule: bool
    due_within_days: int
    starts_pending: bool


class Eligibility:
    """The rules of a sandbox; at the start they are off, unless its settings have them on."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def get(self) -> EligibilityRules:
        return self._route.one(EligibilityRules, "GET", _PATH)

    def change(
        self,
        *,
        due_date_rule: bool | None = None,
        due_within_days: int | None = None,
        starts_pending: bool | None = None,
    ) -> EligibilityRules:
        """Switch rules on or off; what is left out stays. Raises ControlError for days that are no number of days."""
        rules = given(
            due_date_rule=due_date_rule, due_within_days=due_within_days, starts_pending=starts_pending
        )
        return self._route.one(EligibilityRules, "PATCH", _PATH, rules)
