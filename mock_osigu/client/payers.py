"""Payers: on what terms, if any, invoices of theirs are advanced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypedDict, Unpack

from mock_osigu.client.answers import read
from mock_osigu.client.route import Route, segment

_PATH: Final = "/payers"


@dataclass(frozen=True, kw_only=True)
class Term:
    """What part of an invoice is advanced, and the fee; both in percent."""

    advance_percentage: Decimal
    fee_percentage: Decimal


def _terms(answer: Mapping[str, Any]) -> dict[str, Term]:
    return {level: read(Term, term) for level, term in answer.items()}


@dataclass(frozen=True, kw_only=True)
class KnownPayer:
    """A payer that the platform knows; `terms` by risk level (LOW, MEDIUM, HIGH), None where it has none."""

    country_code: str
    tax_id: str
    name: str
    terms: Mapping[str, Term] | None = field(metadata={"read": _terms})
    days_until_due: int


class PayerFields(TypedDict, total=False):
    """What can be said of a payer. `terms` by risk level, each a `Term` or a mapping; None takes all away."""

    name: str
    terms: Mapping[str, Term | Mapping[str, Any]] | None
    days_until_due: int


class Payers:
    """The payers that a sandbox knows; invoices of all others are NOT_ELIGIBLE."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def all(self) -> list[KnownPayer]:
        items = self._route.call("GET", _PATH, parse_float=Decimal)["items"]
        return [read(KnownPayer, item) for item in items]

    def get(self, country_code: str, tax_id: str) -> KnownPayer:
        """Raises ControlError for one that is not known."""
        return self._route.one(KnownPayer, "GET", _path(country_code, tax_id), parse_float=Decimal)

    def set(self, country_code: str, tax_id: str, **fields: Unpack[PayerFields]) -> KnownPayer:
        """Make a payer known, or change it, for invoices from then on.

        What is left out stays, for a new payer as most have it. Raises ControlError, which names each wrong field.
        """
        body: dict[str, Any] = {**fields}
        if body.get("terms"):
            body["terms"] = {level: _term(term) for level, term in body["terms"].items()}
        return self._route.one(KnownPayer, "PUT", _path(country_code, tax_id), body, parse_float=Decimal)


def _term(term: Term | Mapping[str, Any]) -> Mapping[str, Any]:
    return vars(term) if isinstance(term, Term) else term


def _path(country_code: str, tax_id: str) -> str:
    return f"{_PATH}/{segment(country_code)}/{segment(tax_id)}"
