"""`/__admin/payers` and `/__admin/eligibility`: on what terms, and by which rules, invoices may be advanced."""

from typing import Final

import msgspec

from mock_osigu.api.payments import fields
from mock_osigu.api.payments.documented import CONTROL_BODY_ERRORS
from mock_osigu.api.payments.eligibility.bodies import (
    PayerChange,
    RulesChange,
    changed_payer,
    changed_rules,
    new_payer,
)
from mock_osigu.api.payments.eligibility.errors import PayerNotFound
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules, Terms
from mock_osigu.api.payments.eligibility.service import Eligibility, build
from mock_osigu.api.payments.model import Payer
from mock_osigu.core.errors import Unprocessable
from mock_osigu.web.check import check_each
from mock_osigu.web.control import Items, body_of, control, items, json_of
from mock_osigu.web.operation import Call, Reply


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


def list_payers(call: Call) -> Reply:
    return items([_view(known) for known in _service(call).payers()])


def read_payer(call: Call) -> Reply:
    payer = Payer(call.path["country_code"], call.path["tax_id"])
    return Reply(200, _view(_service(call).get(payer)))


def set_payer(call: Call) -> Reply:
    parts = (dict(call.path), PayerName), (json_of(call), PayerChange)
    named, change = check_each(*parts, dec_hook=fields.read)
    payer = Payer(str(named.country_code), str(named.tax_id))
    service = _service(call)
    old = service.find(payer)
    new = service.set_payer(changed_payer(old or new_payer(payer), change))
    return Reply(200 if old else 201, _view(new))


def read_rules(call: Call) -> Reply:
    return Reply(200, _service(call).rules)


def change_rules(call: Call) -> Reply:
    change = body_of(call, RulesChange)
    service = _service(call)
    return Reply(200, service.set_rules(changed_rules(service.rules, change)))


def _service(call: Call) -> Eligibility:
    return call.sandbox.service(build)


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
