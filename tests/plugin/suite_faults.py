"""A suite as a user would write it: failures on request, and what was asked of Osigu.

It runs against a server of its own and against one elsewhere. What a test records must be the same both ways.
"""

import re

import pytest
import requests

from mock_osigu.client import ControlError, Limit
from plugin.suite_calls import Record, ask_token, list_invoices, status, token_of
from pytest_mock_osigu import OsiguServer


def lines(osigu: OsiguServer) -> list[str]:
    """The journal without what differs from run to run."""
    return [re.sub(r"^#\d+ | in \d+\.\d ms", "", entry.line) for entry in osigu.requests.all()]


def test_the_next_one_fails(osigu_server: OsiguServer, record_property: Record) -> None:
    token = token_of(osigu_server)
    rule = osigu_server.fail_next(status=503, path="/v1/invoices", headers={"Retry-After": "7"})
    first = list_invoices(osigu_server, token)
    assert (first.status_code, first.headers["Retry-After"]) == (503, "7")
    assert first.headers["X-Mock-Osigu-Fault"] == rule.id
    assert status(osigu_server, token) == 200
    record_property("lines", lines(osigu_server))


def test_a_connection_that_is_reset(osigu_server: OsiguServer) -> None:
    osigu_server.fail_next(connection="reset")
    with pytest.raises(requests.ConnectionError):
        ask_token(osigu_server)
    assert ask_token(osigu_server).status_code == 200
    assert [entry.outcome for entry in osigu_server.requests.all()] == ["reset", "sent"]


def test_an_answer_that_is_not_json(osigu_server: OsiguServer) -> None:
    osigu_server.faults.add(operation="invoices.list", damage="html")
    answer = list_invoices(osigu_server, osigu_server.issue_token())
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_token_that_looks_expired(osigu_server: OsiguServer) -> None:
    osigu_server.fail_next(token="expired")
    token = token_of(osigu_server)
    assert [status(osigu_server, token) for _ in range(2)] == [401, 200]


def test_rules_and_what_they_did(osigu_server: OsiguServer) -> None:
    used = osigu_server.faults.add(match={"operation": "invoices.list"}, effect={"status": 500}, times=1)
    unused = osigu_server.faults.add(operation="invoices.read", status=503)
    assert status(osigu_server, osigu_server.issue_token()) == 500
    assert [rule.id for rule in osigu_server.faults.unused()] == [unused.id]
    osigu_server.faults.remove(used)
    osigu_server.faults.clear()
    assert osigu_server.faults.all() == []


def test_the_next_test_knows_no_rule_and_no_request(osigu_server: OsiguServer) -> None:
    assert osigu_server.faults.all() == []
    assert osigu_server.requests.count() == 0


def test_a_rule_that_can_do_nothing(osigu_server: OsiguServer, record_property: Record) -> None:
    with pytest.raises(ControlError) as caught:
        osigu_server.fail_next(path="/v1/invoice")
    record_property("error", str(caught.value.errors))


def test_a_keyword_that_is_none(osigu_server: OsiguServer) -> None:
    with pytest.raises(TypeError, match=r"fail_next\(\) does not know pat=; did you mean path= \?"):
        osigu_server.fail_next(pat="/v1/invoices")  # type: ignore[call-arg]


def test_limits(osigu_server: OsiguServer) -> None:
    osigu_server.limits.set(payments=Limit(per_minute=1))
    token = token_of(osigu_server)
    assert [status(osigu_server, token) for _ in range(2)] == [200, 429]
    osigu_server.limits.clear()
    assert status(osigu_server, token) == 200


def test_questions_about_requests(osigu_server: OsiguServer) -> None:
    token = token_of(osigu_server)
    list_invoices(osigu_server, token)
    journal = osigu_server.requests
    assert journal.count(method="POST", path="/v1/oauth/token") == 1
    assert journal.last().operation == "invoices.list"
    assert token not in str(vars(journal.last()))
    journal.assert_requested(method="GET", path="/v1/invoices", count=1)
    journal.assert_none(method="DELETE")
    journal.clear()
    journal.assert_none()


def test_what_came_instead(osigu_server: OsiguServer, record_property: Record) -> None:
    list_invoices(osigu_server, osigu_server.issue_token())
    with pytest.raises(AssertionError) as caught:
        osigu_server.requests.assert_requested(method="POST", path="/v1/invoices", count=1)
    record_property("message", re.sub(r"#\d+", "#n", str(caught.value)))


def test_why(osigu_server: OsiguServer, record_property: Record) -> None:
    token = token_of(osigu_server)
    osigu_server.clock.advance(hours=25)
    list_invoices(osigu_server, token)
    said = str(osigu_server.requests.explain(osigu_server.requests.last()))
    assert "expired" in said
    record_property("said", re.sub(r"masked \w+|\d+ s\b", "…", said))


def test_waiting(osigu_server: OsiguServer) -> None:
    ask_token(osigu_server)
    (entry,) = osigu_server.requests.wait(path="/v1/oauth/token")
    assert entry.status == 200
    osigu_server.requests.quiet(0.05)
    with pytest.raises(AssertionError, match=r"waited 0\.05 s for 1 request: GET"):
        osigu_server.requests.wait(method="GET", timeout=0.05)


def test_the_journal_of_another_world_is_its_own(osigu_server: OsiguServer) -> None:
    other = osigu_server.new_sandbox()
    other.fail_next()
    assert ask_token(osigu_server).status_code == 200
    assert ask_token(other).status_code == 503
    assert (osigu_server.requests.last().status, other.requests.last().status) == (200, 503)
    assert osigu_server.requests.count() == other.requests.count() == 1


@pytest.mark.osigu(unused_faults="error")
def test_every_rule_has_hit(osigu_server: OsiguServer) -> None:
    osigu_server.fail_next()
    assert ask_token(osigu_server).status_code == 503
