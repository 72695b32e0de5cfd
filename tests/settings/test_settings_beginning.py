"""What a world begins with, as settings: kept as it is given, and refused by the key that is wrong."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mock_osigu.config.report import as_json
from mock_osigu.settings import SettingError, Settings, configure

FILE = """
[[cashout_requests]]
client_id = "app"
invoices = 3
status = "PAID"
exclude = 1
payment_reference = "pay-1"

[[cashout_requests]]
invoices = ["SYN-000001", "SYN-000004"]

[[payers]]
country_code = "CO"
tax_id = "900123456"
terms = { LOW = { advance_percentage = 92.5, fee_percentage = 1 } }

[[payers]]
country_code = "US"
tax_id = "123456789"
terms = false

[eligibility]
due_within_days = 5

[auto_advance]
enabled = true
delay_seconds = { REQUESTED = 0.5 }
"""
KEPT: dict[str, Any] = {
    "cashout_requests": [
        {
            "client_id": "app",
            "invoices": 3,
            "status": "PAID",
            "exclude": 1,
            "payment_reference": "pay-1",
        },
        {"invoices": ("SYN-000001", "SYN-000004")},
    ],
    "payers": [
        {
            "country_code": "CO",
            "tax_id": "900123456",
            "terms": {"LOW": {"advance_percentage": 92.5, "fee_percentage": 1}},
        },
        {"country_code": "US", "tax_id": "123456789", "terms": False},
    ],
    "eligibility": {"due_within_days": 5},
    "auto_advance": {"enabled": True, "delay_seconds": {"REQUESTED": 0.5}},
}


def refusal(**settings: Any) -> str:
    with pytest.raises(SettingError) as caught:
        Settings(**settings)
    return str(caught.value)


def cashout(**fields: Any) -> str:
    return refusal(cashout_requests=[{"invoices": 3, **fields}])


def payer(**fields: Any) -> str:
    return refusal(payers=[{"country_code": "CO", "tax_id": "1", **fields}])


def test_a_file_says_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text(FILE)
    found = as_json(configure({"config": str(file)}, {}).found)
    assert {name: found[name] for name in KEPT} == {
        name: {"value": value, "origin": f"file {file}"} for name, value in KEPT.items()
    }


def test_python_says_the_same_and_none_of_it_changes() -> None:
    settings = Settings(**KEPT)
    again = replace(settings, seed=1)
    assert {name: again.__dict__[name] for name in KEPT} == {name: settings.__dict__[name] for name in KEPT}
    assert settings.cashout_requests[1]["invoices"] == ("SYN-000001", "SYN-000004")
    with pytest.raises(TypeError):
        settings.payers[0]["name"] = "another"


def test_nothing_is_the_default() -> None:
    settings = Settings()
    assert (settings.cashout_requests, settings.payers) == ((), ())
    assert (settings.eligibility, settings.auto_advance) == ({}, {})
    assert Settings(cashout_requests=[], payers=[], eligibility={}, auto_advance={}) == settings


@pytest.mark.parametrize(
    "fields,message",
    [
        ({"status": "PAYED"}, "[0].status: 'PAYED' cannot be used; valid: one of REQUESTED, APPROVED, PAID,"),
        ({"status": 1}, "[0].status: 1 cannot be used; valid: one of REQUESTED"),
        ({"invoices": 0}, "[0].invoices: 0 cannot be used; valid: a number from 1 to 1000, or a list of"),
        ({"invoices": True}, "[0].invoices: True cannot be used"),
        ({"invoices": 2.0}, "[0].invoices: 2.0 cannot be used"),
        ({"invoices": []}, "[0].invoices: () cannot be used"),
        ({"invoices": ["A", "A"]}, "[0].invoices: ('A', 'A') cannot be used"),
        ({"invoices": ["A", 1]}, "[0].invoices: ('A', 1) cannot be used"),
        ({"exclude": -1, "status": "PAID"}, "[0].exclude: -1 cannot be used"),
        ({"exclude": 3, "status": "PAID"}, "[0].exclude: 3 leaves no invoice in the request"),
        ({"exclude": 1}, "[0].exclude: 1 cannot be left out of a request that is REQUESTED"),
        ({"exclude": 1, "status": "CANCELLED"}, "that is CANCELLED"),
        (
            {"invoices": ["A", "B"], "exclude": ["C"], "status": "PAID"},
            "[0].exclude: ('C',) has 'C', which is not one of the invoices",
        ),
        (
            {"payment_reference": "x", "status": "APPROVED"},
            "[0].payment_reference: 'x' is for a request that is PAID",
        ),
        ({"requested_by": ""}, "[0].requested_by: ''"),
        ({"client_id": 5}, "[0].client_id: 5"),
        ({"clientid": "a"}, "[0].clientid: 'a' is not a field, did you mean 'client_id'?; valid: invoices,"),
    ],
)
def test_a_cashout_request_that_cannot_be(fields: dict[str, Any], message: str) -> None:
    assert message in cashout(**fields)


@pytest.mark.parametrize(
    "fields,message",
    [
        ({"country_code": "co"}, "[0].country_code: 'co' cannot be used; valid: two capital letters"),
        ({"tax_id": 900}, "[0].tax_id: 900 cannot be used; valid: a string"),
        ({"terms": True}, "[0].terms: True cannot be used; valid: a table"),
        ({"terms": {"low": {}}}, "[0].terms.low: {} is not a field"),
        ({"terms": {"LOW": {}}}, "[0].terms.LOW.advance_percentage is missing"),
        (
            {"terms": {"LOW": {"advance_percentage": 100.5, "fee_percentage": 0}}},
            "[0].terms.LOW.advance_percentage: 100.5 cannot be used; valid: from 0 to 100",
        ),
        (
            {"terms": {"LOW": {"advance_percentage": 1, "fee_percentage": 0.005}}},
            "[0].terms.LOW.fee_percentage: 0.005 must have at most 2 decimals",
        ),
        ({"days_until_due": -1}, "[0].days_until_due: -1"),
    ],
)
def test_a_payer_that_cannot_be(fields: dict[str, Any], message: str) -> None:
    assert message in payer(**fields)


def test_a_payer_is_named_once() -> None:
    one = {"country_code": "CO", "tax_id": "1"}
    assert "payers[1].tax_id: '1' is there twice" in refusal(payers=[one, {**one, "name": "Another"}])


@pytest.mark.parametrize(
    "settings,message",
    [
        ({"cashout_requests": {"invoices": 1}}, "is not a list of tables; valid: [[cashout_requests]] and"),
        ({"cashout_requests": [3]}, "cashout_requests[0]: 3 cannot be used; valid: a table"),
        ({"cashout_requests": [{}]}, "cashout_requests[0].invoices is missing"),
        ({"payers": "CO"}, "payers: 'CO' is not a list of tables"),
        ({"eligibility": [1]}, "eligibility: [1] is not a table; valid: [eligibility] and its keys"),
        ({"eligibility": {"due_dat_rule": True}}, "did you mean 'due_date_rule'?"),
        ({"eligibility": {"due_date_rule": 1}}, "eligibility.due_date_rule: 1"),
        ({"auto_advance": True}, "auto_advance: True is not a table"),
        ({"auto_advance": {"delay_seconds": {}}}, "auto_advance.enabled is missing"),
        (
            {"auto_advance": {"enabled": True, "delay_seconds": {"PAID": 1}}},
            "auto_advance.delay_seconds.PAID: 1 is not a field",
        ),
        (
            {"auto_advance": {"enabled": True, "delay_seconds": {"APPROVED": -1}}},
            "auto_advance.delay_seconds.APPROVED: -1",
        ),
    ],
)
def test_a_wrong_shape(settings: dict[str, Any], message: str) -> None:
    assert message in refusal(**settings)
