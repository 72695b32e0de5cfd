"""What a program is told when its Osigu was asked something else than it should."""

from typing import Any

import pytest

from client.failing import failing
from mock_osigu.client import ControlClient, ControlError
from support import Running


def test_what_holds_raises_nothing(used: ControlClient) -> None:
    used.requests.assert_requested(method="GET")
    used.requests.assert_requested(count=3)
    used.requests.assert_requested(path="/v1/*", at_least=3, at_most=3)
    used.requests.assert_requested(method="DELETE", at_most=3)
    used.requests.assert_none(status=500)
    assert used.requests.verify(method="GET").ok


def test_what_did_not_come(used: ControlClient) -> None:
    lines = failing(used.requests.assert_requested, method="POST", path="/v1/account-receivables", count=1)
    assert lines == [
        "expected exactly 1 request: POST /v1/account-receivables",
        "none came",
        "nearest to it:",
        "  #3 POST /v1/invoices -> 422",
        "      path is /v1/invoices, expected /v1/account-receivables",
        "  #1 POST /v1/oauth/token -> 200",
        "      path is /v1/oauth/token, expected /v1/account-receivables",
        "  #2 GET /v1/invoices -> 200",
        "      method is GET, expected POST",
        "      path is /v1/invoices, expected /v1/account-receivables",
    ]


@pytest.mark.parametrize(
    "wanted,amount",
    [
        ({"count": 2}, "exactly 2 requests"),
        ({"at_least": 2}, "at least 2 requests"),
        ({"at_most": 0}, "at most 0 requests"),
        ({"at_least": 2, "at_most": 3}, "from 2 to 3 requests"),
    ],
)
def test_what_came_too_often_or_not_often_enough(
    used: ControlClient, wanted: dict[str, int], amount: str
) -> None:
    lines = failing(used.requests.assert_requested, operation="invoices.list", **wanted)
    assert lines[:3] == [
        f"expected {amount}: any with operation invoices.list",
        "1 came:",
        "  #2 GET /v1/invoices?size=1&page=0 -> 200",
    ]


@pytest.mark.parametrize(
    "wanted,said",
    [
        ({"count": 2, "at_least": 1}, "count=2 is exact, so at_least=1 cannot go with it"),
        ({"count": 0, "at_least": 0, "at_most": 3}, "so at_least=0 and at_most=3 cannot go with it"),
        ({"at_least": 3, "at_most": 2}, "no number is at_least=3 and at_most=2"),
    ],
)
def test_numbers_that_contradict_each_other(wanted: dict[str, Any], said: str) -> None:
    nobody = ControlClient("http://127.0.0.1:9")
    for ask in (nobody.requests.assert_requested, nobody.requests.verify):
        with pytest.raises(ValueError, match=said):
            ask(method="GET", **wanted)


def test_one_step_is_no_order() -> None:
    nobody = ControlClient("http://127.0.0.1:9")
    with pytest.raises(
        TypeError, match=r"assert_order\('GET /v1'\): valid is a list of steps, as \['GET /v1'\]"
    ):
        nobody.requests.assert_order("GET /v1")


def test_what_must_not_have_come(used: ControlClient) -> None:
    lines = failing(used.requests.assert_none, path="/v1/inv*")
    assert lines == [
        "expected no request: /v1/inv*",
        "2 came:",
        "  #2 GET /v1/invoices?size=1&page=0 -> 200",
        "  #3 POST /v1/invoices -> 422",
    ]


def test_a_long_list_is_cut(live: Running, control: ControlClient) -> None:
    for _ in range(12):
        live.send("GET", "/nothing")
    lines = failing(control.requests.assert_none)
    assert lines[1] == "12 came, the last 10 of them:"
    assert lines[2].startswith("  #3 GET /nothing")


def test_an_empty_journal_asks_where_the_program_points(live: Running, control: ControlClient) -> None:
    hint = f"no request came here at all; is your program pointed at {live.url}?"
    assert failing(control.requests.assert_requested) == [
        "expected at least 1 request: any",
        "none came",
        hint,
    ]
    assert failing(control.requests.last, path="/p") == ["no request has come: /p", hint]
    inner = control.in_sandbox(live.new_sandbox()["id"])
    assert failing(inner.requests.last)[1].endswith(f"pointed at {live.url}/__sandbox/{inner.sandbox}?")


def test_order(used: ControlClient) -> None:
    used.requests.assert_order(["POST /v1/oauth/token", "invoices.list", {"status": 422}])
    used.requests.assert_order(["/v1/oauth/token", "*/invoices"])
    used.requests.assert_order(["POST  /v1/invoices"])


def test_what_came_in_another_order(used: ControlClient) -> None:
    lines = failing(used.requests.assert_order, ["GET /v1/invoices", {"operation": "token.issue"}])
    assert lines == [
        "expected in this order:",
        "  1. GET /v1/invoices",
        "  2. any with operation token.issue",
        "step 2 did not come where it should",
        "what came:",
        "  #1 POST /v1/oauth/token -> 200",
        "  #2 GET /v1/invoices -> 200",
        "  #3 POST /v1/invoices -> 422",
        "nearest to it:",
        "  #3 POST /v1/invoices -> 422",
        "      operation is invoices.register, expected token.issue",
    ]


def test_an_order_of_nothing_that_came(control: ControlClient) -> None:
    assert failing(control.requests.assert_order, ["/v1/invoices"])[-1].startswith(
        "no request came here at all"
    )
    with pytest.raises(ValueError, match="an empty text names no request; write it as 'GET /v1/invoices'"):
        control.requests.assert_order([" "])


@pytest.mark.parametrize("filters", [{"operation": "invoice.list"}, {"methid": "GET"}, {"status": 1000}])
def test_a_question_that_has_no_answer_is_refused(used: ControlClient, filters: dict[str, Any]) -> None:
    for ask in (used.requests.count, used.requests.assert_none, used.requests.wait, used.requests.last):
        with pytest.raises(ControlError) as caught:
            ask(**filters)
        assert next(iter(filters)) in str(caught.value)
