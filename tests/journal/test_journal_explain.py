"""Why an answer was what it was, for a tired person."""

from typing import Any

import pytest

from mock_osigu.engine.masking import fingerprint
from support import CLIENT_ID, EXAMPLE_TOKEN, SECRET, Answer, Running, basic, bearer

TOKEN = f"The token {fingerprint(EXAMPLE_TOKEN)}"


def explain(live: Running, answer: Answer, sandbox: str | None = None) -> dict[str, Any]:
    request_id = answer.header("X-Mock-Osigu-Request-Id")
    explained: dict[str, Any] = live.control("GET", f"/requests/{request_id}/explain", sandbox=sandbox)
    return explained


def because(live: Running, answer: Answer, sandbox: str | None = None) -> str:
    return " ".join(explain(live, answer, sandbox)["because"])


def test_a_good_answer(live: Running) -> None:
    explained = explain(live, live.invoices(EXAMPLE_TOKEN))
    assert list(explained) == [
        *("id", "status", "outcome", "sandbox", "because", "instead", "client", "token", "faults", "clock")
    ]
    said = f"Operation invoices.list answered by its rules, for client '{CLIENT_ID}'."
    assert (explained["because"], explained["instead"]) == ([said], None)
    assert explained["client"] == {"client_id": CLIENT_ID, "provider": CLIENT_ID, "scenario": None}
    assert explained["token"]["fingerprint"] == fingerprint(EXAMPLE_TOKEN)
    assert explained["token"]["scope"] == "read write"
    assert explained["clock"]["frozen"] is False


def test_a_token_that_expired_by_this_clock(live: Running) -> None:
    live.time.pass_(seconds=86_399 + 40)
    explained = explain(live, live.invoices(EXAMPLE_TOKEN))
    assert explained["because"][0] == f"{TOKEN} expired 40 s before this request, by this sandbox's clock."
    assert (
        explained["instead"] == "Get a new token, then GET /v1/invoices with Authorization: Bearer <token>."
    )


def test_what_was_true_then_stays_true(live: Running) -> None:
    good = live.invoices(EXAMPLE_TOKEN)
    live.control("POST", "/tokens/expire")
    bad = live.invoices(EXAMPLE_TOKEN)
    assert "expire" not in because(live, good)
    said = f"{TOKEN} has no life, or was expired on request (POST /__admin/tokens/expire)."
    assert said in because(live, bad)


def test_a_token_that_is_revoked(live: Running) -> None:
    live.control("POST", "/tokens/revoke")
    assert f"{TOKEN} is revoked." in because(live, live.invoices(EXAMPLE_TOKEN))


def test_a_token_from_nowhere(live: Running) -> None:
    name = f"The token {fingerprint('made-up-token')}"
    said = f"{name} was never issued by this server, or belongs to a sandbox that is no more."
    assert said in because(live, live.invoices("made-up-token"))


def test_a_token_from_before_a_reset(live: Running) -> None:
    token = live.token()
    live.control("POST", "/reset")
    assert "is from before a reset or restore of sandbox 'default'." in because(live, live.invoices(token))


def test_a_token_of_another_sandbox(live: Running) -> None:
    made = live.new_sandbox()
    token = live.token(made["client_id"], made["client_secret"])
    answer = live.invoices(token, prefix="/__sandbox/default")
    said = f"The path names sandbox 'default', but the credential belongs to sandbox '{made['id']}'"
    assert said in because(live, answer, made["id"])


@pytest.mark.parametrize("headers", [[], [bearer("made-up-token")]], ids=["no credential", "an unknown one"])
def test_a_path_to_no_sandbox(live: Running, headers: list[tuple[str, str]]) -> None:
    answer = live.send("GET", "/__sandbox/none/v1/invoices", *headers)
    said = "The path names sandbox 'none', but there is none, so sandbox 'default' answered."
    assert explain(live, answer)["because"][0] == said


@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/oauth/token?grant_type=client_credentials"])
def test_a_path_to_no_sandbox_with_a_credential(live: Running, path: str) -> None:
    credential = basic() if "oauth" in path else bearer(EXAMPLE_TOKEN)
    answer = live.send("POST" if "oauth" in path else "GET", f"/__sandbox/none{path}", credential)
    said = "The path names sandbox 'none', but there is none; the credential belongs to sandbox 'default'"
    assert explain(live, answer)["because"][0].startswith(said)


def test_a_token_of_the_future(live: Running) -> None:
    token = live.token()
    live.control("PATCH", "/clock", {"now": "2025-12-31T23:59:00Z"})
    assert "is valid in 60 s only, by this sandbox's clock." in because(live, live.invoices(token))


