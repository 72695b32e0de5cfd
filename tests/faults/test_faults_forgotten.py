"""What a rule counts for each token goes when the token is forgotten, and not before."""

from datetime import UTC, datetime

import pytest

from mock_osigu import Sandboxes, Settings
from mock_osigu.engine import faults as faults_module
from mock_osigu.engine import tokens as tokens_module
from mock_osigu.engine.faults import TALLIES
from mock_osigu.engine.matching import Facts
from mock_osigu.engine.rule import Effect, Rule

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def facts(token: str) -> Facts:
    return Facts(
        operation="invoices.list",
        is_api=True,
        method="GET",
        path="/v1/invoices",
        client_id=None,
        token=token,
        header=lambda _: None,
        query=dict,
    )


def test_the_counts_of_forgotten_tokens_go(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (tokens_module, "REMEMBERED", 10),
        (tokens_module, "_FIRST_SWEEP", 20),
        (faults_module, "_FIRST_SWEEP", 40),
    ):
        monkeypatch.setattr(module, name, value)
    sandbox = Sandboxes(Settings(token_ttl=60)).default
    sandbox.tokens._sweep_at, sandbox.faults._sweep_at = 20, 40
    sandbox.clock.freeze(NOW)
    sandbox.faults.add(lambda rule_id: Rule(id=rule_id, effect=Effect(status=503), times=1, per="token"))
    client = sandbox.clients.get(sandbox.own_client_id)
    live = [sandbox.grant_token(client, client.scopes, 86_400).token.value for _ in range(5)]
    assert all(sandbox.faults.hits(facts(token), NOW) for token in live)
    for number in range(500):
        dead = sandbox.grant_token(client, client.scopes, 0).token.value
        assert sandbox.faults.hits(facts(dead), NOW)
        assert sandbox.faults.hits(facts(f"never issued {number}"), NOW)

    assert sandbox.store.size(TALLIES) <= 80
    assert not any(sandbox.faults.hits(facts(token), NOW) for token in live)
    assert sandbox.faults.tally("fault-1").matched == 1_010
