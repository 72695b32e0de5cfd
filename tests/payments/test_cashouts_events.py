"""What the webhooks of cashout requests carry, byte for byte, and in which order they come."""

import json
from typing import Any

from mock_osigu.api.payments.cashouts.model import Cashout
from mock_osigu.api.payments.model import Invoice
from payments.advancing import Advances


def request(world: Advances, *numbers: str) -> tuple[Cashout, list[Invoice]]:
    invoices = [world.invoice(number, total_amount=1500) for number in numbers]
    return world.request(*invoices), invoices


def told(world: Advances) -> list[tuple[str, str]]:
    """Each event with what it says of the status; forgets them."""
    bodies: list[dict[str, Any]] = [json.loads(body) for _, body in world.told]
    world.told.clear()
    return [(body["event"], body.get("status") or body["payment_status"]) for body in bodies]


def test_a_new_request_and_then_its_invoices() -> None:
    world = Advances()

    cashout, (invoice,) = request(world, "INV-1001")

    assert world.told == [
        (
            "cashout_request.created",
            b'{"event":"cashout_request.created","cashout_request_id":"%b","currency_code":"USD",'
            b'"requested_amount":1200.00,"requested_invoice_count":1,"request_date":"2026-01-01T00:00:00Z",'
            b'"status":"REQUESTED"}' % cashout.id.encode(),
        ),
        (
            "invoice.status_update",
            b'{"event":"invoice.status_update","invoice_id":"%b","invoice_number":"INV-1001",'
            b'"cashout_request_id":"%b","payment_status":"REQUESTED"}'
            % (invoice.id.encode(), cashout.id.encode()),
        ),
    ]


def test_a_payment_has_the_documented_body() -> None:
    world = Advances()
    cashout, _ = request(world, "INV-1001")
    world.move(cashout, "APPROVED", "PENDING_PAYMENT")
    world.told.clear()

    world.move(cashout, "PAID", payment_reference="pay-7890-xyz123")

    assert world.told[0] == (
        "cashout_request.status_update",
        b'{"event":"cashout_request.status_update","cashout_request_id":"%b","status":"PAID",'
        b'"paid_amount":1200.00,"payment_date":"2026-01-01T00:00:00Z","payment_reference":"pay-7890-xyz123"}'
        % cashout.id.encode(),
    )


def test_what_is_not_paid_has_nulls() -> None:
    world = Advances()
    cashout, _ = request(world, "A")
    world.told.clear()

    world.move(cashout, "APPROVED")

    assert [body for _, body in world.told] == [
        b'{"event":"cashout_request.status_update","cashout_request_id":"%b","status":"APPROVED",'
        b'"paid_amount":null,"payment_date":null,"payment_reference":null}' % cashout.id.encode()
    ]


def test_only_invoices_that_change_are_told_of_after_the_request() -> None:
    world = Advances()
    cashout, (first, _) = request(world, "A", "B")
    assert told(world) == [
        ("cashout_request.created", "REQUESTED"),
        ("invoice.status_update", "REQUESTED"),
        ("invoice.status_update", "REQUESTED"),
    ]

    world.move(cashout, "UNDER_REVIEW", exclude=(first.id,))
    assert told(world) == [
        ("cashout_request.status_update", "UNDER_REVIEW"),
        ("invoice.status_update", "PENDING"),
    ]

    world.move(cashout, "REJECTED")
    assert told(world) == [
        ("cashout_request.status_update", "REJECTED"),
        ("invoice.status_update", "PENDING"),
    ]
