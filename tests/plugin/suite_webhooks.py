"""A suite as a user would write it: webhooks, received and told of.

It runs against a server of its own and against one elsewhere. What a test records must be the same both ways.
"""

from decimal import Decimal

import pytest

from mock_osigu.client import Cashout, ControlError
from plugin.suite_calls import Record
from pytest_mock_osigu import OsiguServer, WebhookReceiver

CREATED, MOVED = "cashout_request.created", "cashout_request.status_update"


def request(osigu: OsiguServer) -> Cashout:
    return osigu.cashouts.request([osigu.invoices.all(payment_status="PENDING")[0].id])


@pytest.mark.osigu(freeze="2026-01-01T00:00:00Z")
def test_a_cashout_is_told_of(
    osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver, record_property: Record
) -> None:
    cashout = request(osigu_server)
    event = osigu_webhooks.wait(event=CREATED)
    assert event.verified
    assert event["cashout_request_id"] == cashout.id
    assert event["requested_amount"] == cashout.requested_amount
    assert isinstance(event["requested_amount"], Decimal)
    for status in ("APPROVED", "PENDING_PAYMENT", "PAID"):
        osigu_server.cashouts.move(cashout.id, status)
    paid = osigu_webhooks.wait(event=MOVED, status="PAID")
    assert paid["paid_amount"] == cashout.requested_amount
    assert osigu_webhooks.wait(event=MOVED)["status"] == "APPROVED", "each is given once, in order"
    osigu_server.clock.advance(seconds=0)
    record_property("told", [each.raw.decode() for each in osigu_webhooks.received])


def test_a_receiver_that_fails_is_told_again(
    osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver
) -> None:
    osigu_server.clock.freeze()
    osigu_webhooks.respond_with(500, times=2)
    osigu_server.webhooks.mode("normal")
    cashout = request(osigu_server)
    osigu_server.clock.advance(seconds=70)
    answered = [each.answered for each in osigu_webhooks.received if each.event == CREATED]
    assert (answered[0], answered[-1]) == (500, 200)
    assert osigu_webhooks.wait(CREATED, timeout=0)["cashout_request_id"] == cashout.id
    assert {each.state for each in osigu_server.webhooks.deliveries()} == {"delivered"}


def test_duplicates(osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver) -> None:
    osigu_server.webhooks.mode("duplicate")
    cashout = request(osigu_server)
    for _ in range(2):
        assert osigu_webhooks.wait(CREATED)["cashout_request_id"] == cashout.id


def test_a_bad_signature(osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver) -> None:
    osigu_server.webhooks.mode("bad_signature")
    request(osigu_server)
    with pytest.raises(AssertionError, match="came with a wrong signature: X-Osigu-Signature is"):
        osigu_webhooks.wait(CREATED)
    assert osigu_webhooks.received[0].answered == 401


def test_an_old_timestamp(osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver) -> None:
    osigu_server.clock.freeze("2030-01-01T00:00:00Z")
    osigu_server.webhooks.mode("old_timestamp")
    request(osigu_server)
    with pytest.raises(AssertionError, match="its timestamp is 600 s old, and at most 300 are good"):
        osigu_webhooks.wait(CREATED)


def test_a_program_of_ones_own_is_told(osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver) -> None:
    mine = osigu_server.webhooks.deliver_to(osigu_webhooks.url + "/mine", events=["cashout_request.*"])
    request(osigu_server)
    osigu_server.webhooks.flush()
    sent = [each.event for each in osigu_server.webhooks.deliveries() if each.webhook_id == mine.id]
    assert sent == [CREATED]
    osigu_server.webhooks.remove(mine)


def test_where_nothing_may_be_delivered(osigu_server: OsiguServer) -> None:
    with pytest.raises(ControlError, match="neither a loopback nor a private address"):
        osigu_server.webhooks.deliver_to("http://93.184.216.34/hook")


def left_over(osigu: OsiguServer, receiver: WebhookReceiver) -> None:
    assert [each.url for each in osigu.webhooks.all()] == [receiver.url]
    assert osigu.webhooks.deliveries() == []
    request(osigu)
    receiver.wait(CREATED)


def test_nothing_is_left_over(osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver) -> None:
    left_over(osigu_server, osigu_webhooks)


def test_nothing_is_left_over_of_that_either(
    osigu_server: OsiguServer, osigu_webhooks: WebhookReceiver
) -> None:
    left_over(osigu_server, osigu_webhooks)
