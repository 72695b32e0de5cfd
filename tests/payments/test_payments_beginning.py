"""What is there from the beginning: as the settings say, again after each reset, and the same everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from mock_osigu import Sandboxes, Settings, create_app
from mock_osigu.api.payments.cashouts.model import Status
from mock_osigu.client import Cashout, ControlClient
from mock_osigu.settings import SettingError
from support import EXAMPLE_TOKEN, Running, bearer, running

TWO_AND_ONE = [
    {"invoices": 2, "status": "PAID", "exclude": 1, "payment_reference": "pay-1"},
    {"invoices": 1, "requested_by": "ana"},
]
INVOICES_AFTER = {
    "REQUESTED": "REQUESTED",
    "UNDER_REVIEW": "REQUESTED",
    "APPROVED": "REQUESTED",
    "PENDING_PAYMENT": "REQUESTED",
    "PAYMENT_PROCESSOR_ERROR": "REQUESTED",
    "PAID": "PAID",
    "CANCELLED": "PENDING",
    "REJECTED": "PENDING",
}


@contextmanager
def begun(**settings: Any) -> Iterator[tuple[Running, ControlClient]]:
    with running(Settings(**settings)) as live, ControlClient(live.url) as control:
        yield live, control


def numbers(cashout: Cashout) -> list[str]:
    return [each.invoice_number for each in cashout.cashout_request_details]


def states(cashout: Cashout) -> list[str]:
    return [each.state for each in cashout.cashout_request_details]


def status_of(control: ControlClient, number: str) -> str:
    (invoice,) = control.invoices.all(invoice_number=number)
    return invoice.payment_status


def test_clients_see_what_the_settings_say() -> None:
    with begun(cashout_requests=TWO_AND_ONE) as (live, control):
        seen = live.send("GET", "/v1/cashout-requests", bearer(EXAMPLE_TOKEN)).json()
        requested, paid = control.cashouts.all()
        newest = [each.invoice_number for each in control.invoices.all()]

        assert [each["status"] for each in seen["content"]] == ["REQUESTED", "PAID"]
        assert [each["id"] for each in seen["content"]] == [requested.id, paid.id]
        assert (requested.requested_by, paid.payment_reference) == ("ana", "pay-1")
        assert (paid.requested_invoice_count, paid.paid_invoice_count) == (2, 1)
        assert states(paid) == ["PAID", "EXCLUDED"]
        taken = numbers(paid) + numbers(requested)
        assert taken == [number for number in newest if number in taken], "the newest come first"
        assert [status_of(control, number) for number in taken] == ["PAID", "PENDING", "REQUESTED"]


@pytest.mark.parametrize("status", get_args(Status))
def test_every_status_is_reached_and_its_invoices_follow(status: str) -> None:
    with begun(cashout_requests=[{"invoices": 2, "status": status}]) as (_, control):
        (made,) = control.cashouts.all()
        assert made.status == status
        assert [status_of(control, number) for number in numbers(made)] == [INVOICES_AFTER[status]] * 2
        assert (made.payment_date is None) is (status != "PAID")


def test_invoices_by_number() -> None:
    wanted = {"invoices": ["SYN-000020", "SYN-000019"], "status": "APPROVED", "exclude": ["SYN-000020"]}
    with begun(cashout_requests=[wanted]) as (_, control):
        (made,) = control.cashouts.all()
        assert numbers(made) == ["SYN-000020", "SYN-000019"]
        assert states(made) == ["EXCLUDED", "REQUESTED"]


def test_another_client_and_no_one_elses() -> None:
    clients = ["app:secret", "other:secret"]
    wanted = [{"client_id": "other", "invoices": 1}, {"invoices": 1}]
    with begun(clients=clients, cashout_requests=wanted) as (live, control):
        assert [each.provider for each in control.cashouts.all()] == ["app", "other"]
        seen = live.send("GET", "/v1/cashout-requests", bearer(live.token("other", "secret"))).json()
        assert seen["page"]["total_elements"] == 1


def test_the_same_on_every_server_whatever_the_time_is() -> None:
    with begun(cashout_requests=TWO_AND_ONE) as (_, control):
        here = control.cashouts.all()
    later = datetime(2031, 5, 6, tzinfo=UTC)
    with running(Settings(cashout_requests=TWO_AND_ONE), later) as live, ControlClient(live.url) as control:
        assert control.cashouts.all() == here
    assert {each.request_date.year for each in here} <= {2024, 2025}
    assert here[1].payment_date
    assert here[1].payment_date > here[1].request_date


@pytest.mark.parametrize("only", [None, ["data"]])
def test_a_reset_brings_it_back(only: Any) -> None:
    with begun(cashout_requests=TWO_AND_ONE, eligibility={"due_within_days": 5}) as (_, control):
        before = control.cashouts.all()
        control.cashouts.move(before[0].id, "CANCELLED")
        control.eligibility.change(due_within_days=7)
        control.reset(only=only)
        assert control.cashouts.all() == before
        assert control.eligibility.get().due_within_days == 5


def test_a_reset_of_something_else_leaves_it() -> None:
    with begun(cashout_requests=TWO_AND_ONE) as (_, control):
        control.cashouts.move(control.cashouts.all()[0].id, "CANCELLED")
        control.reset(only=["tokens", "clock"])
        assert [each.status for each in control.cashouts.all()] == ["CANCELLED", "PAID"]


def test_a_start_with_too_few_invoices_has_what_it_can() -> None:
    wanted = [*TWO_AND_ONE, {"invoices": ["SYN-000020"]}]
    with begun(cashout_requests=wanted) as (_, control):
        control.reset(invoices=0)
        assert control.cashouts.all() == []
        control.reset(invoices=3, seed=2)
        assert sum(len(numbers(each)) for each in control.cashouts.all()) <= 3
        control.reset()
        assert len(control.cashouts.all()) == 3


def test_sandboxes_begin_with_it_and_forks_with_what_they_fork() -> None:
    with begun(cashout_requests=TWO_AND_ONE) as (_, control):
        mine = control.cashouts.all()
        fresh = control.in_sandbox(control.sandboxes.create().id)
        assert fresh.cashouts.all() == mine, "the same seed and provider, so the same requests"

        control.cashouts.move(mine[0].id, "APPROVED")
        control.snapshots.take("approved")
        fork = control.in_sandbox(control.sandboxes.create(from_snapshot="approved").id)
        control.reset()
        assert [each.status for each in fork.cashouts.all()] == ["APPROVED", "PAID"]
        fork.reset()
        assert [each.status for each in fork.cashouts.all()] == ["APPROVED", "PAID"]


def test_it_goes_on_by_itself_from_the_start_of_the_world() -> None:
    life = {"enabled": True, "delay_seconds": {"REQUESTED": 60, "UNDER_REVIEW": 0.5}}
    with begun(cashout_requests=[{"invoices": 1}], auto_advance=life) as (_, control):
        assert [each.status for each in control.cashouts.all()] == ["REQUESTED"]
        happened = control.clock.advance(seconds=61).happened
        assert [each["status"] for each in happened] == ["UNDER_REVIEW", "APPROVED"]
        control.reset()
        assert [each["status"] for each in control.clock.advance(seconds=60).happened] == ["UNDER_REVIEW"]


def test_no_webhook_tells_of_what_was_there_before() -> None:
    with begun(cashout_requests=TWO_AND_ONE) as (live, control):
        live.control(
            "POST", "/webhooks", {"url": "http://127.0.0.1:9/", "mode": {"mode": "drop"}}, expect=201
        )
        control.reset(only=["data"])
        assert live.control("GET", "/webhooks/deliveries")["items"] == []
        control.cashouts.move(control.cashouts.all()[0].id, "APPROVED")
        assert len(live.control("GET", "/webhooks/deliveries")["items"]) == 1


def test_payers_with_terms_decide_about_synthetic_invoices_too() -> None:
    with begun() as (_, control):
        payer = control.invoices.all(payment_status="PENDING")[0].payer
    named = {"country_code": payer.country_code, "tax_id": payer.tax_id}
    with begun(payers=[{**named, "terms": False}]) as (_, control):
        theirs = [each for each in control.invoices.all() if each.payer == payer]
        assert {each.payment_status for each in theirs} == {"NOT_ELIGIBLE"}
        known = control.payers.get(**named)
        assert (known.name, known.terms) == (payer.name, None), "what is left out stays"


def test_a_payer_of_ones_own() -> None:
    terms = {"HIGH": {"advance_percentage": 50.25, "fee_percentage": 5}}
    wanted = {"country_code": "CO", "tax_id": "900123456", "terms": terms, "days_until_due": 9}
    with begun(payers=[wanted]) as (_, control):
        known = control.payers.get("CO", "900123456")
        assert known.terms
        assert str(known.terms["HIGH"].advance_percentage) == "50.25"
        assert str(known.terms["LOW"].advance_percentage) == "90.00"
        assert known.days_until_due == 9
        control.payers.set("CO", "900123456", days_until_due=1)
        control.reset()
        assert control.payers.get("CO", "900123456") == known


@pytest.mark.parametrize(
    "cashout,message",
    [
        ({"invoices": 26}, "cashout_requests[0].invoices: 26 is more than there are; valid: up to "),
        (
            {"invoices": ["SYN-1"]},
            "'SYN-1' is not one of the PENDING invoices of 'cossen-osigu-service'; valid: ",
        ),
        (
            {"invoices": 1, "client_id": "ap"},
            "cashout_requests[0].client_id: 'ap' is not a client; valid: cossen",
        ),
        (
            {"invoices": 2, "exclude": ["SYN-1"], "status": "PAID"},
            "cashout_requests[0].exclude: 'SYN-1' is not one of its invoices",
        ),
    ],
)
def test_what_cannot_be_there_is_refused_at_the_start(cashout: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError) as caught:
        create_app(Settings(cashout_requests=[cashout]))
    assert message in str(caught.value)


def test_no_invoice_is_in_two_of_them() -> None:
    twice = [{"invoices": ["SYN-000020"]}, {"invoices": ["SYN-000020"]}]
    with pytest.raises(SettingError, match=r"cashout_requests\[1\].invoices: 'SYN-000020' is not one of"):
        create_app(Settings(cashout_requests=twice))


def test_a_second_app_on_the_same_worlds_makes_nothing_again() -> None:
    sandboxes = Sandboxes(Settings(cashout_requests=TWO_AND_ONE))
    create_app(sandboxes)
    client = create_app(sandboxes).test_client()
    sandboxes.close()
    assert client.get("/__admin/cashout-requests").get_json()["meta"]["total"] == 2
