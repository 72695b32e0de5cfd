"""A token's value tells its sandbox, looks like any UUID, and is forgotten when it has long been dead."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.core.clock import CLOCK
from mock_osigu.core.ids import UniqueIds
from mock_osigu.engine import tokens as tokens_module
from mock_osigu.engine.directory import Directory
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.settings import Settings


def test_a_minted_value_is_a_uuid_that_tells_its_sandbox() -> None:
    directory = Directory(UniqueIds())
    minted = {(name, directory.mint(name)) for name in ("default", "other", "third") for _ in range(200)}
    assert len({value for _, value in minted}) == 600
    for name, value in minted:
        assert uuid.UUID(value).version == 4
        assert str(uuid.UUID(value)) == value
        assert directory.of_token(value) == name


def test_the_tokens_of_a_removed_sandbox_belong_to_nobody() -> None:
    directory = Directory(UniqueIds())
    gone, kept = directory.mint("gone"), directory.mint("kept")
    directory.note_token("a JWT of the one that goes", "gone")
    directory.forget("gone")
    assert directory.of_token(gone) is None
    assert directory.of_token("a JWT of the one that goes") is None
    assert directory.of_token(kept) == "kept"
    assert directory.of_token(directory.mint("gone")) == "gone"
    assert directory.of_token(gone) is None


@given(st.text(max_size=40) | st.text(min_size=36, max_size=36) | st.uuids().map(str))
def test_what_was_never_issued_belongs_to_nobody(value: str) -> None:
    directory = Directory(UniqueIds())
    directory.mint("default")
    assert directory.of_token(value) is None


def test_no_entry_is_kept_for_a_token_that_tells_its_sandbox() -> None:
    directory = Directory(UniqueIds())
    value = directory.mint("default")
    directory.note_token(value, "default")
    assert not directory._tokens


def test_long_dead_tokens_are_forgotten_and_live_ones_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_module, "REMEMBERED", 10)
    monkeypatch.setattr(tokens_module, "_FIRST_SWEEP", 40)
    sandbox = Sandboxes(Settings(token_ttl=60)).default
    sandbox.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    client = sandbox.clients.get(sandbox.own_client_id)
    sandbox.tokens._sweep_at = 40
    live = [sandbox.grant_token(client, client.scopes, 86_400).token for _ in range(5)]
    dead = [sandbox.grant_token(client, client.scopes, 0).token for _ in range(500)]
    assert all(sandbox.tokens.find(token.value) == token for token in live)
    assert len(sandbox.tokens.all()) <= 60
    assert [token for token in dead if sandbox.tokens.find(token.value)][-10:] == dead[-10:]
    assert sandbox.store.get(CLOCK, "clock") is not None
