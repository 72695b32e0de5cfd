"""Named things that go wrong for a client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mock_osigu.client.route import Route, given, segment


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A name, what it does in words, its rule for tokens, its fault rules, and where it comes from."""

    name: str
    summary: str
    token: Mapping[str, Any]
    faults: tuple[Mapping[str, Any], ...] = field(default=(), metadata={"read": tuple})
    origin: str | None = None


class Scenarios:
    """The scenarios that a sandbox knows: the built-in ones, those of the settings, its own."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self) -> list[Scenario]:
        return self._route.all(Scenario, "/scenarios")

    def get(self, name: str) -> Scenario:
        """One of them. Raises LookupError for a name that is none, with those there are."""
        every = {scenario.name: scenario for scenario in self.all()}
        if name not in every:
            raise LookupError(f"there is no scenario {name!r}; valid are {', '.join(every)}")
        return every[name]

    def add(
        self,
        name: str,
        *,
        faults: Sequence[Mapping[str, Any]] = (),
        token: Mapping[str, Any] | None = None,
        summary: str | None = None,
    ) -> Scenario:
        """Name a list of fault rules and what is special about tokens, to bind to clients by that name.

        A rule is as the control API takes it: `{"match": {…}, "effect": {"status": 503}, "times": 1}`. A scenario
        of the sandbox's own with that name is replaced.
        """
        body = {"faults": list(faults), **given(token=token, summary=summary)}
        return self._route.one(Scenario, "PUT", _path(name), body)

    def remove(self, name: str) -> None:
        """Forget one of the sandbox's own."""
        self._route.call("DELETE", _path(name))


def _path(name: str) -> str:
    return f"/scenarios/{segment(name)}"
