"""The receiver that the pytest plugin gives, beside a server: what it takes, and what it says of what is wrong."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import pytest

from pytest_mock_osigu import WebhookReceiver
from webhooks.live import EVENT, Live

EVENTS = "there are cashout_request.created, cashout_request.status_update, invoice.status_update"


@pytest.fixture
def told(live: Live) -> Iterator[WebhookReceiver]:
    one = WebhookReceiver(live.webhooks, live.clock.now)
    try:
        yield one
    finally:
        one.stop()


def test_an_event_is_a_mapping_of_its_fields(live: Live, told: WebhookReceiver) -> None:
    live.emit(7)
    event = told.wait(EVENT)
    assert isinstance(event, Mapping)
    assert dict(event) == {"event": EVENT, "number": 7}
    assert "number" in event
    assert "status" not in event
    assert event.get("status", "none") == "none"
    with pytest.raises(KeyError, match="status"):
        event["status"]


@pytest.mark.parametrize("payload", [{}, [1], None])
def test_an_event_without_fields_is_given_as_others_are(
    live: Live, told: WebhookReceiver, payload: Any
) -> None:
    live.sandbox.webhooks.emit(EVENT, payload)
    live.settle()
    (event,) = told.received
    assert (list(event), len(event), event.get("event"), bool(event)) == ([], 0, None, True)


@pytest.mark.parametrize("status", [0, 99, 100, 199, 600, -1, "500", None, 204.5, True])
def test_a_status_that_no_answer_has(told: WebhookReceiver, status: Any) -> None:
    for times in (None, 1):
        with pytest.raises(ValueError, match="valid is a whole number from 200 to 599"):
            told.respond_with(status, times=times)


@pytest.mark.parametrize("status", [200, 204, 304, HTTPStatus.SERVICE_UNAVAILABLE, 599])
def test_any_status_that_an_answer_has(live: Live, told: WebhookReceiver, status: int) -> None:
    told.respond_with(status)
    live.emit(1)
    live.settle()
    assert live.only().attempts[0].status == status


@pytest.mark.parametrize("name", ["cashout.created", "cashout_requests.*", ""])
def test_waiting_for_what_never_comes_is_refused_at_once(told: WebhookReceiver, name: str) -> None:
    with pytest.raises(ValueError, match="no event is") as raised:
        told.wait(event=name, timeout=3600)
    assert str(raised.value) == f"no event is '{name}'; {EVENTS}, and `*` for any part"


@pytest.mark.parametrize("name", ["*", "cashout_request.*", EVENT])
def test_waiting_for_what_may_come(told: WebhookReceiver, name: str) -> None:
    with pytest.raises(AssertionError, match="the server had nothing to deliver here"):
        told.wait(event=name, timeout=0)


def test_after_a_reset_it_says_why_nothing_comes(live: Live, told: WebhookReceiver) -> None:
    live.control.reset()
    live.emit(1)
    with pytest.raises(AssertionError, match="its subscription is gone: a reset takes it"):
        told.wait(EVENT, timeout=0)
