"""The half-open life of a token, on the sandbox's clock, at both of its edges."""

from datetime import UTC, datetime, timedelta

import pytest

from mock_osigu.settings import Settings
from support import CLIENT_ID, EXAMPLE_TOKEN, Running, running

MICROSECOND = timedelta(microseconds=1)


def travel(live: Running, to: datetime) -> None:
    live.control("PATCH", "/clock", {"now": to.isoformat()})


def worth(live: Running, token: str) -> str:
    """`good`, or the error's description without the token."""
    answer = live.invoices(token)
    if answer.status == 200:
        return "good"
    assert answer.status == 401
    assert answer.json()["error"] == "invalid_token"
    return str(answer.json()["error_description"]).removesuffix(f": {token}")


@pytest.mark.parametrize("ttl", [1, 5, 86399])
@pytest.mark.parametrize("frozen", [True, False])
def test_from_issue_to_expiry(ttl: int, frozen: bool) -> None:  # noqa: FBT001
    with running(Settings(token_ttl=ttl)) as live:
        born = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
        live.control("PATCH", "/clock", {"now": born.isoformat(), "frozen": frozen})
        token = live.token()
        end = born + timedelta(seconds=ttl)
        for moment, expected in [
            (born, "good"),
            (end - timedelta(seconds=1), "good"),
            (end - MICROSECOND, "good"),
            (end, "Access token expired"),
            (end + MICROSECOND, "Access token expired"),
            (end + timedelta(days=999), "Access token expired"),
            (born, "good"),
            (born - MICROSECOND, "Invalid access token"),
        ]:
            travel(live, moment)
            assert (moment, worth(live, token)) == (moment, expected)


def test_the_machines_time_counts_too() -> None:
    with running(Settings(token_ttl=60)) as live:
        token = live.token()
        live.time.pass_(seconds=59, milliseconds=999)
        assert worth(live, token) == "good"
        live.time.pass_(milliseconds=1)
        assert worth(live, token) == "Access token expired"


def test_a_frozen_clock_keeps_a_token(live: Running) -> None:
    live.control("PATCH", "/clock", {"frozen": True})
    token = live.token()
    live.time.pass_(days=3)
    assert worth(live, token) == "good"
    live.control("POST", "/clock/advance", {"seconds": 86398.999999})
    assert worth(live, token) == "good"
    live.control("POST", "/clock/advance", {"seconds": 0.000001})
    assert worth(live, token) == "Access token expired"


def test_no_life_at_all() -> None:
    with running(Settings(token_ttl=0)) as live:
        live.control("PATCH", "/clock", {"frozen": True})
        assert worth(live, live.token()) == "Access token expired"


def test_a_fraction_of_a_second_at_issue_is_kept() -> None:
    with running(Settings(token_ttl=1), start=datetime(2026, 1, 1, 0, 0, 0, 999999, tzinfo=UTC)) as live:
        token = live.token()
        live.time.pass_(milliseconds=999)
        assert worth(live, token) == "good"


class TestTheDocumentedExampleToken:
    def test_is_good_from_the_start_for_the_usual_life(self, live: Running) -> None:
        assert worth(live, EXAMPLE_TOKEN) == "good"
        live.time.pass_(seconds=86399)
        assert worth(live, EXAMPLE_TOKEN) == "Access token expired"

    def test_comes_back_with_a_reset_of_all_or_of_the_tokens(self, live: Running) -> None:
        for body in ({}, {"only": ["tokens"]}):
            live.control("POST", "/tokens/revoke")
            assert worth(live, EXAMPLE_TOKEN) == "Invalid access token"
            live.control("POST", "/reset", body)
            assert worth(live, EXAMPLE_TOKEN) == "good"

    def test_does_not_come_back_with_another_part(self, live: Running) -> None:
        live.control("POST", "/tokens/expire")
        live.control("POST", "/reset", {"only": ["data", "clock"]})
        assert worth(live, EXAMPLE_TOKEN) == "Access token expired"

    def test_starts_at_the_time_of_a_frozen_start(self, live: Running) -> None:
        live.control("POST", "/reset", {"freeze": "2030-01-01T00:00:00Z", "token_ttl": 5})
        assert worth(live, EXAMPLE_TOKEN) == "good"
        live.control("POST", "/clock/advance", {"seconds": 5})
        assert worth(live, EXAMPLE_TOKEN) == "Access token expired"

    def test_is_not_there_without_the_documented_client(self) -> None:
        with running(Settings(clients=["mine:s"])) as live:
            assert worth(live, EXAMPLE_TOKEN) == "Invalid access token"

    def test_is_in_the_default_sandbox_alone(self, live: Running) -> None:
        made = live.new_sandbox()
        tokens = live.control("GET", "/tokens", sandbox=made["id"])
        assert tokens == {"items": [], "meta": {"total": 0}}
        assert live.control("GET", "/tokens")["items"][0]["client_id"] == CLIENT_ID
