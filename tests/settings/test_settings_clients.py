"""The forms of a client, and what no client can be."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.settings import ClientSpec, SettingError, Settings, configure
from settings.outcomes import outcome

words = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=":,"), min_size=1).filter(
    lambda word: word == word.strip() and not word.startswith("[")
)


def refusal(*clients: Any) -> str:
    with pytest.raises(SettingError) as caught:
        Settings(clients=clients)
    return str(caught.value)


def test_three_forms_are_one() -> None:
    pair, table, spec = (
        Settings(clients=[form]).clients[0]
        for form in (
            "app:secret",
            {"client_id": "app", "client_secret": "secret"},
            ClientSpec("app", "secret"),
        )
    )
    assert pair == table == spec


def test_a_table_has_every_field_of_the_control_api() -> None:
    table = {
        "client_id": "app",
        "client_secret": "secret",
        "scopes": ["read", "read"],
        "provider_slug": "clinic",
        "data_source": "CLAIMS",
        "token_ttl": 5,
        "scenario": "api-slow",
    }
    spec = Settings(clients=[table]).clients[0]
    assert spec == ClientSpec(
        "app",
        "secret",
        scopes=("read",),
        provider_slug="clinic",
        data_source="CLAIMS",
        token_ttl=5,
        scenario="api-slow",
    )


def test_only_the_first_colon_parts_id_and_secret() -> None:
    assert Settings(clients=["app:a:b"]).clients[0].client_secret == "a:b"


@pytest.mark.parametrize(
    "form,named",
    [
        ("app", "no colon"),
        (":secret", "clients[0].client_id"),
        ("app:", "clients[0].client_secret"),
        ("app:a\nb", "clients[0].client_secret"),
        (5, "clients[0]"),
        ({"client_id": "app"}, "clients[0].client_secret"),
        ({"client_id": "a:b", "client_secret": "c"}, "has a colon"),
        ({"client_id": 5, "client_secret": "c"}, "clients[0].client_id"),
        ({"client_id": "a", "client_secret": "c", "scope": []}, "'scopes'"),
        ({"client_id": "a", "client_secret": "c", "scopes": "read"}, "clients[0].scopes"),
        ({"client_id": "a", "client_secret": "c", "scopes": ["re ad"]}, "clients[0].scopes"),
        ({"client_id": "a", "client_secret": "c", "token_ttl": -1}, "clients[0].token_ttl"),
        ({"client_id": "a", "client_secret": "c", "provider_slug": ""}, "clients[0].provider_slug"),
        ({"client_id": "a", "client_secret": "c", "scenario": 1}, "clients[0].scenario"),
        ({"client_id": "a", "client_secret": "c", "data_source": "SAP"}, "ERP, RCM, CLAIMS"),
        ({"client_id": "a", "client_secret": "c", 5: 6}, "clients[0].5"),
    ],
)
def test_what_no_client_can_be(form: Any, named: str) -> None:
    assert named in refusal(form)


def test_a_client_made_alone_is_checked_too() -> None:
    with pytest.raises(SettingError, match="client_id"):
        ClientSpec("", "secret")


def test_every_client_has_its_own_id() -> None:
    assert "'app' is there twice" in refusal("app:one", "other:two", "app:three")


def test_there_is_a_client() -> None:
    assert "no client" in refusal()


@pytest.mark.parametrize("form", ["hush", "hush:", {"client_id": "a", "client_secret": "hush\n"}, ["hush"]])
def test_a_refusal_shows_no_secret(form: Any) -> None:
    if form == "hush:":
        form = {"client_id": "a", "client_secret": ["hush"]}
    assert "hush" not in refusal(form)


def test_a_text_is_no_list_of_clients() -> None:
    with pytest.raises(SettingError, match="is not a list"):
        Settings(clients="app:secret")


@given(st.dictionaries(words, words, min_size=1, max_size=5))
def test_the_variable_gives_what_was_put_in(pairs: dict[str, str]) -> None:
    text = ",".join(f"{client_id}:{secret}" for client_id, secret in pairs.items())
    clients = configure({}, {"MOCK_OSIGU_CLIENTS": text}).settings.clients
    assert {client.client_id: client.client_secret for client in clients} == pairs


@given(st.dictionaries(words, st.text(min_size=1).filter(str.isprintable), min_size=1, max_size=5))
def test_json_gives_what_was_put_in(pairs: dict[str, str]) -> None:
    tables = [{"client_id": client_id, "client_secret": secret} for client_id, secret in pairs.items()]
    clients = configure({}, {"MOCK_OSIGU_CLIENTS": json.dumps(tables)}).settings.clients
    assert {client.client_id: client.client_secret for client in clients} == pairs


@given(st.text(min_size=1) | st.text().map("[{}".format) | st.integers(1, 5000).map(lambda n: "[" * n))
def test_any_text_is_clients_or_one_line(text: str) -> None:
    came = outcome(lambda: configure({}, {"MOCK_OSIGU_CLIENTS": text}).settings.clients)
    if isinstance(came, SettingError):
        assert came.source == "environment MOCK_OSIGU_CLIENTS"
        assert str(came).isprintable()
    else:
        assert all(client.client_id and client.client_secret for client in came)
