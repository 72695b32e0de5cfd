"""`/__admin/payers` and `/__admin/eligibility`: on what terms, and by which rules, invoices may be advanced."""

from decimal import Decimal
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from mock_osigu.api.payments import fields
from mock_osigu.api.payments.documented import CONTROL_BODY_ERRORS
from mock_osigu.api.payments.eligibility.errors import PayerNotFound
from mock_osigu.api.payments.eligibility.model import STANDARD, KnownPayer, Rules, Term, Terms
from mock_osigu.api.payments.eligibility.service import Eligibility, build
from mock_osigu.api.payments.model import RISK_LEVELS, Payer
from mock_osigu.core.errors import Unprocessable
from mock_osigu.web.check import check
from mock_osigu.web.control import Items, body_of, control, items, json_of
from mock_osigu.web.operation import Call, Reply

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


class PayerName(msgspec.Struct, kw_only=True):
    """Who is meant, as a client would name a payer."""

    country_code: fields.CountryCode
    tax_id: fields.TaxId


class PayerView(msgspec.Struct, kw_only=True):
    """A payer that the platform knows."""

    country_code: str
    tax_id: str
    name: str
    terms: Terms | None
    days_until_due: int


class RulesChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `due_date_rule`: with `due_within_days` days left, or fewer, an invoice is NOT_ELIGIBLE.

    `starts_pending`: an invoice that is not eligible is PENDING at first, and NOT_ELIGIBLE a second later.
    """

    due_date_rule: bool | UnsetType = UNSET
    due_within_days: Days | UnsetType = UNSET
    starts_pending: bool | UnsetType = UNSET


def list_payers(call: Call) -> Reply:
    return items([_view(known) for known in _service(call).payers()])


def read_payer(call: Call) -> Reply:
    payer = Payer(call.path["country_code"], call.path["tax_id"])
    return Reply(200, _view(_service(call).get(payer)))


def set_payer(call: Call) -> Reply:
    change = check(json_of(call), PayerChange, dec_hook=fields.read)
    named = check(dict(call.path), PayerName, dec_hook=fields.read)
    payer = Payer(str(named.country_code), str(named.tax_id))
    service = _service(call)
    old = service.find(payer)
    new = service.set_payer(_changed(old or KnownPayer(payer, f"Payer {payer.tax_id}"), change))
    return Reply(200 if old else 201, _view(new))


def read_rules(call: Call) -> Reply:
    return Reply(200, _service(call).rules)


def change_rules(call: Call) -> Reply:
    change = body_of(call, RulesChange)
    service = _service(call)
    given = {name: value for name in Rules.__struct_fields__ if (value := getattr(change, name)) is not UNSET}
    return Reply(200, service.set_rules(replace(service.rules, **given)))


def _service(call: Call) -> Eligibility:
    return call.sandbox.service(build)


def _changed(known: KnownPayer, change: PayerChange) -> KnownPayer:
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


def _view(known: KnownPayer) -> PayerView:
    return PayerView(
        country_code=known.payer.country_code,
        tax_id=known.payer.tax_id,
        name=known.name,
        terms=known.terms,
        days_until_due=known.days_until_due,
    )


CONTROL: Final = (
    control(
        "payers.list",
        "The payers that the platform knows, and their terms",
        "GET",
        "/payers",
        list_payers,
        returns=Items[PayerView],
    ),
    control(
        "payers.read",
        "One payer",
        "GET",
        "/payers/{country_code}/{tax_id}",
        read_payer,
        returns=PayerView,
        errors=(PayerNotFound,),
    ),
    control(
        "payers.set",
        "Make a payer known, or change its name, terms or days until due; for invoices from then on",
        "PUT",
        "/payers/{country_code}/{tax_id}",
        set_payer,
        status=201,
        body=PayerChange,
        returns=PayerView,
        errors=CONTROL_BODY_ERRORS,
    ),
    control(
        "eligibility.read",
        "The rules of eligibility that are in force",
        "GET",
        "/eligibility",
        read_rules,
        returns=Rules,
    ),
    control(
        "eligibility.change",
        "Switch rules of eligibility on or off",
        "PATCH",
        "/eligibility",
        change_rules,
        body=RulesChange,
        returns=Rules,
        errors=(Unprocessable,),
    ),
)
