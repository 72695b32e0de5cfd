"""Which rules hit a request, in which order, and how often."""

from time import perf_counter

import pytest

from faults.ruling import INVOICES, add, ask, by, counts, statuses
from support import EXAMPLE_TOKEN, Running, basic, bearer


def test_the_first_effect_that_ends_the_request_wins(live: Running) -> None:
    first = add(live, {"status": 503})
    second = add(live, {"status": 500})
    answer = ask(live)
    assert (answer.status, by(answer)) == (503, first)
    assert (counts(live, first), counts(live, second)) == ((1, 1), (0, 0))


def test_an_effect_that_ends_nothing_lets_the_next_rule_act(live: Running) -> None:
    damage = add(live, {"damage": "content_type"})
    status = add(live, {"status": 418, "body": {"tea": True}, "headers": {"X-Pot": "1"}})
    answer = ask(live)
    assert (answer.status, by(answer)) == (418, f"{damage},{status}")
    assert answer.body == b'{"tea":true}'
    assert (answer.header("X-Pot"), answer.header("Content-Type")) == ("1", "text/plain;charset=UTF-8")


def test_delays_add_up_and_are_real_time(live: Running) -> None:
    ids = [add(live, {"delay_seconds": 0.06}) for _ in range(2)]
    began = perf_counter()
    answer = ask(live)
    assert perf_counter() - began >= 0.12
    assert (answer.status, by(answer)) == (200, ",".join(ids))


def test_a_rule_comes_before_401(live: Running) -> None:
    add(live, {"status": 503})
    assert live.send("GET", INVOICES).status == 503


def test_an_error_answer_wears_the_envelope_of_its_path(live: Running) -> None:
    rule = add(live, {"status": 503})
    answer = ask(live)
    assert answer.json() == {
        "code": "SERVICE_UNAVAILABLE",
        "message": f"Service Unavailable, as asked of mock-osigu by {rule}",
    }
    live.control("DELETE", f"/faults/{rule}", expect=204)
    assert ask(live).status == 200


@pytest.mark.parametrize(
    "status, code",
    [
        (404, "NOT_FOUND"),
        (418, "IM_A_TEAPOT"),
        (422, "VALIDATION_ERROR"),
        (429, "RATE_LIMIT_EXCEEDED"),
        (500, "INTERNAL_ERROR"),
        (504, "GATEWAY_TIMEOUT"),
    ],
)
def test_the_code_is_that_of_the_same_status_unasked(live: Running, status: int, code: str) -> None:
    add(live, {"status": status})
    assert (ask(live).status, ask(live).json()["code"]) == (status, code)


def test_after_and_times(live: Running) -> None:
    rule = add(live, {"status": 503}, after=1, times=2)
    assert statuses(live, 5) == [200, 503, 503, 200, 200]
    shown = live.control("GET", f"/faults/{rule}")
    assert (shown["matched"], shown["hits"], shown["remaining"]) == (5, 2, 0)


def test_until_is_on_the_sandboxs_clock_and_half_open(live: Running) -> None:
    add(live, {"status": 503}, until="2026-01-01T01:00:10+01:00")
    live.time.pass_(seconds=9.999999)
    assert ask(live).status == 503
    live.time.pass_(microseconds=1)
    assert ask(live).status == 200


def test_each_token_expires_after_two_uses(live: Running) -> None:
    add(live, {"token": "expired"}, per="token", after=2)
    for _ in range(2):
        token = live.token()
        uses = [live.invoices(token) for _ in range(4)]
        assert [answer.status for answer in uses] == [200, 200, 401, 401]
        assert "Access token expired" in uses[-1].text


def test_the_rules_of_a_sandbox_touch_no_other(live: Running) -> None:
    made = live.new_sandbox()
    add(live, {"status": 503}, sandbox=made["id"])
    assert ask(live).status == 200
    assert live.ask_token(made["client_id"], made["client_secret"]).status == 503
    assert live.control("GET", "/faults")["items"] == []


