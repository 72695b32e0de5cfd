"""The list of deliveries: what it is asked, what it refuses, and how all of it is reached."""

import pytest

from mock_osigu.client import ControlError
from webhooks.live import Live
from webhooks.receivers import dead_url

EVENTS = "there are cashout_request.created, cashout_request.status_update, invoice.status_update"


@pytest.mark.parametrize(
    "query, path, message",
    [
        ("state=lost", "state", "state is 'lost'; valid are pending, delivered, failed, dropped"),
        ("event=cashout.created", "event", f"no event is 'cashout.created'; {EVENTS}, and `*` for any part"),
        ("limit=1001", "limit", "must be a whole number from 0 to 1000"),
        ("limit=-1", "limit", "must be a whole number from 0 to 1000"),
        ("limit=", "limit", "must be a whole number from 0 to 1000"),
        ("after=x", "after", "there is no delivery 'x'; valid is the id of one in the list"),
        ("page=2", "page", "is not a parameter; valid are event, state, limit, after"),
    ],
)
def test_a_question_about_deliveries_that_is_refused(live: Live, query: str, path: str, message: str) -> None:
    with pytest.raises(ControlError) as raised:
        live.call("GET", f"/webhooks/deliveries?{query}")
    assert raised.value.status == 400
    assert [(each.path, each.message) for each in raised.value.errors] == [(path, message)]


def test_all_that_is_wrong_with_a_question_is_told_at_once(live: Live) -> None:
    with pytest.raises(ControlError) as raised:
        live.call("GET", "/webhooks/deliveries?state=lost&limit=x&page=2")
    assert [each.path for each in raised.value.errors] == ["page", "state", "limit"]


def test_every_delivery_can_be_reached_also_while_there_are_new_ones(live: Live) -> None:
    live.webhooks.deliver_to(dead_url(), mode="drop")
    live.emit(1, 2, 3, 4, 5)
    seen: list[int] = []
    after = ""
    for _ in range(3):
        page = live.call("GET", f"/webhooks/deliveries?limit=2&event=cashout_request.*{after}")
        seen += [each["payload"]["number"] for each in page["items"]]
        after = f"&after={page['items'][-1]['id']}"
        live.emit(9)
    assert seen == [5, 4, 3, 2, 1]
    assert page["meta"] == {"total": 7}
    assert live.call("GET", "/webhooks/deliveries?limit=0") == {"items": [], "meta": {"total": 8}}
    assert live.call("GET", f"/webhooks/deliveries?limit=2{after}")["items"] == []


def test_the_client_goes_on_behind_a_delivery_or_its_id(live: Live) -> None:
    live.webhooks.deliver_to(dead_url(), mode="drop")
    live.emit(1, 2, 3)
    first, second = live.webhooks.deliveries(limit=2)
    assert [each.payload["number"] for each in (first, second)] == [3, 2]
    for after in (second, second.id):
        assert [each.payload["number"] for each in live.webhooks.deliveries(after=after)] == [1]


def test_the_client_leaves_none_out_in_silence(live: Live) -> None:
    live.webhooks.deliver_to(dead_url(), mode="drop")
    live.emit(*range(1001))
    with pytest.raises(ValueError, match="there are 1001 deliveries, and at most 1000 are given at a time"):
        live.webhooks.deliveries()
    newest = live.webhooks.deliveries(limit=1000)
    assert [each.payload["number"] for each in live.webhooks.deliveries(after=newest[-1])] == [0]
