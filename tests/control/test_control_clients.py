"""`/__admin/clients`: make, read, change, remove; a secret is shown when it is made, and never again."""

from typing import Any
from urllib.parse import quote

import pytest

from support import CLIENT_ID, Running

FIELDS = ["client_id", "scopes", "provider", "provider_slug", "data_source", "token_ttl", "scenario"]


def make(live: Running, **fields: Any) -> Any:
    return live.control("POST", "/clients", fields, expect=201)


def test_everything_given(live: Running) -> None:
    given = {
        "client_id": "all",
        "client_secret": "s3cret",
        "scopes": ["arc:read", "read", "arc:read"],
        "provider_slug": "br-gamma",
        "data_source": "RCM",
        "token_ttl": 60,
        "scenario": "token-short",
    }
    answer = live.try_control("POST", "/clients", given)
    assert (answer.status, answer.text) == (
        201,
        (
            '{"client_id":"all","client_secret":"s3cret","scopes":["arc:read","read"],"provider":"br-gamma",'
            '"provider_slug":"br-gamma","data_source":"RCM","token_ttl":60,"scenario":"token-short"}'
        ),
    )
    answer = live.try_control("GET", "/clients/all")
    assert answer.text == (
        '{"client_id":"all","scopes":["arc:read","read"],"provider":"br-gamma","provider_slug":"br-gamma",'
        '"data_source":"RCM","token_ttl":60,"scenario":"token-short"}'
    )


def test_nothing_given_is_generated(live: Running) -> None:
    bodies: list[Any] = [None, {}, {}]
    made = [live.control("POST", "/clients", body, expect=201) for body in bodies]
    assert len({client["client_id"] for client in made}) == 3
    assert len({client["client_secret"] for client in made}) == 3
    for client in made:
        assert client == {
            **client,
            "scopes": ["read", "write"],
            "provider": client["client_id"],
            "provider_slug": None,
            "data_source": "ERP",
            "token_ttl": None,
            "scenario": None,
        }
        assert live.invoices(live.token(client["client_id"], client["client_secret"])).status == 200


def test_what_is_generated_is_never_made_again(live: Running) -> None:
    before = make(live)
    live.control("POST", "/reset")
    after = make(live)
    assert before["client_id"] != after["client_id"]
    assert before["client_secret"] != after["client_secret"]


def test_a_secret_is_never_shown_again(live: Running) -> None:
    make(live, client_id="mine", client_secret="s3cret-unique")
    for method, path, body in [
        ("GET", "/clients", None),
        ("GET", "/clients/mine", None),
        ("PATCH", "/clients/mine", {"client_secret": "s3cret-unique"}),
        ("PUT", "/clients/mine/scenario", {"scenario": None}),
        ("POST", "/clients", {"client_id": "mine", "client_secret": "s3cret-unique"}),
        ("POST", "/clients", {"client_id": "a:b", "client_secret": "s3cret-unique"}),
    ]:
        answer = live.try_control(method, path, body)
        assert "s3cret-unique" not in answer.text, (method, path, answer.text)


def test_the_list_is_in_the_order_of_making(live: Running) -> None:
    before = live.control("GET", "/clients")
    assert before["items"][0]["client_id"] == CLIENT_ID
    make(live, client_id="zz")
    make(live, client_id="aa")
    after = live.control("GET", "/clients")
    assert [item["client_id"] for item in after["items"][-2:]] == ["zz", "aa"]
    assert after["meta"]["total"] == before["meta"]["total"] + 2
    assert all(list(item) == FIELDS for item in after["items"])


def test_a_new_secret_makes_the_old_one_wrong_at_once(live: Running) -> None:
    token = live.token()
    live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_secret": "rotated"})
    assert live.ask_token().status == 401
    assert live.ask_token(CLIENT_ID, "rotated").status == 200
    assert live.invoices(token).status == 200, "tokens outlive their secret"


def test_what_a_change_leaves_out_stays(live: Running) -> None:
    full = {
        "client_id": "c",
        "scopes": ["read"],
        "provider_slug": "p",
        "data_source": "CLAIMS",
        "token_ttl": 5,
        "scenario": "token-short",
    }
    make(live, **full)
    shown = live.control("GET", "/clients/c")
    assert live.control("PATCH", "/clients/c", {}) == shown
    assert live.control("PATCH", "/clients/c") == shown
    assert live.control("PATCH", "/clients/c", {"client_id": "c"}) == shown
    assert live.control("PATCH", "/clients/c", {"token_ttl": None}) == shown | {"token_ttl": None}
    changed = live.control("PATCH", "/clients/c", {"provider_slug": None, "scenario": None, "scopes": []})
    assert changed == {
        "client_id": "c",
        "scopes": [],
        "provider": "c",
        "provider_slug": None,
        "data_source": "CLAIMS",
        "token_ttl": None,
        "scenario": None,
    }
    assert live.control("PATCH", "/clients/c", {"provider_slug": "q"})["provider"] == "q"


def test_an_id_may_not_change(live: Running) -> None:
    problem = live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_id": "other"}, expect=422)
    assert problem["errors"] == [{"path": "client_id", "message": "may not change; make another client"}]
    live.control("GET", "/clients/other", expect=404)