@pytest.mark.parametrize(
    "match, target, method, hit",
    [
        ({}, INVOICES, "GET", True),
        ({}, "/v1/oauth/token", "POST", True),
        ({}, "/.well-known/jwks.json", "GET", True),
        ({}, "/v1/nothing", "GET", False),
        ({}, "/nothing", "GET", False),
        ({}, "/v1/invoices", "DELETE", False),
        ({"operation": "api"}, INVOICES, "GET", True),
        ({"operation": "api"}, "/v1/nothing", "GET", True),
        ({"operation": "api"}, "/v1/oauth/token", "POST", False),
        ({"operation": "invoices.list"}, "/v1/account-receivables", "GET", True),
        ({"operation": "invoices.list"}, INVOICES, "HEAD", True),
        ({"operation": "invoices.list", "method": "HEAD"}, INVOICES, "GET", False),
        ({"operation": "invoices.list"}, "/v1/invoices", "POST", False),
        ({"path": "/v1/invoices"}, INVOICES, "GET", True),
        ({"path": "/v1/invoices"}, "/v1/invoices/", "GET", False),
        ({"path": "/v1/inv*"}, "/v1/invoices/x", "GET", True),
        ({"path": "*"}, "/nothing", "GET", True),
        ({"path": "/v1/invoices/[ab]"}, "/v1/invoices/ab", "GET", False),
        ({"method": "POST"}, "/nothing", "POST", True),
        ({"client_id": "cossen-osigu-service"}, INVOICES, "GET", True),
        ({"client_id": "somebody"}, INVOICES, "GET", False),
        ({"query": {"size": "*"}}, INVOICES, "GET", True),
        ({"query": {"size": "2"}}, INVOICES, "GET", False),
        ({"query": {"page": "*"}}, INVOICES, "GET", False),
        ({"header": {"x-flow": "pay*"}}, INVOICES, "GET", True),
        ({"header": {"X-Flow": "other"}}, INVOICES, "GET", False),
        ({"header": {"Content-Type": "*"}}, INVOICES, "GET", False),
    ],
)
def test_what_a_match_means(
    live: Running, match: dict[str, object], target: str, method: str, *, hit: bool
) -> None:
    add(live, {"status": 599}, match=match)
    answer = ask(live, ("X-Flow", "payment"), target=target, method=method)
    assert (answer.status == 599) is hit, answer.status


def test_the_control_api_is_never_hit(live: Running) -> None:
    add(live, {"status": 503}, match={"path": "*"})
    add(live, {"connection": "reset"}, match={"path": "*"})
    assert live.send("GET", "/health").status == 200
    assert live.send("GET", "/__admin/faults").status == 200
    assert live.send("GET", "/__admin/nothing").status == 404


def test_a_token_rule_means_the_use_of_a_token(live: Running) -> None:
    rule = add(live, {"token": "expired"}, times=1)
    token = live.token()
    assert live.send("GET", INVOICES).json()["error"] == "unauthorized"
    assert counts(live, rule) == (0, 0)
    assert live.invoices(token).status == 401
    assert live.invoices(token).status == 200


@pytest.mark.parametrize("match", [{"operation": "token.issue"}, {"path": "/v1/oauth/token"}])
@pytest.mark.parametrize(
    "token, status, said",
    [("expired", 401, "expired"), ("revoked", 401, "Invalid"), ("no_scope", 403, "Insufficient")],
)
def test_a_token_rule_for_the_token_endpoint_makes_tokens_so(
    live: Running, match: dict[str, str], token: str, status: int, said: str
) -> None:
    add(live, {"token": token}, match=match, times=1)
    born, next_one = live.token(), live.token()
    answer = live.invoices(born)
    assert (answer.status, said in answer.text) == (status, True)
    assert live.invoices(next_one).status == 200


@pytest.mark.parametrize(
    "token, status, said",
    [("expired", 401, "expired"), ("revoked", 401, "Invalid"), ("no_scope", 403, "Insufficient")],
)
def test_a_token_that_looks_bad_when_used(live: Running, token: str, status: int, said: str) -> None:
    rule = add(live, {"token": token})
    answer = ask(live)
    assert (answer.status, said in answer.text, by(answer)) == (status, True, rule)


def test_the_token_endpoint_slow_down_or_answering_html(live: Running) -> None:
    for effect in ({"damage": "html"}, {"status": 503}, {"delay_seconds": 0.05}):
        add(live, effect, match={"operation": "token.issue"}, times=1)
    page = live.ask_token()
    assert (page.status, page.header("Content-Type")) == (503, "text/html;charset=UTF-8")
    slow = live.ask_token()
    assert slow.status == 200
    assert by(slow) == "fault-3"


def test_rules_that_never_hit_are_reported(live: Running) -> None:
    used, unused = add(live, {"status": 503}, times=1), add(live, {"status": 500}, match={"client_id": "x"})
    ask(live)
    assert [rule["id"] for rule in live.control("GET", "/faults?unused=true")["items"]] == [unused]
    assert [rule["id"] for rule in live.control("GET", "/faults")["items"]] == [used, unused]


def test_what_a_removed_rule_counted_is_gone(live: Running) -> None:
    rule = add(live, {"status": 503})
    ask(live)
    live.control("DELETE", f"/faults/{rule}", expect=204)
    again = add(live, {"status": 503})
    assert again != rule
    live.control("DELETE", "/faults", expect=204)
    assert live.control("GET", "/faults")["items"] == []
    assert live.sandboxes.default.faults.tally(rule).matched == 0


def test_a_client_that_holds_the_old_secret(live: Running) -> None:
    live.control("POST", "/clients", {"client_id": "app", "client_secret": "old"}, expect=201)
    token = live.token("app", "old")
    live.control("PATCH", "/clients/app", {"client_secret": "new"})
    assert live.ask_token("app", "old").status == 401
    assert live.invoices(token).status == 200
    assert (
        live.send("POST", "/v1/oauth/token?grant_type=client_credentials", basic("app", "new")).status == 200
    )
    assert live.send("GET", INVOICES, bearer(EXAMPLE_TOKEN)).status == 200
