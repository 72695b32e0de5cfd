"""The routes: what they answer, what they refuse, and what a reset, a snapshot and a fork make of it."""

from typing import Any

import pytest

from mock_osigu.client import ControlError
from webhooks.live import EVENT, Live, serving
from webhooks.receivers import Receiver, dead_url

EVENTS = "there are cashout_request.created, cashout_request.status_update, invoice.status_update"


def refused(live: Live, body: Any) -> dict[str, str]:
    """The faults of a subscription by path; nothing was made."""
    with pytest.raises(ControlError) as raised:
        live.call("POST", "/webhooks", body)
    assert raised.value.status == 422
    assert live.webhooks.all() == []
    return {error.path: error.message for error in raised.value.errors}


def test_a_subscription_as_it_is_made_and_read(live: Live) -> None:
    url = dead_url()
    made = live.call("POST", "/webhooks", {"url": url})
    secret = made.pop("secret")
    assert len(secret) == 32
    webhook_id = made["id"]
    assert made == {
        "id": webhook_id,
        "url": url,
        "events": ["*"],
        "signature": "none",
        "mode": {"mode": "normal"},
    }
    assert live.call("GET", f"/webhooks/{webhook_id}") == made
    assert live.call("GET", "/webhooks") == {"items": [made], "meta": {"total": 1}}


def test_ones_own_secret(live: Live) -> None:
    wanted = {"url": dead_url(), "secret": "mine", "signature": "body", "events": ["cashout_request.*"]}
    made = live.call("POST", "/webhooks", wanted)
    assert {name: made[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "url, why",
    [
        ("ftp://127.0.0.1/", "the scheme is 'ftp'; valid are http and https"),
        ("http://93.184.216.34/", "neither a loopback nor a private address"),
        ("http://169.254.169.254/", "neither a loopback nor a private address"),
        ("http://nothing.invalid/", "the host 'nothing.invalid' is not known"),
        ("/hook", "the scheme is ''"),
    ],
)
def test_urls_that_are_refused_say_why(live: Live, url: str, why: str) -> None:
    assert why in refused(live, {"url": url})["url"]


def test_everything_wrong_is_told_at_once(live: Live) -> None:
    faults = refused(live, {"url": "ftp://x", "events": [], "signature": "md5", "secret": "a b", "more": 1})
    assert set(faults) == {"url", "events", "signature", "secret", "more"}
    faults = refused(
        live, {"url": "http://8.8.8.8/", "events": ["*", "cashout.*"], "mode": {"mode": "bad_signature"}}
    )
    assert set(faults) == {"url", "events[1]", "mode.mode"}
    assert faults["events[1]"] == f"no event is 'cashout.*'; {EVENTS}, and `*` for any part"


def test_what_is_wrong_in_form_hides_nothing_that_is_wrong_in_meaning(live: Live) -> None:
    faults = refused(
        live,
        {
            "url": "http://8.8.8.8/",
            "events": [7, "invoice.*", "cashout.*"],
            "secret": "a b",
            "mode": {"mode": "drop", "seconds": 1},
            "a.b": 1,
        },
    )
    assert set(faults) == {"url", "events[0]", "events[2]", "secret", "mode.seconds", "a.b"}
    assert faults["secret"] == "must be a string of 1 to 200 visible ASCII characters, without spaces"
    assert faults["events[2]"] == f"no event is 'cashout.*'; {EVENTS}, and `*` for any part"


@pytest.mark.parametrize("secret", ["", "a b", "ñ", "x" * 201, 7])
def test_a_secret_that_cannot_be_says_which_can(live: Live, secret: Any) -> None:
    faults = refused(live, {"url": dead_url(), "secret": secret})
    assert faults == {"secret": "must be a string of 1 to 200 visible ASCII characters, without spaces"}


@pytest.mark.parametrize(
    "mode, path",
    [
        ({"mode": "triple"}, "mode.mode"),
        ({"mode": "late", "seconds": -1}, "mode.seconds"),
        ({"mode": "drop", "seconds": 1}, "mode.seconds"),
        ({"mode": "bad_signature"}, "mode.mode"),
        ({"mode": "drop", "times": 0}, "mode.times"),
    ],
)
def test_what_is_wrong_with_a_mode_is_said_below_mode(live: Live, mode: Any, path: str) -> None:
    assert list(refused(live, {"url": dead_url(), "mode": mode})) == [path]


def test_a_signature_that_is_none_says_nothing_of_the_mode(live: Live) -> None:
    wanted = {"url": dead_url(), "signature": "md5", "mode": {"mode": "bad_signature"}}
    assert list(refused(live, wanted)) == ["signature"]


def test_a_body_that_is_no_object(live: Live) -> None:
    assert refused(live, [1]) == {"": "must be an object"}


def test_a_missing_url(live: Live) -> None:
    assert set(refused(live, {})) == {"url"}


def test_a_setting_allows_more() -> None:
    with serving(webhook_allow=["App.example", "93.184.216.34"]) as live:
        live.webhooks.deliver_to("http://app.example/hook")
        live.webhooks.deliver_to("http://93.184.216.34/hook")
        assert len(live.webhooks.all()) == 2
        with pytest.raises(ControlError):
            live.webhooks.deliver_to("http://93.184.216.35/hook")


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/webhooks/x"),
        ("DELETE", "/webhooks/x"),
        ("GET", "/webhooks/deliveries/x"),
        ("POST", "/webhooks/deliveries/x/replay"),
    ],
)
def test_unknown_ids(live: Live, method: str, path: str) -> None:
    with pytest.raises(ControlError, match="there is no") as raised:
        live.call(method, path)
    assert raised.value.status == 404


