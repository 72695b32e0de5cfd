"""What may be said of payers and rules, by a control route or by the settings."""

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from mock_osigu.api.payments import fields
from mock_osigu.api.payments.eligibility.model import STANDARD, KnownPayer, Rules, Term, Terms
from mock_osigu.api.payments.model import RISK_LEVELS, Payer

Days = Annotated[int, Meta(ge=0, le=3650)]


class TermBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Both in percent: what part of an invoice is advanced, and the fee."""

    advance_percentage: fields.Percent
    fee_percentage: fields.Percent


class TermsBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Terms by risk level; a level left out keeps its own."""

    LOW: TermBody | UnsetType = UNSET
    MEDIUM: TermBody | UnsetType = UNSET
    HIGH: TermBody | UnsetType = UNSET


class PayerChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays, for a new payer as most have it. `terms` of null: none, so nothing is advanced."""

    name: fields.PayerName | UnsetType = UNSET
    terms: TermsBody | UnsetType | None = UNSET
    days_until_due: Days | UnsetType = UNSET


class RulesChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `due_date_rule`: with `due_within_days` days left, or fewer, an invoice is NOT_ELIGIBLE.

    `starts_pending`: an invoice that is not eligible is PENDING at first, and NOT_ELIGIBLE a second later.
    """

    due_date_rule: bool | UnsetType = UNSET
    due_within_days: Days | UnsetType = UNSET
    starts_pending: bool | UnsetType = UNSET


def new_payer(payer: Payer) -> KnownPayer:
    """A payer as most are, for a change to start from."""
    return KnownPayer(payer, f"Payer {payer.tax_id}")


def changed_payer(known: KnownPayer, change: PayerChange) -> KnownPayer:
    return KnownPayer(
        known.payer,
        known.name if isinstance(change.name, UnsetType) else str(change.name),
        known.terms if isinstance(change.terms, UnsetType) else _terms(known.terms or STANDARD, change.terms),
        known.days_until_due if isinstance(change.days_until_due, UnsetType) else change.days_until_due,
    )


def _terms(old: Terms, change: TermsBody | None) -> Terms | None:
    if change is None:
        return None
    bodies = {level: getattr(change, level) for level in RISK_LEVELS}
    return replace(old, **{level: _term(body) for level, body in bodies.items() if body is not UNSET})


def _term(body: TermBody) -> Term:
    return Term(Decimal(body.advance_percentage), Decimal(body.fee_percentage))


def changed_rules(rules: Rules, change: RulesChange) -> Rules:
    given = {name: value for name in Rules.__struct_fields__ if (value := getattr(change, name)) is not UNSET}
    return replace(rules, **given)
