"""Which sandbox a request belongs to: its client id's, else its token's, else its path's, else the default one."""

from datetime import datetime

import pytest

from support import EXAMPLE_TOKEN, START, TOKEN_PATH, Running, basic, bearer

HERE, THERE = START, datetime.fromisoformat("2040-01-01T00:00:00Z")


@pytest.fixture
def other(live: Running) -> dict[str, str]:
    """A sandbox that shows in the Date of its answers."""
    return live.new_sandbox(freeze=THERE.isoformat())


def year(live: Running, method: str, target: str, *headers: tuple[str, str]) -> int:
    """The year of the sandbox that answered."""
    date = live.send(method, target, *headers).header("Date") or ""
    return int(date.split()[3])


def test_the_client_id_even_with_a_wrong_secret(live: Running, other: dict[str, str]) -> None:
    for secret in (other["client_secret"], "wrong"):
        assert year(live, "POST", TOKEN_PATH, basic(other["client_id"], secret)) == THERE.year
    assert year(live, "POST", TOKEN_PATH, basic()) == HERE.year
    assert year(live, "POST", TOKEN_PATH, basic("nobody")) == HERE.year


def test_a_client_id_that_is_form_encoded(live: Running, other: dict[str, str]) -> None:
    live.control("POST", "/clients", {"client_id": "a b"}, sandbox=other["id"], expect=201)
    assert year(live, "POST", TOKEN_PATH, basic("a%20b", "wrong")) == THERE.year


def test_a_client_id_that_was_deleted(live: Running, other: dict[str, str]) -> None:
    live.control("DELETE", f"/clients/{other['client_id']}", sandbox=other["id"], expect=204)
    assert year(live, "POST", TOKEN_PATH, basic(other["client_id"])) == THERE.year


@pytest.mark.parametrize("ending", ["expire", "revoke", "reset", "nothing"])
def test_the_token_whatever_it_is_worth(live: Running, other: dict[str, str], ending: str) -> None:
    token = live.token(other["client_id"], other["client_secret"])
    if ending == "reset":
        live.control("POST", "/reset", {"freeze": THERE.isoformat()}, sandbox=other["id"])
    elif ending != "nothing":
        live.control("POST", f"/tokens/{ending}", sandbox=other["id"])
    status = live.invoices(token).status
    assert (year(live, "GET", "/v1/invoices", bearer(token)), status) == (
        THERE.year,
        200 if ending == "nothing" else 401,
    )


def test_the_path_where_no_credential_is_known(live: Running, other: dict[str, str]) -> None:
    prefix = f"/__sandbox/{other['id']}"
    for headers in ([], [bearer("unknown")], [basic("nobody", "x")], [("Authorization", "Basic ?")]):
        assert year(live, "GET", f"{prefix}/v1/invoices", *headers) == THERE.year
        assert year(live, "GET", "/v1/invoices", *headers) == HERE.year
    assert year(live, "GET", f"{prefix}/nothing") == THERE.year


def test_the_credential_before_the_path(live: Running, other: dict[str, str]) -> None:
    prefix = f"/__sandbox/{other['id']}"
    assert year(live, "POST", prefix + TOKEN_PATH, basic()) == HERE.year
    assert year(live, "GET", f"{prefix}/v1/invoices", bearer(EXAMPLE_TOKEN)) == HERE.year
    token = live.token(other["client_id"], other["client_secret"])
    assert year(live, "GET", "/__sandbox/default/v1/invoices", bearer(token)) == THERE.year


def test_a_path_that_names_no_sandbox_is_the_default_ones(live: Running) -> None:
    assert year(live, "GET", "/__sandbox/unknown/v1/invoices", bearer(EXAMPLE_TOKEN)) == HERE.year
    assert live.invoices(EXAMPLE_TOKEN, prefix="/__sandbox/unknown").status == 200


def test_the_sandboxs_url_is_a_base_for_everything(live: Running, other: dict[str, str]) -> None:
    path = other["url"].removeprefix(live.url)
    token = live.ask_token(other["client_id"], other["client_secret"], prefix=path).json()["access_token"]
    answer = live.invoices(token, prefix=path)
    assert answer.status == 200
    assert all(link["href"].startswith("/invoices") for link in answer.json()["links"])


def test_a_client_id_lives_in_one_sandbox(live: Running, other: dict[str, str]) -> None:
    for taken, sandbox, holder in [
        ("cossen-osigu-service", other["id"], "default"),
        ("token-short", other["id"], "default"),
        (other["client_id"], None, other["id"]),
    ]:
        problem = live.control("POST", "/clients", {"client_id": taken}, sandbox=sandbox, expect=409)
        assert problem["code"] == "CONFLICT"
        assert problem["detail"].startswith(f"client id '{taken}' belongs to sandbox '{holder}'")
    same = live.control("POST", "/clients", {"client_id": "token-short"}, expect=409)
    assert same["detail"] == "client id 'token-short' is taken in this sandbox"


def test_a_deleted_client_id_stays_with_its_sandbox(live: Running, other: dict[str, str]) -> None:
    live.control("POST", "/clients", {"client_id": "mine"}, sandbox=other["id"], expect=201)
    live.control("DELETE", "/clients/mine", sandbox=other["id"], expect=204)
    live.control("POST", "/clients", {"client_id": "mine"}, expect=409)
    live.control("POST", "/clients", {"client_id": "mine"}, sandbox=other["id"], expect=201)
