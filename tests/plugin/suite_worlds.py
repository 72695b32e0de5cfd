"""A suite as a user would write it: clocks, invoices, clients and worlds.

It runs against a server of its own and against one elsewhere. What a test records must be the same both ways.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from mock_osigu.client import ControlError
from plugin.suite_calls import TIMEOUT, Record, ask_token, list_invoices, status, token_of
from pytest_mock_osigu import OsiguServer, OsiguSession


def test_the_clock(osigu_server: OsiguServer) -> None:
    clock = osigu_server.clock
    assert clock.now().tzinfo is not None
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=5)
    clock.freeze("2026-01-01T00:00:00Z")
    assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    clock.travel(datetime(2027, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2027, 1, 1, tzinfo=UTC)
    clock.resume()
    assert clock.now() > datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.osigu(freeze="2026-01-01T00:00:00Z", invoices=3, seed=7)
def test_a_marked_world(osigu_server: OsiguServer, record_property: Record) -> None:
    assert osigu_server.clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    ids = [invoice.id for invoice in osigu_server.invoices.all()]
    assert len(ids) == 3
    record_property("ids", ids)


@pytest.mark.osigu(freeze=datetime(2026, 1, 1, tzinfo=UTC))
class TestMarks:
    @pytest.mark.osigu(invoices=1)
    def test_add_up(self, osigu_server: OsiguServer) -> None:
        assert osigu_server.clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert len(osigu_server.invoices.all()) == 1

    @pytest.mark.osigu(freeze="2026-02-02T00:00:00Z")
    def test_and_the_nearest_wins(self, osigu_server: OsiguServer) -> None:
        assert osigu_server.clock.now() == datetime(2026, 2, 2, tzinfo=UTC)


@pytest.mark.osigu(invoices=2)
def test_a_mark_counts_without_the_fixture(osigu_session: OsiguSession) -> None:
    assert list_invoices(osigu_session, token_of(osigu_session)).json()["page"]["total_elements"] == 2


def test_the_next_test_knows_nothing_of_it(osigu_server: OsiguServer) -> None:
    assert len(osigu_server.invoices.all()) == 25
    assert ask_token(osigu_server).json()["expires_in"] == 86399
    assert "partner" not in [client.client_id for client in osigu_server.clients.all()]


def test_invoices(osigu_server: OsiguServer, record_property: Record) -> None:
    made = osigu_server.invoices.add(
        invoice_number="INV-1001",
        issue_date="2024-06-01",
        payer={"country_code": "US", "tax_id": "123456789"},
        currency_code="USD",
        total_amount=Decimal("1500.10"),
    )
    record_property("made", repr(made))
    record_property("all", [repr(invoice) for invoice in osigu_server.invoices.all()])
    osigu_server.invoices.change(made.id, payment_status="PAID")
    answer = list_invoices(osigu_server, osigu_server.issue_token())
    seen = {each["invoice_number"]: each["payment_status"] for each in answer.json()["content"]}
    assert seen["INV-1001"] == "PAID"
    assert osigu_server.invoices.get(made.id).payment_status == "PAID"


def test_clients(osigu_server: OsiguServer) -> None:
    made = osigu_server.clients.add(scopes=["read"])
    answer = requests.post(
        osigu_server.token_url,
        params={"grant_type": "client_credentials"},
        auth=(made.client_id, made.client_secret or ""),
        timeout=TIMEOUT,
    )
    assert answer.json()["scope"] == "read"
    osigu_server.clients.remove(made.client_id)


def test_another_world_beside_this_one(osigu_server: OsiguServer) -> None:
    other = osigu_server.new_sandbox(invoices=2, token_ttl=60)
    assert other.client_id != osigu_server.client_id
    assert len(other.invoices.all()) == 2
    assert len(osigu_server.invoices.all()) == 25
    assert ask_token(other).json()["expires_in"] == 60
    osigu_server.clock.advance(days=1)
    assert status(other, token_of(other)) == 200
    assert status(osigu_server, token_of(other)) == 200, "the credential chooses the world, not the URL"


def test_names_to_come_back_to(osigu_server: OsiguServer) -> None:
    first = osigu_server.invoices.all()[0]
    osigu_server.snapshot("start")
    osigu_server.invoices.remove(first.id)
    fork = osigu_server.new_sandbox(from_snapshot="start")
    osigu_server.restore("start")
    assert osigu_server.invoices.get(first.id) == first
    assert fork.invoices.get(first.id) == first


def test_names_are_gone_with_their_test(osigu_server: OsiguServer) -> None:
    with pytest.raises(ControlError, match="there is no snapshot"):
        osigu_server.restore("start")


def test_reset(osigu_server: OsiguServer) -> None:
    osigu_server.clock.advance(days=1)
    osigu_server.reset(invoices=4)
    assert len(osigu_server.invoices.all()) == 4
    osigu_server.reset()
    assert len(osigu_server.invoices.all()) == 25
    assert abs(osigu_server.clock.now() - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_environment(osigu_env: dict[str, str], osigu_session: OsiguSession) -> None:
    assert osigu_env == osigu_session.env
    assert osigu_env == {
        "OSIGU_BASE_URL": osigu_session.url,
        "OSIGU_TOKEN_URL": osigu_session.token_url,
        "OSIGU_CLIENT_ID": osigu_session.client_id,
        "OSIGU_CLIENT_SECRET": osigu_session.client_secret,
    }
    assert {name: os.environ[name] for name in osigu_env} == osigu_env


def test_the_environment_is_put_back() -> None:
    assert not [name for name in os.environ if name.startswith("OSIGU_") and "CONTROL" not in name]


def test_secrets_are_not_shown(osigu_server: OsiguServer, osigu_session: OsiguSession) -> None:
    for shown in (repr(osigu_server), repr(osigu_session), str(osigu_server)):
        assert osigu_server.client_secret not in shown
        assert osigu_server.url in shown


def test_an_error_says_what_is_wrong(osigu_server: OsiguServer, record_property: Record) -> None:
    fields: dict[str, Any] = {"total_amount": "much"}
    with pytest.raises(ControlError) as caught:
        osigu_server.invoices.add(**fields)
    record_property("error", json.dumps([caught.value.detail, caught.value.errors]))
