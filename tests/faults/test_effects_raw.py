"""Every effect of a rule as it is on the wire, alone and with others, and what the journal says of it."""

import json
from collections.abc import Iterator

import pytest

from faults.exchanges import Seen, ended, exchange, fault, request
from support import TOKEN_PATH, Running, basic, running


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as served:
        yield served


@pytest.fixture
def live(server: Running) -> Running:
    server.renew()
    return server


@pytest.fixture
def whole(live: Running) -> Seen:
    """The answer that nothing happened to."""
    seen = exchange(live)
    assert (seen.status, seen.end) == (200, "closed")
    assert len(seen.body) == int(seen.header("Content-Length") or 0) > 100
    return seen


def journal(live: Running) -> tuple[int | None, str]:
    """Status and outcome of the last exchange."""
    (entry,) = ended(live)
    assert entry.fault == "fault-1"
    return entry.status, entry.outcome


def test_status_is_an_error_of_the_paths_own(live: Running) -> None:
    fault(live, status=503, headers={"Retry-After": "7"})
    seen = exchange(live)
    assert (seen.status, seen.end) == (503, "closed")
    assert json.loads(seen.body)["code"] == "SERVICE_UNAVAILABLE"
    assert (seen.header("Retry-After"), seen.header("X-Mock-Osigu-Fault")) == ("7", "fault-1")
    assert journal(live) == (503, "sent")


def test_status_may_have_a_body_and_come_late(live: Running) -> None:
    fault(live, status=402, body={"pay": "first"}, delay_seconds=0.05)
    seen = exchange(live)
    assert (seen.status, json.loads(seen.body)) == (402, {"pay": "first"})
    assert seen.seconds >= 0.05
    assert journal(live) == (402, "sent")


def test_delay_changes_nothing_but_the_time(live: Running, whole: Seen) -> None:
    fault(live, delay_seconds=0.1)
    seen = exchange(live)
    assert (seen.body, seen.status) == (whole.body, 200)
    assert seen.seconds >= 0.1
    assert journal(live) == (200, "sent")
    assert ended(live)[0].seconds >= 0.1


def test_delays_of_two_rules_add_up(live: Running) -> None:
    fault(live, delay_seconds=0.05)
    fault(live, delay_seconds=0.06)
    seen = exchange(live)
    assert seen.seconds >= 0.11
    assert seen.header("X-Mock-Osigu-Fault") == "fault-1,fault-2"


def test_jitter_is_more_delay(live: Running) -> None:
    fault(live, delay_seconds=0.02, jitter_seconds=0.05)
    seconds = [exchange(live).seconds for _ in range(3)]
    assert min(seconds) >= 0.02
    # Of the default seed; less is a jitter of nothing.
    assert max(seconds) >= 0.04


@pytest.mark.parametrize(
    "token_fault, status, said",
    [
        ("expired", 401, b"Access token expired"),
        ("revoked", 401, b"Invalid access token"),
        ("no_scope", 403, b"insufficient_scope"),
    ],
)
def test_token_looks_bad(live: Running, token_fault: str, status: int, said: bytes) -> None:
    fault(live, token=token_fault)
    seen = exchange(live)
    assert seen.status == status
    assert said in seen.body
    assert (seen.header("WWW-Authenticate") or "").startswith("Bearer ")
    assert journal(live) == (status, "sent")


@pytest.mark.parametrize("seconds", [None, 0.05])
@pytest.mark.parametrize(
    "connection, end, outcome", [("reset", "reset", "reset"), ("close", "closed", "closed")]
)
def test_connection_breaks_without_a_byte(
    live: Running, connection: str, end: str, outcome: str, seconds: float | None
) -> None:
    fault(live, connection=connection, **({"delay_seconds": seconds} if seconds else {}))
    seen = exchange(live)
    assert (seen.received, seen.end) == (b"", end)
    assert seen.seconds >= (seconds or 0)
    assert journal(live) == (None, outcome)


def test_hang_lasts_until_the_client_goes(live: Running) -> None:
    fault(live, connection="hang")
    seen = exchange(live, patience=0.1)
    assert (seen.received, seen.end) == (b"", "silent")
    assert journal(live) == (None, "gave_up")


def test_truncated_breaks_its_promise(live: Running, whole: Seen) -> None:
    fault(live, damage="truncated")
    seen = exchange(live)
    assert seen.header("Content-Length") == str(len(whole.body))
    assert seen.body == whole.body[: len(whole.body) // 2]
    assert (seen.end, journal(live)) == ("closed", (200, "sent"))


@pytest.mark.parametrize("damage", ["malformed", "empty", "html", "content_type"])
def test_damage_keeps_to_http(live: Running, whole: Seen, damage: str) -> None:
    fault(live, damage=damage)
    seen = exchange(live)
    half = whole.body[: len(whole.body) // 2]
    html = seen.body if seen.body.startswith(b"<!doctype html>") else b""
    expected, content_type = {
        "malformed": (half, "application/json"),
        "empty": (b"", "application/json"),
        "html": (html, "text/html;charset=UTF-8"),
        "content_type": (whole.body, "text/plain;charset=UTF-8"),
    }[damage]
    assert (seen.status, seen.body, seen.header("Content-Type")) == (200, expected, content_type)
    assert seen.header("Content-Length") == str(len(seen.body))
    assert bool(html) is (damage == "html")
    assert journal(live) == (200, "sent")


def test_drip_is_whole_in_the_end(live: Running, whole: Seen) -> None:
    fault(live, drip_bytes_per_second=len(whole.body) * 5)
    seen = exchange(live)
    assert seen.body == whole.body
    assert seen.seconds >= 0.2
    assert journal(live) == (200, "sent")


def test_drip_delay_and_damage_go_together(live: Running, whole: Seen) -> None:
    for damage in ("malformed", "truncated"):
        live.renew()
        fault(live, damage=damage, drip_bytes_per_second=len(whole.body) * 5, delay_seconds=0.05)
        seen = exchange(live)
        assert seen.body == whole.body[: len(whole.body) // 2], damage
        assert seen.seconds >= 0.15
        assert journal(live) == (200, "sent")


def test_damage_to_an_error_that_was_asked_for(live: Running) -> None:
    fault(live, status=500, damage="html")
    seen = exchange(live)
    assert seen.status == 500
    assert seen.body.startswith(b"<!doctype html>")


def test_token_endpoint_is_as_fragile(live: Running) -> None:
    fault(live, connection="reset")
    name, value = basic()
    seen = exchange(live, f"POST {TOKEN_PATH} HTTP/1.1\r\nHost: a\r\n{name}: {value}\r\n\r\n".encode())
    assert (seen.received, seen.end) == (b"", "reset")


def test_head_is_truncated_after_its_head(live: Running, whole: Seen) -> None:
    fault(live, damage="truncated")
    seen = exchange(live, request().replace(b"GET ", b"HEAD "))
    assert (seen.header("Content-Length"), seen.body) == (str(len(whole.body)), b"")
    assert seen.end == "closed"


def test_control_api_is_never_broken(live: Running) -> None:
    fault(live, connection="reset", delay_seconds=3600)
    assert live.control("GET", "/clock")
    live.control("DELETE", "/faults", expect=204)
    assert exchange(live).status == 200
