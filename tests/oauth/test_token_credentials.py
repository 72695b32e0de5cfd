"""Who the Basic header names, in every encoding that clients use."""

import base64
import hmac
from urllib.parse import quote, quote_plus

import pytest

from mock_osigu.settings import Settings
from support import CLIENT_ID, TOKEN_PATH, Running, basic, running

AWKWARD = [
    pytest.param("c0ffee-1_2.3~4", "plain", id="punctuation"),
    pytest.param("id%41", "se%63ret", id="percent signs that look encoded"),
    pytest.param("50%", "100%sure", id="percent signs that do not"),
    pytest.param("a+b", "c+d e", id="plus and space"),
    pytest.param("id", "a:b::c:", id="colons in the secret"),
    pytest.param("niño", "contraseña-é", id="latin-1"),
    pytest.param("клиент", "секрет🔑", id="beyond latin-1"),
    pytest.param("a&b=c", "x?y#z/", id="reserved"),
    pytest.param("sp ace", '"quo\\ted"', id="space and quotes"),
]


def make(live: Running, client_id: str, secret: str) -> None:
    live.control("POST", "/clients", {"client_id": client_id, "client_secret": secret}, expect=201)


@pytest.mark.parametrize("client_id, secret", AWKWARD)
def test_as_sent_and_form_encoded(live: Running, client_id: str, secret: str) -> None:
    make(live, client_id, secret)
    everything = str.maketrans({ch: f"%{ord(ch):02X}" for ch in "-_.~!*'()"})
    forms = {
        "as sent": (client_id, secret),
        "form-encoded": (quote_plus(client_id), quote_plus(secret)),
        "percent-encoded": (quote(client_id, safe=""), quote(secret, safe="")),
        "all but letters": (
            quote_plus(client_id).translate(everything),
            quote_plus(secret).translate(everything),
        ),
    }
    answers = {form: live.ask_token(*pair).status for form, pair in forms.items()}
    assert answers == dict.fromkeys(forms, 200)


@pytest.mark.parametrize("client_id, secret", [("niño", "contraseña-é"), ("ÿ", "\xa0")])
def test_latin_1_where_it_is_no_utf_8(live: Running, client_id: str, secret: str) -> None:
    make(live, client_id, secret)
    assert live.send("POST", TOKEN_PATH, basic(client_id, secret, "latin-1")).status == 200
    assert live.send("POST", TOKEN_PATH, basic(client_id, secret, "utf-8")).status == 200


def test_a_secret_is_not_decoded_twice(live: Running) -> None:
    make(live, "once", "a b")
    assert live.ask_token("once", "a%2520b").status == 401


def test_the_secret_of_another_client_is_wrong(live: Running) -> None:
    make(live, "one", "secret-1")
    make(live, "two", "secret-2")
    assert live.ask_token("one", "secret-2").status == 401
    assert live.ask_token("two", "secret-2").status == 200


@pytest.mark.parametrize("secret", ["", "BASE64SECRETKEY", "base64secretkey ", "base64secretke", "x" * 5000])
def test_near_misses_of_a_secret(live: Running, secret: str) -> None:
    assert live.ask_token(CLIENT_ID, secret).status == 401


def test_unknown_clients_cost_the_same_comparisons(live: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reading of the header is one comparison in constant time, of values of the same length."""
    compared: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def counted(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counted)
    counts = {}
    for who in [(CLIENT_ID, "base64secretkey"), (CLIENT_ID, "wrong"), ("nobody", "wrong"), ("", "")]:
        compared.clear()
        live.ask_token(*who)
        counts[who] = list(compared)
    assert set(map(tuple, counts.values())) == {((32, 32),)}
    compared.clear()
    live.ask_token("no%20body", "wrong")
    assert compared == [(32, 32)] * 2


def test_the_mask_of_unknown_clients_is_nobodys_secret(live: Running) -> None:
    assert live.ask_token("nobody", "no client has this secret").status == 401


def test_clients_of_the_settings_take_the_default_ones_place() -> None:
    with running(Settings(clients=["mine:s"])) as live:
        assert live.ask_token("mine", "s").status == 200
        assert live.ask_token().status == 401
        assert live.ask_token("token-short", "sandbox").status == 200, "scenario clients stay"


def test_base64_without_padding_is_not_base64(live: Running) -> None:
    value = base64.b64encode(b"ab:c").decode().rstrip("=")
    answer = live.send("POST", TOKEN_PATH, ("Authorization", f"Basic {value}=x"))
    assert answer.json()["message"] == "Failed to decode basic authentication token"
