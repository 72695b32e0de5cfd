"""The built-in scenario clients, and scenarios of one's own: from the settings and over the control API."""

import json
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest

from faults.ruling import by
from mock_osigu import Settings
from mock_osigu.core.errors import Unprocessable
from mock_osigu.settings import SettingError, configure
from support import Answer, Running, running

BUILT_IN = {
    "token-expired": ([401, 401, 401], "expired"),
    "token-expires-once": ([401, 200, 401], "expired"),
    "token-short": ([200, 200, 200], ""),
    "token-revoked": ([401, 401, 401], "Invalid access token"),
    "token-no-scope": ([403, 403, 403], "insufficient_scope"),
    "api-unavailable": ([503, 503, 503], "SERVICE_UNAVAILABLE"),
    "api-malformed": ([200, 200, 200], ""),
}


def token(live: Running, client_id: str) -> str:
    return live.token(client_id, "sandbox")


def calls(live: Running, client_id: str, count: int) -> list[Answer]:
    """One call of the API with a fresh token each."""
    return [live.invoices(token(live, client_id)) for _ in range(count)]


@pytest.mark.parametrize("client_id, seen", BUILT_IN.items())
def test_what_happens_to_a_scenario_client(
    live: Running, client_id: str, seen: tuple[list[int], str]
) -> None:
    answers = calls(live, client_id, 3)
    assert [answer.status for answer in answers] == seen[0]
    assert seen[1] in answers[0].text


def test_a_short_life(live: Running) -> None:
    answer = live.ask_token("token-short", "sandbox").json()
    assert answer["expires_in"] == 2
    live.time.pass_(seconds=2)
    assert live.invoices(answer["access_token"]).status == 401


@pytest.mark.parametrize(
    "client_id, status, retry_after", [("auth-unavailable", 503, None), ("auth-rate-limited", 429, "60")]
)
def test_a_token_endpoint_that_is_down(
    live: Running, client_id: str, status: int, retry_after: str | None
) -> None:
    for _ in range(2):
        answer = live.ask_token(client_id, "sandbox")
        assert (answer.status, answer.header("Retry-After"), by(answer)) == (status, retry_after, client_id)


@pytest.mark.parametrize(
    "client_id, status, retry_after",
    [("api-unavailable-once", 503, None), ("api-rate-limited-once", 429, "1")],
)
def test_the_first_call_with_each_token(
    live: Running, client_id: str, status: int, retry_after: str | None
) -> None:
    for _ in range(2):
        value = token(live, client_id)
        first, *others = [live.invoices(value) for _ in range(3)]
        assert (first.status, first.header("Retry-After")) == (status, retry_after)
        assert [answer.status for answer in others] == [200, 200]


def test_a_slow_api(live: Running) -> None:
    (rule,) = live.sandboxes.default.scenario_faults(live.sandboxes.default.clients.get("api-slow"))
    assert (rule.match.operation, rule.effect.delay_seconds) == ("api", 5.0)
    assert live.ask_token("api-slow", "sandbox").status == 200


def test_a_reset_of_the_connection(live: Running) -> None:
    value = token(live, "api-reset")
    with pytest.raises((ConnectionResetError, RemoteDisconnected)):
        live.invoices(value)
    live.http.close()
    (entry,) = live.control("GET", "/requests?client_id=api-reset&operation=invoices.list")["items"]
    assert (entry["status"], entry["outcome"], entry["fault"]) == (None, "reset", "api-reset")


def test_a_cut_json_with_a_true_length(live: Running) -> None:
    (answer,) = calls(live, "api-malformed", 1)
    assert answer.header("Content-Length") == str(len(answer.body))
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_every_scenario_says_where_it_comes_from(live: Running) -> None:
    live.control("PUT", "/scenarios/mine", {}, expect=201)
    listed = live.control("GET", "/scenarios")["items"]
    assert [item["origin"] for item in listed] == ["built-in"] * 13 + ["control"]
    assert all(item["summary"] for item in listed[:13])


OWN = """
[[clients]]
client_id = "flaky"
client_secret = "flaky"
scenario = "flaky"

[scenarios.flaky]
token = {ttl = 5, lives = 3}
faults = [{match = {operation = "invoices.list"}, effect = {status = 500, body = {why = ["x"]}}, times = 1}]
"""


def settings_of(text: str, folder: Path) -> Settings:
    path = folder / "mock.toml"
    path.write_text(text, encoding="utf-8")
    return configure({"config": str(path)}, {}).settings


