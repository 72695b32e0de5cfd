"""Every method of the client, against a real server."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from mock_osigu import Settings
from mock_osigu.client import ControlClient, ControlError, FieldError, Payer
from mock_osigu.version import __version__
from mock_osigu.web.reply import _LINES
from support import CLIENT_ID, START, Running, running

INVOICE: dict[str, Any] = {
    "invoice_number": "INV-1001",
    "issue_date": date(2024, 6, 1),
    "payer": {"country_code": "US", "tax_id": "123456789"},
    "currency_code": "USD",
    "total_amount": Decimal("1500.10"),
}


def test_health(control: ControlClient) -> None:
    health = control.health()
    assert (health.status, health.version) == ("ok", __version__)


def test_the_clock(control: ControlClient) -> None:
    assert control.clock.now() == START
    assert control.clock.advance(hours=25).now == START + timedelta(hours=25)
    assert control.clock.advance(timedelta(days=1), seconds=1).offset_seconds == 49 * 3600 + 1
    frozen = control.clock.freeze()
    assert frozen.frozen
    assert control.clock.freeze("2026-05-01T00:00:00Z").now == datetime(2026, 5, 1, tzinfo=UTC)
    bogota = timezone(timedelta(hours=-5))
    assert control.clock.travel(datetime(2026, 6, 1, tzinfo=bogota)).now == datetime(
        2026, 6, 1, 5, tzinfo=UTC
    )
    assert control.clock.read().frozen
    assert not control.clock.resume().frozen
    assert control.clock.now() == datetime(2026, 6, 1, 5, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused_before_it_is_sent(control: ControlClient) -> None:
    with pytest.raises(ValueError, match=r"has no time zone; give it one"):
        control.clock.travel(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself


def test_clients(control: ControlClient) -> None:
    made = control.clients.add("partner", client_secret="s3", scopes=["read"], token_ttl=60)
    assert (made.client_id, made.client_secret, made.scopes) == ("partner", "s3", ("read",))
    assert "s3" not in repr(made)
    seen = control.clients.get("partner")
    assert (seen.client_secret, seen.token_ttl, seen.provider) == (None, 60, "partner")
    assert control.clients.change("partner", token_ttl=None, provider_slug="clinic").provider == "clinic"
    assert control.clients.get("partner").token_ttl is None
    assert control.clients.bind_scenario("partner", "token-short").scenario == "token-short"
    assert control.clients.bind_scenario("partner", None).scenario is None
    control.clients.remove("partner")
    assert "partner" not in [client.client_id for client in control.clients.all()]


def test_a_client_may_have_its_id_and_secret_generated(control: ControlClient) -> None:
    one, other = control.clients.add(), control.clients.add()
    assert one.client_id != other.client_id
    assert one.client_secret
    assert one.client_secret != other.client_secret


def test_a_client_id_with_odd_characters_is_one_segment(control: ControlClient) -> None:
    control.clients.add("a b?ü%2F")
    assert control.clients.get("a b?ü%2F").client_id == "a b?ü%2F"


@pytest.mark.parametrize("name", ["", "a/b"])
def test_a_name_that_no_path_can_carry(control: ControlClient, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be in a path"):
        control.clients.get(name)


def test_tokens(control: ControlClient, live: Running) -> None:
    issued = control.tokens.issue(expires_in=5)
    assert (issued.expires_in, issued.token_type, issued.scope) == (5, "bearer", "read write")
    assert live.invoices(issued.access_token).status == 200
    token = next(each for each in control.tokens.all(CLIENT_ID) if each.access_token == issued.access_token)
    assert (token.state, token.expires_at - token.issued_at) == ("valid", timedelta(seconds=5))
    assert control.tokens.expire(access_token=issued.access_token) == 1
    assert live.invoices(issued.access_token).status == 401
    other = control.tokens.issue(CLIENT_ID, scopes=["read"])
    assert other.scope == "read"
    assert control.tokens.revoke(client_id=CLIENT_ID) >= 1
    assert live.invoices(other.access_token).status == 401


def test_invoices(control: ControlClient) -> None:
    assert len(control.invoices.all()) == 25
    made = control.invoices.add(**INVOICE, payment_status="REQUESTED")
    assert made.total_amount == Decimal("1500.10")
    assert made.payer == Payer(country_code="US", tax_id="123456789", name=made.payer.name)
    assert (made.issue_date, made.payment_status) == (date(2024, 6, 1), "REQUESTED")
    assert control.invoices.get(made.id) == made
    assert control.invoices.all(invoice_number="INV-1001") == [made]
    assert made not in control.invoices.all(payment_status="PAID")
    assert control.invoices.change(made.id, payment_status="PAID").payment_status == "PAID"
    assert control.invoices.change(made.id, risk_level="LOW").risk_level == "LOW"
    control.invoices.remove(made.id)
    with pytest.raises(ControlError, match=f"404 Not Found: .*{made.id}"):
        control.invoices.get(made.id)


def test_money_that_no_float_holds_arrives_whole(control: ControlClient) -> None:
    made = control.invoices.add(**INVOICE | {"total_amount": Decimal("123456789012.34")})
    assert control.invoices.get(made.id).total_amount == Decimal("123456789012.34")


def test_no_invoice_is_left_out_in_silence() -> None:
    with running(Settings(invoices=1001)) as live, ControlClient(live.url) as control:
        with pytest.raises(ValueError, match="there are 1001 invoices, and at most 1000"):
            control.invoices.all()
        number = control.invoices.all(invoice_number="SYN-000001")
        assert len(number) == 1


def test_reset(control: ControlClient) -> None:
    control.clock.advance(days=1)
    control.clients.add("gone")
    assert control.reset(only=["clock"]) == ("clock",)
    assert control.clock.now() == START
    assert control.clients.get("gone").client_id == "gone"
    assert "data" in control.reset(invoices=2, freeze="2026-03-01T00:00:00Z", scenario="token-short")
    assert len(control.invoices.all()) == 2
    assert control.clock.read().frozen
    assert control.clients.get(CLIENT_ID).scenario == "token-short"
    control.reset()
    assert len(control.invoices.all()) == 25


def test_sandboxes(control: ControlClient, live: Running) -> None:
    made = control.sandboxes.create(invoices=3, idle_seconds=600)
    assert made.client_secret
    assert made.client_secret not in repr(made)
    inside = control.in_sandbox(made.id)
    assert (inside.sandbox, len(inside.invoices.all())) == (made.id, 3)
    assert len(control.invoices.all()) == 25
    assert live.ask_token(made.client_id, made.client_secret).status == 200
    seen = control.sandboxes.get(made.id)
    assert (seen.url, seen.client_secret) == (made.url, None)
    control.sandboxes.remove(made.id)
    assert [each.id for each in control.sandboxes.all()] == ["default"]
    with pytest.raises(ControlError, match=made.id):
        inside.clock.now()


def test_a_sandboxes_own_url_leads_to_its_control(control: ControlClient) -> None:
    made = control.sandboxes.create(invoices=3)
    with ControlClient(made.url) as inside:
        assert inside.sandbox == made.id
        assert len(inside.invoices.all()) == 3
    with ControlClient(made.url, sandbox="other") as named:
        assert named.sandbox == "other"


def test_snapshots(control: ControlClient) -> None:
    control.clients.add("kept")
    assert control.snapshots.take("before lunch").sandbox_id == "default"
    control.clients.remove("kept")
    assert control.snapshots.restore("before lunch").name == "before lunch"
    assert control.clients.get("kept").client_id == "kept"
    fork = control.sandboxes.create(from_snapshot="before lunch")
    assert len(control.in_sandbox(fork.id).invoices.all()) == 25
    control.snapshots.remove("before lunch")
    assert control.snapshots.all() == []


def test_what_the_server_says_of_itself(control: ControlClient) -> None:
    assert "token-expires-once" in [scenario.name for scenario in control.scenarios.all()]
    operations = {operation.path for operation in control.operations()}
    assert "/v1/oauth/token" in operations
    assert control.openapi()["openapi"].startswith("3.1")


def test_a_refusal_names_every_field(control: ControlClient) -> None:
    wrong: dict[str, Any] = {"seed": "x", "sead": 1}
    with pytest.raises(ControlError) as caught:
        control.reset(**wrong)
    error = caught.value
    assert error.status == 422
    assert [path for path, _ in error.errors] == ["seed", "sead"]
    assert str(error).splitlines() == [
        f"POST /__admin/reset: 422 Unprocessable Entity: {error.detail}",
        f"  seed: {error.errors[0].message}",
        f"  sead: {error.errors[1].message}",
    ]
    assert "valid are" in error.errors[1].message


def test_an_error_of_ones_own_making_reads_well() -> None:
    assert str(ControlError(599, "odd", [FieldError("", "is odd")])) == "599: odd\n  the body: is odd"


def test_an_error_calls_each_status_as_the_server_does() -> None:
    for status, line in _LINES.items():
        assert str(ControlError(status, "it is so")) == f"{line}: it is so"


def test_a_locked_server() -> None:
    with running(Settings(control_token="open-sesame")) as live:
        with ControlClient(live.url) as control, pytest.raises(ControlError, match="locked") as caught:
            control.reset()
        assert caught.value.status == 401
        with ControlClient(live.url, control_token="open-sesame") as control:
            assert control.reset()
            assert "open-sesame" not in repr(control)


def test_a_server_without_a_control_api() -> None:
    with (
        running(Settings(control=False)) as live,
        ControlClient(live.url) as control,
        pytest.raises(ControlError, match=r"404 Not Found: .* was started without one"),
    ):
        control.reset()
