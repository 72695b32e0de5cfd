"""Rate limits: Osigu's documented ones, or others, on the sandbox's clock; off unless asked for."""

from faults.ruling import ask, statuses
from mock_osigu import Settings
from support import EXAMPLE_TOKEN, Running, running


def test_there_is_none_at_start(live: Running) -> None:
    assert live.control("GET", "/limits") == {
        "oauth": {"per_minute": None, "per_second": None},
        "payments": {"per_minute": None, "per_second": None},
    }
    assert set(statuses(live, 65)) == {200}


def test_the_documented_ones() -> None:
    with running(Settings(enforce_limits=True)) as live:
        assert live.control("GET", "/limits") == {
            "oauth": {"per_minute": 10, "per_second": None},
            "payments": {"per_minute": 60, "per_second": 10},
        }
        assert [live.ask_token().status for _ in range(11)] == [200] * 10 + [429]
        for _ in range(6):
            assert statuses(live, 11) == [200] * 10 + [429]
            live.time.pass_(seconds=1)
        answer = ask(live)
        assert (answer.status, answer.header("Retry-After")) == (429, "54")
        assert answer.json()["code"] == "RATE_LIMIT_EXCEEDED"
        assert "60 requests a minute" in answer.json()["message"]
        assert "enforced by mock-osigu" in answer.json()["message"]
        live.time.pass_(seconds=54)
        assert ask(live).status == 200


def test_a_reset_brings_the_worlds_limits_back() -> None:
    with running(Settings(enforce_limits=True)) as live:
        live.control("DELETE", "/limits", expect=204)
        assert set(statuses(live, 15)) == {200}
        live.control("POST", "/reset")
        assert statuses(live, 11)[-1] == 429


def test_limits_of_ones_own(live: Running) -> None:
    wanted = {"payments": {"per_minute": 2}}
    assert live.control("PUT", "/limits", wanted)["payments"] == {"per_minute": 2, "per_second": None}
    assert statuses(live, 3) == [200, 200, 429]
    live.control("POST", "/clock/advance", {"seconds": 60})
    assert statuses(live, 3) == [200, 200, 429]
    live.control("PUT", "/limits", wanted)
    assert ask(live).status == 200, "set anew, they count anew"


def test_a_limit_counts_each_client_apart(live: Running) -> None:
    live.control("PUT", "/limits", {"oauth": {"per_minute": 1}})
    assert live.ask_token().status == 200
    refused = live.ask_token()
    assert (refused.status, refused.header("Retry-After")) == (429, "60")
    assert live.ask_token("token-short", "sandbox").status == 200
    assert live.invoices(EXAMPLE_TOKEN).status == 200


def test_a_bad_limit_is_named(live: Running) -> None:
    bad = {"payments": {"per_minute": 0, "per_hour": 1}, "arc": {}}
    problem = live.control("PUT", "/limits", bad, expect=422)
    assert [error["path"] for error in problem["errors"]] == [
        "payments.per_minute",
        "payments.per_hour",
        "arc",
    ]