def test_one_of_the_settings(tmp_path: Path) -> None:
    with running(settings_of(OWN, tmp_path)) as live:
        issued = live.ask_token("flaky", "flaky").json()
        assert issued["expires_in"] == 5
        first = live.invoices(issued["access_token"])
        assert (first.status, first.json(), by(first)) == (500, {"why": ["x"]}, "flaky.1")
        assert live.invoices(issued["access_token"]).status == 200
        live.time.pass_(seconds=3)
        assert live.invoices(issued["access_token"]).status == 401, "it died before its promised end"
        assert live.control("GET", "/scenarios")["items"][-1]["origin"] == "settings"
        assert live.control("DELETE", "/scenarios/flaky", expect=409)["detail"].startswith(
            "scenario 'flaky' is in"
        )


@pytest.mark.parametrize(
    "text, said",
    [
        ("[scenarios.a]\nfaults = [{effect = {status = 503}, match = {operation = 'x'}}]", "operation 'x'"),
        ("[scenarios.a]\nfaults = [{effect = {}}]", "scenarios.a.faults[0].effect"),
        ("[scenarios.a]\nfaults = [{}, {}]", "scenarios.a.faults[0]: Object missing required field `effect`"),
        ("[scenarios.'a b']\nfaults = []", "a b"),
        (
            "[scenarios.a]\ntoken = {every = 3}",
            "scenarios.a.token.every: 3 has no meaning without born (",
        ),
        (
            "[scenarios.a]\ntoken = {lives = 3, born = 'expired'}",
            "scenarios.a.token.lives: 3 has no meaning where every token is born expired (",
        ),
        (
            "[scenarios.a]\nfaults = [{effect = {delay_seconds = 0}}]",
            "scenarios.a.faults[0].effect.delay_seconds",
        ),
    ],
)
def test_a_bad_one_of_the_settings_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises((SettingError, Unprocessable)) as caught, running(settings_of(text, tmp_path)):
        pass
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


FLAKY = {
    "summary": "fails once",
    "token": {"ttl": 60},
    "faults": [{"match": {"operation": "api"}, "effect": {"status": 503}, "times": 1}],
}


def bound(live: Running) -> str:
    """A client bound to the scenario `mine`."""
    live.control("PUT", "/scenarios/mine", FLAKY, expect=201)
    made = {"client_id": "app", "client_secret": "secret", "scenario": "mine"}
    live.control("POST", "/clients", made, expect=201)
    return "app"


def test_one_of_the_control_api(live: Running) -> None:
    client_id = bound(live)
    issued = live.ask_token(client_id, "secret").json()
    assert issued["expires_in"] == 60
    assert [live.invoices(issued["access_token"]).status for _ in range(2)] == [503, 200]


def test_a_replaced_one_counts_from_nothing(live: Running) -> None:
    value = live.token(bound(live), "secret")
    assert live.invoices(value).status == 503
    assert live.control("PUT", "/scenarios/mine", FLAKY)["faults"][0]["id"] == "mine.1"
    assert [live.invoices(value).status for _ in range(2)] == [503, 200]


def test_one_that_is_bound_cannot_be_removed(live: Running) -> None:
    client_id = bound(live)
    problem = live.control("DELETE", "/scenarios/mine", expect=409)
    assert problem["detail"] == "scenario 'mine' is bound to app; unbind it first"
    live.control("PUT", f"/clients/{client_id}/scenario", {"scenario": None})
    live.control("DELETE", "/scenarios/mine", expect=204)
    problem = live.control("DELETE", "/scenarios/mine", expect=404)
    assert problem["detail"].startswith("there is no scenario 'mine'; there are: token-expired, ")


def test_no_reset_leaves_a_binding_to_nothing(live: Running) -> None:
    client_id = bound(live)
    parts = ["data", "tokens", "clock", "faults", "requests", "webhooks"]
    live.control("POST", "/reset", {"only": parts})
    assert live.ask_token(client_id, "secret").status == 200
    live.control("PUT", "/snapshots/point", expect=201)
    problem = live.control("POST", "/reset", {"scenario": "mine"}, expect=422)
    assert problem["errors"][0]["path"] == "scenario"
    assert live.ask_token(client_id, "secret").status == 200, "a refused reset changes nothing"
    live.control("POST", "/reset")
    assert live.ask_token(client_id, "secret").status == 401
    assert "mine" not in live.sandboxes.default.scenarios.names()
    live.control("POST", "/snapshots/point/restore")
    assert live.ask_token(client_id, "secret").json()["expires_in"] == 60
    fork = live.new_sandbox(from_snapshot="point", scenario="mine")
    assert live.ask_token(fork["client_id"], fork["client_secret"]).json()["expires_in"] == 60


