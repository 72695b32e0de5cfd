"""Command line > environment > TOML file > default, each value with its origin."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.settings import OPTIONS, SettingError, configure, configure_serving
from settings.outcomes import outcome

SCALARS: dict[str, tuple[str, str, Any]] = {
    "host": ("::1", "0.0.0.0", "localhost"),
    "port": ("1", "2", 3),
    "log_format": ("json", "text", "json"),
    "ready_file": ("one", "two", "three"),
    "token_ttl": ("1", "2", 3),
    "token_format": ("jwt", "uuid", "jwt"),
    "seed": ("-1", "+2", 3),
    "locale": ("es_MX", "es_ES", "pt_BR"),
    "invoices": ("1", "2", 3),
    "control_token": ("one", "two", "three"),
    "max_body": ("1", "2", 3),
    "max_header": ("1001", "1002", 1003),
}


def origins(command_line: dict[str, Any], environ: dict[str, str]) -> dict[str, str]:
    return {found.option.name: found.origin for found in configure(command_line, environ).found}


def test_every_option_is_covered_here() -> None:
    lists = {"clients", "allow_hosts", "webhook_allow", "tls_names", "scenarios"}
    beginnings = {"cashout_requests", "payers", "eligibility", "auto_advance"}
    others = {"config", "token_reuse", "control", "enforce_limits", "tls", *lists, *beginnings}
    assert {option.name for option in OPTIONS} == set(SCALARS) | others


@pytest.mark.parametrize("name", SCALARS)
def test_the_nearer_source_wins(name: str, tmp_path: Path) -> None:
    by_flag, by_variable, by_file = SCALARS[name]
    file = tmp_path / "mock.toml"
    file.write_text(f"{name} = {by_file!r}\n")
    flag = f"--{name.replace('_', '-')}"
    variable = f"MOCK_OSIGU_{name.upper()}"
    with_file = {"config": str(file)}
    layers = [
        (with_file | {name: by_flag}, {variable: by_variable}, by_flag, f"command line {flag}"),
        (with_file, {variable: by_variable}, by_variable, f"environment {variable}"),
        (with_file, {}, by_file, f"file {file}"),
        ({}, {}, None, "default"),
    ]
    for command_line, environ, value, origin in layers:
        configuration = configure(command_line, environ)
        found = next(found for found in configuration.found if found.option.name == name)
        assert found.origin == origin
        expected = found.value if value is None else type(found.value)(value)
        assert found.value == expected
        owner = configuration.serving if hasattr(configuration.serving, name) else configuration.settings
        assert getattr(owner, name) == expected


def test_port_is_the_fallback_of_its_variable() -> None:
    assert configure({}, {"PORT": "81"}).serving.port == 81
    assert configure({}, {"PORT": "81", "MOCK_OSIGU_PORT": "82"}).serving.port == 82
    assert origins({}, {"PORT": "81"})["port"] == "environment PORT"
    assert configure_serving({"PORT": "81"})[0].port == 81
    with pytest.raises(SettingError, match=r"from environment PORT"):
        configure({}, {"PORT": "http"})


def test_an_empty_variable_is_none() -> None:
    environ = {variable: "" for option in OPTIONS for variable in option.variables}
    assert set(origins({}, environ).values()) == {"default"}


def test_the_variables_of_a_kubernetes_service_are_not_ours() -> None:
    environ = {
        "MOCK_OSIGU_PORT": "tcp://10.0.0.1:6744",
        "MOCK_OSIGU_PORT_6744_TCP_ADDR": "10.0.0.1",
        "MOCK_OSIGU_SERVICE_HOST": "10.0.0.1",
        "MOCK_OSIGU_SERVICE_PORT_HTTP": "6744",
    }
    configuration = configure({}, environ)
    assert configuration.serving.port == 6744
    assert configuration.warnings == ()


def test_a_misspelt_variable_is_a_warning_with_the_near_name() -> None:
    (warning,) = configure({}, {"MOCK_OSIGU_TOKEN_TLL": "5", "OSIGU_URL": "x"}).warnings
    assert "MOCK_OSIGU_TOKEN_TLL" in warning
    assert "'MOCK_OSIGU_TOKEN_TTL'" in warning


@pytest.mark.parametrize(
    "name,hint",
    [
        ("PROT", ", did you mean 'MOCK_OSIGU_PORT'?"),
        ("ALLOW_HOST", ", did you mean 'MOCK_OSIGU_ALLOW_HOSTS'?"),
        ("CONTROL_TOKN", ", did you mean 'MOCK_OSIGU_CONTROL_TOKEN'?"),
        ("URL", ""),
        ("DEBUG", ""),
        ("TIMEOUT", ""),
        ("LOG_LEVEL", ""),
    ],
)
def test_only_near_names_are_hinted_at(name: str, hint: str) -> None:
    (warning,) = configure({}, {f"MOCK_OSIGU_{name}": "1"}).warnings
    assert warning == f"MOCK_OSIGU_{name} is not a variable of mock-osigu{hint}"


@pytest.mark.parametrize("name", ["token_reuse", "control", "enforce_limits"])
@pytest.mark.parametrize(
    "text,value",
    [
        *(("1", True), ("TRUE", True), ("Yes", True), ("on", True)),
        *(("0", False), ("false", False), ("NO", False), (" Off ", False)),
    ],
)
def test_truth_in_words(name: str, text: str, value: bool) -> None:  # noqa: FBT001
    assert getattr(configure({}, {f"MOCK_OSIGU_{name.upper()}": text}).settings, name) is value
    other = configure({name: not value}, {f"MOCK_OSIGU_{name.upper()}": text}).settings
    assert getattr(other, name) is not value


@given(st.text(min_size=1))
def test_any_other_word_for_truth_is_one_line(text: str) -> None:
    if text.strip().lower() in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        return
    with pytest.raises(SettingError) as caught:
        configure({}, {"MOCK_OSIGU_CONTROL": text})
    assert str(caught.value).isprintable()
    assert "1, true, yes, on, 0, false, no, off" in str(caught.value)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_whole_number_is_read_back(number: int) -> None:
    assert configure({}, {"MOCK_OSIGU_SEED": f" {number} "}).settings.seed == number
    assert configure({"seed": str(number)}, {}).settings.seed == number


@given(st.sampled_from([option for option in OPTIONS if option.variables]), st.text(min_size=1))
def test_any_text_of_any_variable_is_a_value_or_one_line(option: Any, text: str) -> None:
    if option.name == "config":
        return
    came = outcome(lambda: configure({}, {option.variables[0]: text}))
    if isinstance(came, SettingError):
        assert str(came).isprintable()
        assert came.name.startswith(option.name)
        assert came.source == f"environment {option.variables[0]}"
    else:
        assert {found.option.name for found in came.found if found.origin != "default"} <= {option.name}


def test_hosts_are_comma_separated() -> None:
    assert configure({}, {"MOCK_OSIGU_ALLOW_HOSTS": "a.example, b.example,"}).settings.allow_hosts == (
        "a.example",
        "b.example",
    )


@pytest.mark.parametrize("variable", ["ALLOW_HOSTS", "WEBHOOK_ALLOW"])
def test_a_pattern_that_would_match_nothing_is_refused(variable: str) -> None:
    with pytest.raises(SettingError) as caught:
        configure({}, {f"MOCK_OSIGU_{variable}": "a.example, *.b.example"})
    name = variable.lower()
    assert str(caught.value) == (
        f"{name}[1]: '*.b.example' has a *, and a name is compared as a whole "
        f"(from environment MOCK_OSIGU_{variable}); valid: a host name or an address, without scheme and port"
    )


def test_a_certificate_may_be_for_a_pattern() -> None:
    assert configure({}, {"MOCK_OSIGU_TLS_NAMES": "*.a.example"}).settings.tls_names == ("*.a.example",)


def test_a_secret_of_a_bad_variable_is_not_shown() -> None:
    with pytest.raises(SettingError) as caught:
        configure({}, {"MOCK_OSIGU_CONTROL_TOKEN": "hush hush"})
    assert "hush" not in str(caught.value)


def test_the_ttl_in_effect_is_reported() -> None:
    found = {found.option.name: found.value for found in configure({"token_format": "jwt"}, {}).found}
    assert found["token_ttl"] == 3_600
