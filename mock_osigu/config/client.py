"""The clients that a world starts with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, fields
from typing import Any, TypeAlias

from mock_osigu.config.errors import MASK, MISSING, SettingError, near
from mock_osigu.config.kinds import Kind, one_of, split, whole

LONGEST_TTL_SECONDS = 3_153_600_000
"""A hundred years of 365 days."""

TOKEN_TTL = whole(0, LONGEST_TTL_SECONDS, "seconds")

DATA_SOURCE = one_of("ERP", "RCM", "CLAIMS")

_FORMS = "ID:SECRET, or a table with client_id and client_secret"
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_UNSENDABLE = re.compile("[\0-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class ClientSpec:
    """A client as `/__admin/clients` describes it. Raises `SettingError` for a value that no client can have.

    `token_ttl` is in whole seconds; None means the server's. A client without `provider_slug` is a provider
    of its own, named as its id. `data_source` is where its invoices come from. An id has no colon
    (RFC 7617 §2), a scope neither space nor quote (RFC 6749 §3.3).
    """

    client_id: str
    client_secret: str
    _: KW_ONLY
    scopes: tuple[str, ...] = ("read", "write")
    provider_slug: str | None = None
    data_source: str = "ERP"
    token_ttl: int | None = None
    scenario: str | None = None

    def __post_init__(self) -> None:
        _check_word("client_id", self.client_id, shown=self.client_id)
        if ":" in self.client_id:
            raise SettingError("client_id", self.client_id, "has a colon", "text without a colon")
        _check_word("client_secret", self.client_secret, shown=MASK)
        for name in ("provider_slug", "scenario"):
            value = getattr(self, name)
            if value is not None:
                _check_word(name, value, shown=value)
        DATA_SOURCE.check("data_source", self.data_source)
        if self.token_ttl is not None:
            TOKEN_TTL.check("token_ttl", self.token_ttl)
        object.__setattr__(self, "scopes", check_scopes("scopes", self.scopes))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.masked().items())
        return f"ClientSpec({shown})"

    def masked(self) -> dict[str, Any]:
        """Its fields, the secret as `***`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "client_secret": MASK}


ClientForm: TypeAlias = str | Mapping[str, Any] | ClientSpec


def _check_word(name: str, value: Any, *, shown: Any) -> None:
    if not isinstance(value, str) or not value or _UNSENDABLE.search(value):
        raise SettingError(
            name, shown, "cannot be used", "text of at least one character, no control characters"
        )


def check_scopes(name: str, value: Any) -> tuple[str, ...]:
    """Give the scopes without repetitions, in order; raises `SettingError`."""
    choices = "a list of words, as read and write"
    if not isinstance(value, list | tuple):
        raise SettingError(name, value, "is not a list", choices)
    for scope in value:
        if not isinstance(scope, str) or not _SCOPE.fullmatch(scope):
            raise SettingError(name, scope, "is not a scope", choices)
    return tuple(dict.fromkeys(value))


def _from_pair(name: str, pair: str) -> ClientSpec:
    client_id, colon, client_secret = pair.partition(":")
    if not colon:
        # Half of a pair may be the half that is secret.
        raise SettingError(name, MASK, "has no colon between id and secret", _FORMS)
    return ClientSpec(client_id, client_secret)


def _from_table(name: str, table: Mapping[str, Any]) -> ClientSpec:
    valid = [field.name for field in fields(ClientSpec)]
    for key in table:
        if key not in valid:
            raise SettingError(f"{name}.{key}", key, f"is not known{near(str(key), valid)}", ", ".join(valid))
    for key in ("client_id", "client_secret"):
        if key not in table:
            raise SettingError(f"{name}.{key}", MISSING, "is missing", _FORMS)
    return ClientSpec(**table)


def _spec(name: str, form: Any) -> ClientSpec:
    if isinstance(form, ClientSpec):
        return form
    if not isinstance(form, str | Mapping):
        raise SettingError(name, MASK, "is not a client", _FORMS)
    try:
        return _from_pair(name, form) if isinstance(form, str) else _from_table(name, form)
    except SettingError as error:
        if error.name.startswith(name):
            raise
        raise SettingError(f"{name}.{error.name}", error.value, error.reason, error.choices) from None


def _check(name: str, value: Any) -> tuple[ClientSpec, ...]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise SettingError(name, MASK, "is not a list of clients", f"a list, each {_FORMS}")
    specs = tuple(_spec(f"{name}[{at}]", form) for at, form in enumerate(value))
    if not specs:
        raise SettingError(name, [], "has no client", f"at least one {_FORMS}")
    seen: set[str] = set()
    for spec in specs:
        if spec.client_id in seen:
            raise SettingError(
                name, spec.client_id, "is there twice", "a client id of its own for each client"
            )
        seen.add(spec.client_id)
    return specs


def check_clients(specs: Iterable[ClientSpec], *, scenarios: Iterable[str], taken: Iterable[str]) -> None:
    """Raises `SettingError` for a scenario that is not there, and for an id that is `taken` by a scenario's client."""
    names, ids = list(scenarios), list(taken)
    for at, spec in enumerate(specs):
        where = f"clients[{at}]"
        if spec.client_id in ids:
            reason = "is the client of a scenario, which is always there"
            raise SettingError(f"{where}.client_id", spec.client_id, reason, f"any but {', '.join(ids)}")
        if spec.scenario is not None and spec.scenario not in names:
            reason = f"is not a scenario{near(spec.scenario, names)}"
            raise SettingError(f"{where}.scenario", spec.scenario, reason, ", ".join(names))


def _parse(name: str, text: str) -> Any:
    if not text.strip().startswith("["):
        return split(name, text)
    import json  # noqa: PLC0415 - only this form of the variable pays for it

    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "colno", "?")
        raise SettingError(
            name, MASK, f"is not JSON from character {at} on", f"a list, each {_FORMS}"
        ) from None


def clients() -> Kind[tuple[ClientSpec, ...]]:
    return Kind(
        check=_check,
        parse=_parse,
        choices=_FORMS,
        metavar="ID:SECRET",
        show=lambda specs: [spec.masked() for spec in specs],
        repeated=True,
    )


EXAMPLE_CLIENT = ClientSpec("cossen-osigu-service", "base64secretkey")
"""The pair inside the header of the documentation's example (Osigu, Authentication)."""
