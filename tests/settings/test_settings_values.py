"""What Settings takes, keeps and refuses."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any

import pytest

from mock_osigu.settings import ClientSpec, Serving, SettingError, Settings


def refusal(**values: Any) -> SettingError:
    with pytest.raises(SettingError) as caught:
        Settings(**values)
    assert "\n" not in str(caught.value)
    return caught.value


def test_defaults_are_the_documented_world() -> None:
    settings = Settings()
    (client,) = settings.clients
    assert (client.client_id, client.client_secret) == ("cossen-osigu-service", "base64secretkey")
    assert client.scopes == ("read", "write")
    assert (settings.token_ttl, settings.token_format, settings.token_reuse) == (86_399, "uuid", False)
    assert (settings.seed, settings.locale, settings.invoices) == (0, "es_CO", 25)
    assert (settings.control, settings.control_token, settings.allow_hosts) == (True, None, ())
    assert (settings.max_body, settings.max_header) == (10_485_760, 32_768)
    assert settings.scenarios == {}
    serving = Serving()
    assert (serving.host, serving.port, serving.log_format) == ("127.0.0.1", 6744, "text")
    assert (serving.config, serving.ready_file) == (None, None)


def test_a_jwt_lives_an_hour_unless_a_ttl_is_set() -> None:
    assert Settings(token_format="jwt").token_ttl == 3_600
    assert Settings(token_format="jwt", token_ttl=7).token_ttl == 7
    assert Settings(token_ttl=0).token_ttl == 0


def test_jwt_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_osigu.settings.find_spec", lambda _name: None)
    message = str(refusal(token_format="jwt"))
    assert "pip install 'mock-osigu[jwt]', or from a clone: pip install '.[jwt]'" in message
    assert Settings().token_format == "uuid"


@pytest.mark.parametrize(
    "name,value",
    [
        ("token_ttl", 0),
        ("token_ttl", 3_153_600_000),
        ("invoices", 0),
        ("invoices", 1_000_000),
        ("seed", -(2**63)),
        ("seed", 2**63 - 1),
        ("max_body", 0),
        ("max_header", 256),
    ],
)
def test_both_ends_of_a_range_belong_to_it(name: str, value: Any) -> None:
    assert getattr(Settings(**{name: value}), name) == value


@pytest.mark.parametrize(
    "name,value",
    [
        ("token_ttl", -1),
        ("token_ttl", 3_153_600_001),
        ("token_ttl", 1.5),
        ("token_ttl", True),
        ("token_ttl", "5"),
        ("invoices", -1),
        ("invoices", 1_000_001),
        ("invoices", None),
        ("seed", -(2**63) - 1),
        ("seed", 2**63),
        ("max_body", -1),
        ("max_header", 255),
        ("token_format", "opaque"),
        ("token_format", ["uuid"]),
        ("token_reuse", 1),
        ("control", "yes"),
        ("control_token", 5),
        ("locale", 5),
        ("allow_hosts", "one.example"),
        ("allow_hosts", ["https://one.example"]),
        ("allow_hosts", ["one.example:80"]),
        ("allow_hosts", [""]),
        ("allow_hosts", ["."]),
        ("allow_hosts", ["one.example.."]),
        ("scenarios", []),
        ("scenarios", {"": {}}),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_is_valid(name: str, value: Any) -> None:
    error = refusal(**{name: value})
    assert error.name.startswith(name)
    assert error.choices
    assert error.choices in str(error)
    assert isinstance(error, ValueError)


def test_a_long_value_is_cut() -> None:
    text = str(refusal(token_format="x" * 5_000))
    assert "xxx..." in text
    assert text.endswith("valid: uuid, jwt")
    assert len(text) < 600


def test_the_port_has_sixteen_bits() -> None:
    assert (Serving(port=0).port, Serving(port=65_535).port) == (0, 65_535)
    for port in (-1, 65_536):
        with pytest.raises(SettingError, match="from 0 to 65535"):
            Serving(port=port)


def test_hosts_are_kept_without_brackets_and_names_without_case() -> None:
    assert Serving(host="[::1]").host == "::1"
    assert Settings(allow_hosts=["Mock.Example.", "[::1]"]).allow_hosts == ("mock.example", "::1")
    with pytest.raises(SettingError):
        Serving(host="::zz")


def test_an_unknown_locale_names_those_there_are() -> None:
    assert Settings(locale="pt_BR").locale == "pt_BR"
    assert "es_CO" in str(refusal(locale="xx_XX"))


def test_settings_do_not_change() -> None:
    settings = Settings(scenarios={"short": {"token": {"ttl": 5}}})
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.seed = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.scenarios["other"] = {}
    with pytest.raises(TypeError):
        settings.scenarios["short"]["token"].update(ttl=6)


def test_settings_do_not_change_with_what_they_were_made_of() -> None:
    scopes = ["read"]
    rule: dict[str, Any] = {"effect": {"status": 503}}
    settings = Settings(
        clients=[{"client_id": "a", "client_secret": "b", "scopes": scopes}],
        scenarios={"down": {"faults": [rule]}},
    )
    scopes.append("write")
    rule["effect"]["status"] = 200
    assert settings.clients[0].scopes == ("read",)
    assert settings.scenarios == {"down": {"faults": ({"effect": {"status": 503}},)}}


def test_settings_are_values() -> None:
    settings = Settings(clients=["a:b"], scenarios={"down": {"faults": [{"effect": {"status": 503}}]}})
    assert pickle.loads(pickle.dumps(settings)) == settings == copy.deepcopy(settings)
    assert hash(settings) == hash(copy.deepcopy(settings))
    assert dataclasses.replace(settings, seed=1) != settings
    assert dataclasses.replace(settings, seed=1).clients == settings.clients


def test_no_secret_is_in_a_repr() -> None:
    settings = Settings(clients=["app:hush-hush"], control_token="quiet-now")
    spec = ClientSpec("app", "hush-hush")
    for text in (repr(settings), repr(spec), repr(settings.clients)):
        assert "hush-hush" not in text
        assert "quiet-now" not in text
    assert "app" in repr(settings)
    assert "seed=0" in repr(settings)


def test_scenarios_are_kept_as_given() -> None:
    given = {
        "mine": {
            "faults": [{"match": {"operation": "invoices.list"}, "effect": {"delay_seconds": 2.5}}],
            "token": {"ttl": 5, "born": "expired", "every": 2, "scopes": ["read"]},
        },
        "empty": {},
    }
    kept = Settings(scenarios=given).scenarios
    assert kept["mine"]["token"] == {"ttl": 5, "born": "expired", "every": 2, "scopes": ("read",)}
    assert kept["mine"]["faults"][0]["effect"] == {"delay_seconds": 2.5}
    assert kept["empty"] == {}


@pytest.mark.parametrize(
    "scenario,named",
    [
        ({"fault": []}, "'faults'"),
        ({"faults": {}}, "scenarios.mine.faults"),
        ({"faults": ["503"]}, "scenarios.mine.faults[0]"),
        ({"faults": [{"effect": {1, 2}}]}, "scenarios.mine.faults[0].effect"),
        ({"token": 5}, "scenarios.mine.token"),
        ({"token": {"tll": 5}}, "'ttl'"),
        ({"token": {"ttl": -1}}, "scenarios.mine.token.ttl"),
        ({"token": {"born": "yesterday"}}, "expired, revoked"),
        ({"token": {"every": 0}}, "scenarios.mine.token.every"),
        ({"token": {"scopes": "read"}}, "scenarios.mine.token.scopes"),
        ("slow", "scenarios.mine"),
    ],
)
def test_a_bad_scenario_is_refused_where_it_is_wrong(scenario: Any, named: str) -> None:
    assert named in str(refusal(scenarios={"mine": scenario}))


def test_settings_cost_no_framework() -> None:
    code = (
        "import sys; from mock_osigu import Settings; Settings();"
        "print([name for name in ('flask', 'asyncio', 'msgspec', 'click') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert ran.stdout == "[]\n"
