"""The settings of a server and its worlds, and those of `serve` alone.

Standard library only: a conftest that imports `Settings` imports neither Flask nor asyncio. Each option is
declared once, here; flags, variables, TOML keys, help and documentation are read from `OPTIONS`.
"""
# ruff: noqa: RUF009 - an Option is a descriptor, made once for its class on purpose

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from mock_osigu.config import beginning, kinds
from mock_osigu.config.client import EXAMPLE_CLIENT, TOKEN_TTL, ClientForm, ClientSpec, clients
from mock_osigu.config.errors import SettingError
from mock_osigu.config.frozen import FrozenDict
from mock_osigu.config.layers import Found, gather, unknown_variables
from mock_osigu.config.option import Option, options_of
from mock_osigu.config.scenario import scenarios

__all__ = [
    "OPTIONS",
    "ClientSpec",
    "Configuration",
    "Serving",
    "SettingError",
    "Settings",
    "bracketed",
    "configure",
    "configure_serving",
    "options_table",
]

DEFAULT_LOCALE: Final = "es_CO"
UUID_TTL_SECONDS: Final = 86_399
JWT_TTL_SECONDS: Final = 3_600


_EXTRAS: Final[Mapping[tuple[str, Any], tuple[str, str, str]]] = {
    ("token_format", "jwt"): ("joserfc", "jwt", "uuid without it"),
    ("tls", True): ("trustme", "tls", "false without it"),
}
"""Values that need an extra: its module, its name, and what works without it."""


def _check_extra(name: str, value: Any) -> None:
    module, extra, choices = _EXTRAS.get((name, value), (None, "", ""))
    if module is not None and find_spec(module) is None:
        install = f"pip install 'mock-osigu[{extra}]', or from a clone: pip install '.[{extra}]'"
        raise SettingError(name, value, f"needs the extra: {install}", choices)


def _check_locale(name: str, value: Any) -> str:
    if value == DEFAULT_LOCALE:
        return DEFAULT_LOCALE
    if not isinstance(value, str):
        raise SettingError(name, value, "is not a locale", f"text as {DEFAULT_LOCALE}")
    try:
        # Only the product knows its locales, and only a locale other than the default is worth its import.
        import_module("mock_osigu.api.payments.pools").check_locale(value)
    except ValueError as error:
        raise SettingError(name, value, f"cannot be used: {error}") from None
    return value


@dataclass(frozen=True, kw_only=True, repr=False)
class Settings:
    """What a server and its worlds are started with; a bad value raises `SettingError`, a ValueError.

    `clients` takes `"ID:SECRET"` texts, mappings with the fields of `/__admin/clients`, and `ClientSpec`
    values. `token_ttl` is in whole seconds; None becomes 86,399, or 3,600 for jwt. Sizes are in bytes.
    """

    clients: Option[Iterable[ClientForm], tuple[ClientSpec, ...]] = Option(
        clients(),
        (EXAMPLE_CLIENT,),
        "a client, instead of the default one; in the environment comma separated, or JSON from `[` on",
        default_text="the documented example client",
    )
    token_ttl: Option[int | None, int] = Option(
        TOKEN_TTL, None, "life of a token", default_text=f"{UUID_TTL_SECONDS}, or {JWT_TTL_SECONDS} for jwt"
    )
    token_format: Option[str, str] = Option(
        kinds.one_of("uuid", "jwt", also=_check_extra),
        "uuid",
        "the two documented forms of a token; jwt needs the extra `[jwt]`",
    )
    token_reuse: Option[bool, bool] = Option(
        kinds.flag(), default=False, meaning="a valid token is given again"
    )
    seed: Option[int, int] = Option(
        kinds.whole(-(2**63), 2**63 - 1), 0, "same seed, same synthetic data and ids"
    )
    locale: Option[str, str] = Option(
        kinds.Kind(check=_check_locale, choices="a locale of the data pools or of Faker", metavar="LOCALE"),
        DEFAULT_LOCALE,
        "names of the synthetic data; more locales with the extra `[faker]`",
    )
    invoices: Option[int, int] = Option(
        kinds.whole(0, 1_000_000), 25, "synthetic invoices that each provider starts with"
    )
    enforce_limits: Option[bool, bool] = Option(
        kinds.flag(), default=False, meaning="Osigu's documented rate limits"
    )
    control: Option[bool, bool] = Option(
        kinds.flag(), default=True, meaning="serve `/__admin`; without it, it is 404"
    )
    control_token: Option[str | None, str | None] = Option(
        kinds.secret(), None, "asked for as `Authorization: Bearer` on `/__admin`"
    )
    max_body: Option[int, int] = Option(
        kinds.whole(0, 2**31 - 1, "bytes"), 10 * 1024 * 1024, "longest body; more: 413"
    )
    max_header: Option[int, int] = Option(
        kinds.whole(256, 2**24, "bytes"), 32 * 1024, "longest request line and headers; more: 431"
    )
    allow_hosts: Option[Iterable[str], tuple[str, ...]] = Option(
        kinds.hosts(), (), "further `Host` names for `/__admin`"
    )
    webhook_allow: Option[Iterable[str], tuple[str, ...]] = Option(
        kinds.hosts(),
        (),
        "further hosts or addresses that webhooks may be delivered to",
        default_text="loopback and private addresses",
    )
    tls: Option[bool, bool] = Option(
        kinds.flag(also=_check_extra),
        default=False,
        meaning="https instead of http, its authority at `/__admin/certs/ca.crt`; needs the extra `[tls]`",
    )
    tls_names: Option[Iterable[str], tuple[str, ...]] = Option(
        kinds.hosts(patterns=True),
        (),
        "further names or addresses in the certificate",
        default_text="localhost, 127.0.0.1 and the host",
    )
    scenarios: Option[Mapping[str, Mapping[str, Any]], FrozenDict] = Option(
        scenarios(), FrozenDict(), "named fault rules and token options", only_in_file=True
    )
    cashout_requests: Option[Iterable[Mapping[str, Any]], tuple[FrozenDict, ...]] = Option(
        beginning.tables(), (), "cashout requests that are there from the beginning", only_in_file=True
    )
    payers: Option[Iterable[Mapping[str, Any]], tuple[FrozenDict, ...]] = Option(
        beginning.tables(), (), "payers known from the beginning, with their terms", only_in_file=True
    )
    eligibility: Option[Mapping[str, Any], FrozenDict] = Option(
        beginning.table(), FrozenDict(), "rules of eligibility of the beginning", only_in_file=True
    )
    auto_advance: Option[Mapping[str, Any], FrozenDict] = Option(
        beginning.table(), FrozenDict(), "whether cashout requests move by themselves", only_in_file=True
    )

    def __post_init__(self) -> None:
        if self.__dict__["token_ttl"] is None:
            self.__dict__["token_ttl"] = UUID_TTL_SECONDS if self.token_format == "uuid" else JWT_TTL_SECONDS

    def __repr__(self) -> str:
        return f"Settings({_shown(self)})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Serving:
    """The options of `serve` alone: where to listen, and what to write."""

    host: Option[str, str] = Option(kinds.host(), "127.0.0.1", "address to bind")
    port: Option[int, int] = Option(
        kinds.whole(0, 65_535), 6744, "port to bind; `0` is any free one", also=("PORT",)
    )
    config: Option[str | None, str | None] = Option(
        kinds.path(), None, "TOML with the same names, clients and scenarios", in_file=False
    )
    log_format: Option[str, str] = Option(
        kinds.one_of("text", "json"), "text", "one line a request, on stderr"
    )
    ready_file: Option[str | None, str | None] = Option(
        kinds.path(), None, 'written when ready: `{"event":"ready","url":…,"version":…}`'
    )

    def __repr__(self) -> str:
        return f"Serving({_shown(self)})"