def test_removing_makes_its_tokens_unknown(live: Running) -> None:
    make(live, client_id="mine", client_secret="s")
    token = live.token("mine", "s")
    live.control("DELETE", "/clients/mine", expect=204)
    answer = live.invoices(token)
    assert answer.json()["error_description"] == f"Invalid access token: {token}"
    assert live.ask_token("mine", "s").status == 401
    make(live, client_id="mine", client_secret="s")
    assert live.invoices(token).status == 401, "also when the id comes back"
    assert live.invoices(live.token("mine", "s")).status == 200


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/clients/nobody"),
        ("PATCH", "/clients/nobody"),
        ("DELETE", "/clients/nobody"),
        ("PUT", "/clients/nobody/scenario"),
    ],
)
def test_a_client_that_is_not_there(live: Running, method: str, path: str) -> None:
    problem = live.control(method, path, {}, expect=404)
    assert "'nobody'" in problem["detail"]
    assert problem["code"] == "NOT_FOUND"


@pytest.mark.parametrize("client_id", ["a b", "ñ", "50%", "a+b", "a.b-c_d~e", "?x=1#y", "a;b"])
def test_ids_in_paths_may_be_awkward(live: Running, client_id: str) -> None:
    make(live, client_id=client_id)
    path = f"/clients/{quote(client_id, safe='')}"
    assert live.control("GET", path)["client_id"] == client_id
    live.control("PUT", f"{path}/scenario", {"scenario": "token-short"})
    live.control("DELETE", path, expect=204)


@pytest.mark.parametrize(
    "field, value",
    [
        ("client_id", ""),
        ("client_id", "with:colon"),
        ("client_id", "new\nline"),
        ("client_id", "x" * 201),
        ("client_id", 5),
        ("client_id", None),
        ("client_secret", ""),
        ("client_secret", "tab\t"),
        ("client_secret", "x" * 1001),
        ("scopes", "read"),
        ("scopes", None),
        ("scopes[1]", ["read", "wri te"]),
        ("scopes[0]", [""]),
        ("scopes[0]", ['"']),
        ("provider_slug", ""),
        ("data_source", "erp"),
        ("data_source", None),
        ("provider_slug", "x" * 201),
        ("token_ttl", -1),
        ("token_ttl", 1.5),
        ("token_ttl", "5"),
        ("token_ttl", 3_153_600_001),
        ("token_ttl", 10**30),
        ("scenario", 5),
        ("scenario", "nope"),
        ("secret", "x"),
    ],
)
def test_bad_fields(live: Running, field: str, value: Any) -> None:
    name = field.partition("[")[0]
    for method, path in [("POST", "/clients"), ("PATCH", f"/clients/{CLIENT_ID}")]:
        if (method, name) == ("PATCH", "client_id"):
            continue
        problem = live.control(method, path, {name: value}, expect=422)
        assert [error["path"] for error in problem["errors"]] == [field], problem
    assert live.ask_token().status == 200


def test_every_bad_field_at_once_with_the_choices(live: Running) -> None:
    body = {"client_id": "a:b", "token_ttl": "x", "scopes": [1, "read", "é"], "colour": "red"}
    problem = live.control("POST", "/clients", body, expect=422)
    faults = {error["path"]: error["message"] for error in problem["errors"]}
    assert set(faults) == {"client_id", "token_ttl", "scopes[0]", "scopes[2]", "colour"}
    assert faults["colour"] == (
        "is not a field; valid are client_id, client_secret, scopes, provider_slug, data_source, "
        "token_ttl, scenario"
    )


def test_an_unknown_scenario_names_those_there_are(live: Running) -> None:
    names = [item["name"] for item in live.control("GET", "/scenarios")["items"]]
    problem = live.control("PUT", f"/clients/{CLIENT_ID}/scenario", {"scenario": "nope"}, expect=422)
    assert problem["errors"] == [
        {"path": "scenario", "message": f"there is no scenario 'nope'; valid are {', '.join(names)}"}
    ]
    problem = live.control("PUT", f"/clients/{CLIENT_ID}/scenario", {}, expect=422)
    assert problem["errors"] == [{"path": "scenario", "message": "is required"}]


def test_a_scenario_that_is_not_there_is_named_beside_bad_fields(live: Running) -> None:
    bad = {"client_id": "other", "scenario": "nope", "token_ttl": -1}
    problem = live.control("PATCH", f"/clients/{CLIENT_ID}", bad, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["token_ttl", "client_id", "scenario"]
    problem = live.control("POST", "/clients", bad, expect=422)
    assert [error["path"] for error in problem["errors"]] == ["token_ttl", "scenario"]


@pytest.mark.parametrize(
    "field, said",
    [
        ("client_id", "must be text without colons and control characters"),
        ("client_secret", "must be text without control characters"),
        ("scopes", 'must be one scope, of visible ASCII characters without spaces, `"` and `\\`'),
    ],
)
def test_a_text_that_ends_with_a_line_feed(live: Running, field: str, said: str) -> None:
    value = ["read\n"] if field == "scopes" else "app\n"
    problem = live.control("POST", "/clients", {field: value}, expect=422)
    assert problem["errors"][0]["message"] == said


def test_a_refused_client_is_not_made(live: Running) -> None:
    before = live.control("GET", "/clients")
    live.control("POST", "/clients", {"client_id": "new", "scenario": "nope"}, expect=422)
    live.control("POST", "/clients", {"client_id": CLIENT_ID}, expect=409)
    assert live.control("GET", "/clients") == before
    made = live.new_sandbox()
    live.control("POST", "/clients", {"client_id": "new"}, sandbox=made["id"], expect=201)
