"""From msgspec types to the JSON Schemas of the document."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

REF: Final = "#/components/schemas/{name}"

# What a custom type is on the wire where its own annotation says no more.
_BASES: Final[tuple[tuple[type, dict[str, Any]], ...]] = (
    (str, {"type": "string"}),
    (date, {"type": "string", "format": "date"}),
    (Decimal, {"type": "number"}),
)


class Schemas:
    """The schema of each of some types; those of structs are `components`, by name, to be referred to."""

    def __init__(self, types: Iterable[Any]) -> None:
        wanted = list(dict.fromkeys(types))
        found, components = msgspec.json.schema_components(wanted, schema_hook=_custom, ref_template=REF)
        self.components: dict[str, Any] = _with_numbers(components)
        self._found = dict(zip(wanted, _with_numbers(list(found)), strict=True))

    def of(self, wanted: Any) -> dict[str, Any]:
        """The schema of one of the types, a reference where it is a struct."""
        schema: dict[str, Any] = self._found[wanted]
        return schema

    def requires_something(self, wanted: type[msgspec.Struct]) -> bool:
        """Whether a struct has a field that must be there."""
        return any(field.required for field in msgspec.structs.fields(wanted))


def _custom(wanted: type) -> dict[str, Any]:
    for base, schema in _BASES:
        if issubclass(wanted, base):
            return dict(schema)
    raise NotImplementedError(f"no JSON Schema for {wanted!r}")


def _with_numbers(value: Any) -> Any:
    """The same in JSON's own types, decimals as numbers: msgspec takes them for text, the wire never does.

    And numbers as doubles: without that, a generated client in Go or Java keeps an amount in 24 bits.
    """
    if isinstance(value, list | tuple):
        return [_with_numbers(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {name: _with_numbers(item) for name, item in value.items()}
    if plain.get("format") == "decimal":
        plain.pop("format")
        plain["type"] = "number"
    if plain.get("type") == "number":
        plain["format"] = "double"
    if isinstance(pattern := plain.get("pattern"), str):
        # The end of a text in ECMA 262, which JSON Schema speaks.
        plain["pattern"] = pattern.replace(r"\Z", "$")
    # Its members have their own defaults, and few generators of clients can write one for the whole.
    if "$ref" in plain:
        plain.pop("default", None)
    return plain