def _shown(values: Settings | Serving) -> str:
    options = options_of(type(values))
    return ", ".join(f"{option.name}={option.show(getattr(values, option.name))!r}" for option in options)


OPTIONS = options_of(Serving) + options_of(Settings)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Both kinds of settings, the origin of each value, and what looks like our variable but is none."""

    settings: Settings
    serving: Serving
    found: tuple[Found, ...]
    warnings: tuple[str, ...]


def configure(command_line: Mapping[str, Any], environ: Mapping[str, str]) -> Configuration:
    """Take each value from command line, environment, TOML file or default; raises `SettingError`.

    `command_line` has texts (flags: booleans, repeated options: lists) by the names of `OPTIONS`, None where
    an option was not given. An empty variable counts as not given.
    """
    sources = gather(OPTIONS, command_line, environ)
    values = {option.name: sources.find(option) for option in OPTIONS}
    settings = Settings(**_values(Settings, values))
    serving = Serving(**_values(Serving, values))
    effective = vars(serving) | vars(settings)
    return Configuration(
        settings=settings,
        serving=serving,
        found=tuple(found._replace(value=effective[name]) for name, found in values.items()),
        warnings=tuple(unknown_variables(OPTIONS, environ)),
    )


def configure_serving(environ: Mapping[str, str]) -> tuple[Serving, bool]:
    """Find out where a server with this environment listens, and whether with TLS; raises `SettingError`."""
    sources = gather(OPTIONS, {}, environ)
    serving = Serving(**{option.name: sources.find(option).value for option in options_of(Serving)})
    (tls,) = (option for option in OPTIONS if option.name == "tls")
    return serving, sources.find(tls).value


def _values(owner: type, found: Mapping[str, Found]) -> dict[str, Any]:
    return {option.name: found[option.name].value for option in options_of(owner)}


def bracketed(host: str) -> str:
    """Give a host as a URL has it: an IPv6 address in brackets (RFC 3986 §3.2.2)."""
    return f"[{host}]" if ":" in host else host


def options_table() -> str:
    """Give the options as a Markdown table, for the README."""
    rows = [_row(option) for option in OPTIONS if not option.only_in_file]
    return "\n".join(["| option | environment | default | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _row(option: Option[Any, Any]) -> str:
    variables = ", else ".join(f"`{name}`" for name in option.variables)
    cells = (option.usage, variables, option.default_text, option.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
