"""`Prefer: code=…` as RFC 7240 writes preferences."""

import pytest

from faults.ruling import INVOICES, add, ask, by, counts
from mock_osigu.web.prefer import preferred_code
from support import Running


@pytest.mark.parametrize(
    "header, code",
    [
        ("code=503", 503),
        ("CODE=503", 503),
        (' code = "503" ', 503),
        ("code=503; reason=load", 503),
        ("respond-async, code=429, wait=5", 429),
        ("respond-async,code=429", 429),
        ('note="a, code=500", code=404', 404),
        ("code=503, code=404", 503),
        ("code=200", 200),
        ("code=599", 599),
        ("respond-async; code=503", None),
        ("code=600", None),
        ("code=199", None),
        ("code=5030", None),
        ("code=five", None),
        ('code="503', None),
        ("code", None),
        ("code=, code=503", None),
        ("barcode=503", None),
        ("code=503 404", None),
        ("", None),
        (",,;=", None),
        ("code=٥٠٣", None),
    ],
)
def test_the_grammar(header: str, code: int | None) -> None:
    assert preferred_code(header) == code


def test_one_answer(live: Running) -> None:
    answer = ask(live, ("Prefer", "code=503"))
    assert (answer.status, by(answer)) == (503, "prefer")
    assert answer.header("Preference-Applied") == "code=503"
    assert answer.json()["code"] == "SERVICE_UNAVAILABLE"
    assert ask(live).status == 200


def test_several_headers_are_one_list(live: Running) -> None:
    assert ask(live, ("Prefer", "respond-async"), ("Prefer", "code=500")).status == 500


def test_it_comes_before_the_rules_which_do_not_count(live: Running) -> None:
    rule = add(live, {"status": 500}, times=1)
    assert ask(live, ("Prefer", "code=503")).status == 503
    assert counts(live, rule) == (0, 0)
    assert ask(live, ("Prefer", "code=nonsense")).status == 500


def test_it_comes_before_401(live: Running) -> None:
    assert live.send("GET", INVOICES, ("Prefer", "code=503")).status == 503


@pytest.mark.parametrize("target, status", [("/nothing", 404), ("/health", 200), ("/__admin/faults", 200)])
def test_it_is_for_osigus_operations_alone(live: Running, target: str, status: int) -> None:
    answer = live.send("GET", target, ("Prefer", "code=503"))
    assert (answer.status, by(answer)) == (status, None)


def test_a_method_that_is_none_stays_one(live: Running) -> None:
    assert ask(live, ("Prefer", "code=503"), method="DELETE", target="/v1/invoices").status == 405
