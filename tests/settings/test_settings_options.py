"""One table of options: everything that lists them lists the same."""

from dataclasses import fields

import click

from mock_osigu.cli import program
from mock_osigu.settings import OPTIONS, Serving, Settings, options_table


def test_options_are_the_fields() -> None:
    names = [field.name for owner in (Serving, Settings) for field in fields(owner)]
    assert [option.name for option in OPTIONS] == names


def test_the_fields_of_settings_are_the_public_ones() -> None:
    assert {field.name for field in fields(Settings)} == {
        "clients",
        "token_ttl",
        "token_format",
        "token_reuse",
        "seed",
        "locale",
        "invoices",
        "control",
        "enforce_limits",
        "control_token",
        "max_body",
        "max_header",
        "allow_hosts",
        "webhook_allow",
        "tls",
        "tls_names",
        "scenarios",
        "cashout_requests",
        "payers",
        "eligibility",
        "auto_advance",
    }


def test_the_table_has_a_row_for_each_flag_and_variable() -> None:
    header, rule, *rows = options_table().splitlines()
    assert header == "| option | environment | default | meaning |"
    assert rule == "|---|---|---|---|"
    flags = [option for option in OPTIONS if not option.only_in_file]
    assert len(rows) == len(flags)
    for option, row in zip(flags, rows, strict=True):
        assert row.startswith(f"| `{option.flag}")
        assert all(f"`{variable}`" in row for variable in option.variables)
        assert row.replace(r"\|", "").count("|") == 5


def test_serve_and_config_take_the_same_flags() -> None:
    wanted = {option.flag for option in OPTIONS if not option.only_in_file}
    for name in ("serve", "config"):
        command = program.commands[name]
        flags = {flag for each in command.params if isinstance(each, click.Option) for flag in each.opts}
        assert flags - {"--json"} == wanted


def test_flags_are_those_of_the_contract() -> None:
    flags = {option.flag for option in OPTIONS}
    assert {"--host", "--port", "--client", "--token-ttl", "--allow-host", "--ready-file"} <= flags
    turned_off = {flag for each in program.commands["serve"].params for flag in each.secondary_opts}
    assert turned_off == {"--no-control", "--no-enforce-limits", "--no-token-reuse", "--no-tls"}


def test_help_names_every_flag_variable_and_default() -> None:
    with click.Context(program.commands["serve"], info_name="serve", terminal_width=400) as context:
        help_text = program.commands["serve"].get_help(context)
    words = " ".join(help_text.split())
    for option in OPTIONS:
        if not option.only_in_file:
            assert option.flag in words
            assert f"[{', else '.join(option.variables)}; default: {option.default_text}]" in words