def test_no_token(live: Running) -> None:
    explained = explain(live, live.send("GET", "/v1/invoices"))
    assert explained["because"][0] == "The request has no Bearer token."
    assert explained["because"][1].startswith("The answer says: Full authentication is required")


def test_an_authority_that_is_missing(live: Running) -> None:
    answer = live.invoices(live.token("token-no-scope", "sandbox"))
    said = because(live, answer)
    assert "has the scopes: none; GET needs 'read'." in said
    assert "bound to scenario 'token-no-scope': its tokens carry no authority: 403 on the API." in said
    assert explain(live, answer)["instead"] == "The same request with a token that has the scope 'read'."


def test_a_wrong_secret(live: Running) -> None:
    explained = explain(live, live.ask_token(CLIENT_ID, "guessed"))
    said = f"The secret {fingerprint('guessed')} is not that of client '{CLIENT_ID}'."
    assert explained["because"] == [said, "The answer says: Bad credentials."]
    assert explained["instead"].startswith(
        "POST /v1/oauth/token?grant_type=client_credentials with the client's id"
    )


def test_a_secret_that_was_rotated_since(live: Running) -> None:
    live.control("PATCH", f"/clients/{CLIENT_ID}", {"client_secret": "rotated"})
    assert f"The secret {fingerprint(SECRET)} is not that of" in because(live, live.ask_token())


def test_an_unknown_client_and_its_nearest(live: Running) -> None:
    said = because(live, live.ask_token("token-shorty", "sandbox"))
    assert "There is no client 'token-shorty' in sandbox 'default'; the nearest is 'token-short'." in said


def test_a_grant_that_is_missing(live: Running) -> None:
    answer = live.send("POST", "/v1/oauth/token", basic())
    assert because(live, answer) == "The answer says: Missing grant type."


def test_a_fault_rule(live: Running) -> None:
    live.control("POST", "/faults", {"effect": {"status": 503}}, expect=201)
    explained = explain(live, live.invoices(EXAMPLE_TOKEN))
    assert explained["because"][0] == "Changed by fault rule 'fault-1'."
    assert [rule["id"] for rule in explained["faults"]] == ["fault-1"]
    assert explained["instead"].startswith("The same request, once the fault is over or removed")


def test_the_rule_of_a_scenario(live: Running) -> None:
    answer = live.invoices(live.token("api-unavailable", "sandbox"))
    explained = explain(live, answer)
    name = "api-unavailable"
    said = f"Changed by rule '{name}' of scenario '{name}', which client '{name}' is bound to."
    assert explained["because"][0] == said
    assert [rule["id"] for rule in explained["faults"]] == ["api-unavailable"]


def test_prefer(live: Running) -> None:
    answer = live.send("GET", "/v1/invoices", bearer(EXAMPLE_TOKEN), ("Prefer", "code=500"))
    assert "The request itself asked for this answer by its Prefer header." in because(live, answer)


@pytest.mark.parametrize(
    "method, target, said, instead",
    [
        ("GET", "/v1/invoice", "No message available", "GET /v1/invoices."),
        ("GET", "/v1/oauth/tokens", "No message available", "POST /v1/oauth/token."),
        ("GET", "/zzz", "No message available", "One of GET /__admin/operations."),
        ("DELETE", "/v1/invoices", "Request method 'DELETE'", "The same path with one of GET, HEAD, POST."),
        ("POST", "/v1/invoices", "", "The same request with what the answer names put right."),
        ("GET", "/v1/invoices/nope", "nope", "The same request with an id that this client's provider has"),
    ],
)
def test_the_nearest_good_request(live: Running, method: str, target: str, said: str, instead: str) -> None:
    answer = live.send(method, target, bearer(EXAMPLE_TOKEN))
    explained = explain(live, answer)
    assert said in " ".join(explained["because"])
    assert explained["instead"].startswith(instead)


def test_a_rate_limit(live: Running) -> None:
    live.control("PUT", "/limits", {"payments": {"per_minute": 1}})
    live.invoices(EXAMPLE_TOKEN)
    explained = explain(live, live.invoices(EXAMPLE_TOKEN))
    assert "enforced by mock-osigu" in explained["because"][0]
    assert explained["instead"] == "The same request after 60 s of this sandbox's clock."


def test_a_connection_that_broke(live: Running) -> None:
    live.control("POST", "/faults", {"effect": {"connection": "close"}}, expect=201)
    with pytest.raises(ConnectionError):
        live.invoices(EXAMPLE_TOKEN)
    live.http.close()
    found = live.control("POST", "/requests/wait", {"match": {"outcome": "closed"}})
    (entry,) = found["items"]
    explained = live.control("GET", f"/requests/{entry['id']}/explain")
    assert explained["status"] is None
    assert "The connection was closed before the whole answer had left." in explained["because"]
    assert explained["instead"].startswith("The same request, once the fault is over")