def test_one_is_its_sandboxs_own(live: Running) -> None:
    live.control("PUT", "/scenarios/mine", FLAKY, expect=201)
    problem = live.control("POST", "/sandboxes", {"scenario": "mine"}, expect=422)
    assert "valid are token-expired" in problem["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_the_built_in_ones_stay(live: Running, method: str) -> None:
    problem = live.control(method, "/scenarios/api-slow", FLAKY if method == "PUT" else None, expect=409)
    assert problem["detail"] == "scenario 'api-slow' is built in, and stays as it is; take another name"


@pytest.mark.parametrize("name", ["a%0a", "a%0d%0aX-Evil:1", "%0a", "a%20"])
def test_a_name_that_could_end_a_header(live: Running, name: str) -> None:
    problem = live.control("PUT", f"/scenarios/{name}", {}, expect=422)
    said = "must be up to 100 letters, digits, dots, hyphens and underscores, first a letter or a digit"
    assert problem["errors"] == [{"path": "name", "message": said}]


def test_every_fault_of_a_bad_one_is_named(live: Running) -> None:
    bad = {
        "token": {"ttl": -1, "born": "old", "every": 0, "skew_seconds": 1e6, "scopes": ["a b"], "x": 1},
        "faults": [],
    }
    problem = live.control("PUT", "/scenarios/mine", bad, expect=422)
    fields = ["ttl", "skew_seconds", "born", "every", "scopes[0]", "x"]
    assert [error["path"] for error in problem["errors"]] == [f"token.{field}" for field in fields]
    faults: list[Any] = [{"effect": {}}, {"effect": {"status": 503}}]
    faults.append({"match": {"path": "/x"}, "effect": {"body": 1}})
    problem = live.control("PUT", "/scenarios/mine", {"faults": faults}, expect=422)
    paths = ["faults[0].effect", "faults[2].match.path", "faults[2].effect.body"]
    assert [error["path"] for error in problem["errors"]] == paths
    problem = live.control("PUT", "/scenarios/a,b", {}, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["name"]


def test_a_life_beside_a_birth_that_ends_it(live: Running) -> None:
    token = {"lives": 3, "born": "expired", "ttl": -1}
    problem = live.control("PUT", "/scenarios/mine", {"token": token}, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["token.ttl", "token.lives"]
    made = live.control(
        "PUT", "/scenarios/mine", {"token": {"lives": 3, "born": "expired", "every": 2}}, expect=201
    )
    assert made["token"]["lives"] == 3, "every second token lives so"
    problem = live.control("PUT", "/scenarios/mine", {"token": {"lives": 3, "born": "old"}}, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["token.born"]


def test_every_without_what_it_counts(live: Running) -> None:
    problem = live.control("PUT", "/scenarios/mine", {"token": {"every": 2, "ttl": 5}}, expect=422)
    said = "has no meaning without born; valid for that are expired, revoked"
    assert problem["errors"] == [{"path": "token.every", "message": said}]
    made = live.control("PUT", "/scenarios/mine", {"token": {"ttl": 5}}, expect=201)
    again = live.control("PUT", "/scenarios/mine", {"token": made["token"]})
    assert again["token"] == made["token"], "what is shown can be put back"


def test_faults_of_every_part_of_a_bad_one_are_named_at_once(live: Running) -> None:
    bad = {
        "summary": 1,
        "token": {"every": 2, "ttl": -1},
        "faults": [{"effect": {"delay_seconds": 0}}, 7, {"effect": {"status": 99}, "match": {"path": "/x"}}],
        "x": 1,
    }
    problem = live.control("PUT", "/scenarios/a,b", bad, expect=422)
    assert [error["path"] for error in problem["errors"]] == [
        *("summary", "token.ttl", "x", "name", "token.every"),
        *("faults[0].effect.delay_seconds", "faults[1]"),
        *("faults[2].effect.status", "faults[2].match.path"),
    ]


def test_a_clock_that_is_ahead_of_the_issuers(live: Running) -> None:
    live.control("PUT", "/scenarios/ahead", {"token": {"ttl": 60, "skew_seconds": 50}}, expect=201)
    live.control("PUT", "/scenarios/behind", {"token": {"ttl": 60, "skew_seconds": -50}}, expect=201)
    for name, before, after in (("ahead", 200, 401), ("behind", 401, 200)):
        live.control(
            "POST", "/clients", {"client_id": name, "client_secret": "s", "scenario": name}, expect=201
        )
        issued = live.ask_token(name, "s").json()
        assert issued["expires_in"] == 60
        assert live.invoices(issued["access_token"]).status == before
        live.control("POST", "/clock/advance", {"seconds": 50})
        assert live.invoices(issued["access_token"]).status == after


def test_tokens_that_are_born_so_every_third_time(live: Running) -> None:
    live.control("PUT", "/scenarios/third", {"token": {"born": "revoked", "every": 3}}, expect=201)
    live.control(
        "POST", "/clients", {"client_id": "t", "client_secret": "s", "scenario": "third"}, expect=201
    )
    statuses = [live.invoices(live.token("t", "s")).status for _ in range(6)]
    assert statuses == [401, 200, 200, 401, 200, 200]