def test_an_unknown_webhook_names_those_there_are(live: Live) -> None:
    webhook = live.webhooks.deliver_to(dead_url())
    with pytest.raises(ControlError, match=f"there are: {webhook.id}"):
        live.webhooks.remove("x")


def test_a_delivery_as_it_is_shown(live: Live, receiver: Receiver) -> None:
    live.control.clock.freeze("2026-01-01T00:00:00Z")
    receiver.statuses = [503]
    webhook = live.webhooks.deliver_to(receiver.url)
    live.emit(7)
    live.settle()
    (shown,) = live.call("GET", "/webhooks/deliveries")["items"]
    duration = shown["attempts"][0].pop("duration_ms")
    assert 0 < duration < 10_000
    assert shown == {
        "id": shown["id"],
        "webhook_id": webhook.id,
        "url": receiver.url,
        "event": EVENT,
        "state": "pending",
        "created_at": "2026-01-01T00:00:00Z",
        "next_try": "2026-01-01T00:00:10Z",
        "attempts": [{"at": "2026-01-01T00:00:00Z", "status": 503, "error": "answered 503"}],
        "note": None,
        "copy_of": None,
        "replay_of": None,
        "payload": {"event": EVENT, "number": 7},
    }


def test_a_flush_of_nothing(live: Live) -> None:
    assert live.call("POST", "/webhooks/flush") == {"items": [], "meta": {"total": 0}}


def test_a_flush_tries_what_waits_for_its_next_try(live: Live, receiver: Receiver) -> None:
    receiver.statuses = [500, 500]
    live.webhooks.deliver_to(receiver.url)
    live.emit(1)
    live.settle()
    assert [each.state for each in live.webhooks.flush()] == ["pending"]
    assert [each.state for each in live.webhooks.flush()] == ["delivered"]
    assert len(live.only().attempts) == 3


@pytest.mark.parametrize("only", [None, ["webhooks"]])
def test_a_reset_takes_both_subscriptions_and_deliveries(live: Live, only: Any) -> None:
    live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.control.reset(only=only)
    assert (live.webhooks.all(), live.webhooks.deliveries()) == ([], [])


def test_a_reset_of_the_rest_takes_neither(live: Live) -> None:
    live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.control.reset(only=["data", "tokens", "faults", "requests"])
    assert (len(live.webhooks.all()), len(live.webhooks.deliveries())) == (1, 1)


def test_a_snapshot_has_subscriptions_and_no_deliveries(live: Live) -> None:
    kept = live.webhooks.deliver_to(dead_url())
    live.control.snapshots.take("one")
    live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.settle()
    live.control.snapshots.restore("one")
    assert [each.id for each in live.webhooks.all()] == [kept.id]
    note = "not yet happened in the snapshot that was restored"
    assert [(each.state, each.note) for each in live.webhooks.deliveries()] == [("dropped", note)] * 2


def test_a_fork_tells_whom_its_snapshot_told_of_its_own_events_only(live: Live) -> None:
    live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.settle()
    live.control.snapshots.take("one")
    made = live.control.sandboxes.create(from_snapshot="one")
    fork = live.control.in_sandbox(made.id)
    assert [each.url for each in fork.webhooks.all()] == [each.url for each in live.webhooks.all()]
    assert fork.webhooks.deliveries() == []


def test_ids_of_deliveries_are_never_repeated(live: Live) -> None:
    seen = set()
    for _ in range(3):
        live.webhooks.deliver_to(dead_url(), mode="drop")
        live.emit(1)
        seen.add(live.only().id)
        live.control.reset()
    assert len(seen) == 3


def test_a_reset_of_the_data_drops_what_was_to_be_told_of_it(live: Live) -> None:
    live.webhooks.deliver_to(dead_url())
    live.emit(1)
    live.control.reset(only=["tokens"])
    assert live.only().state == "pending"
    live.control.reset(only=["data"])
    assert (live.only().state, live.only().note) == ("dropped", "its data went with a reset")
