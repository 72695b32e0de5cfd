"""From JSON values to typed ones, reporting every fault at once.

msgspec stops at the first error. So the success path is one `convert`, and only when that fails is the value
walked again, field by field, to collect all that is wrong with it.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from mock_osigu.core.errors import Fault, Unprocessable
from mock_osigu.engine.learning import learn
from mock_osigu.engine.spelling import ALLOWED

T = TypeVar("T")
Hook = Callable[[type[Any], Any], Any]

TIME: Final = "must be a time in RFC 3339 with its time zone, such as 2026-01-31T12:00:00Z"
MESSAGE: Final = "The request has invalid fields"


def check(value: Any, wanted: type[T], *, dec_hook: Hook | None = None) -> T:
    """`value` as a `wanted`; strings are not taken for numbers, nor numbers for strings.

    Custom types go through `dec_hook`, whose ValueError becomes the field's message.
    Raises Unprocessable with a fault for each bad field.
    """
    learn(wanted)
    try:
        return msgspec.convert(value, wanted, strict=True, dec_hook=dec_hook)
    except msgspec.ValidationError as error:
        faults = tuple(_faults(value, wanted, "", dec_hook)) or (Fault("", _plain(error)),)
        raise Unprocessable(MESSAGE, faults) from None


def check_each(*wanted: tuple[Any, type[Any]], dec_hook: Hook | None = None) -> tuple[Any, ...]:
    """Several parts of one request, each as `check` gives it. Raises Unprocessable with the faults of all of them."""
    made: list[Any] = []
    faults: list[Fault] = []
    for value, kind in wanted:
        try:
            made.append(check(value, kind, dec_hook=dec_hook))
        except Unprocessable as error:
            faults += error.faults
    if faults:
        raise Unprocessable(MESSAGE, tuple(faults))
    return tuple(made)


def _faults(value: Any, wanted: Any, path: str, hook: Hook | None) -> Iterator[Fault]:
    inner, limits = _unwrap(wanted, value)
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        yield from _struct_faults(value, inner, path, hook)
    elif get_origin(inner) in (list, tuple) and isinstance(value, list):
        if message := _length_fault(len(value), limits):
            yield Fault(path, message)
        for position, item in enumerate(value):
            yield from _faults(item, get_args(inner)[0], f"{path}[{position}]", hook)
    elif get_origin(inner) is dict and isinstance(value, dict):
        found = [
            fault
            for name, item in value.items()
            for fault in _faults(item, get_args(inner)[1], f"{path}.{name}" if path else str(name), hook)
        ]
        yield from found or _leaf_faults(value, wanted, inner, path, limits, hook)
    else:
        yield from _leaf_faults(value, wanted, inner, path, limits, hook)


def _leaf_faults(
    value: Any, wanted: Any, inner: Any, path: str, limits: tuple[msgspec.Meta, ...], hook: Hook | None
) -> Iterator[Fault]:
    try:
        msgspec.convert(value, wanted, strict=True, dec_hook=hook)
    except msgspec.ValidationError as error:
        choices = get_args(inner) if get_origin(inner) is Literal else ()
        message = f"must be one of {', '.join(map(str, choices))}" if choices else _plain(error, limits)
        yield Fault(path, _with_both_bounds(message, limits))


def _struct_faults(value: Any, wanted: type[msgspec.Struct], path: str, hook: Hook | None) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(path, "must be an object")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    for name, field in fields.items():
        where = f"{path}.{name}" if path else name
        if name in value:
            yield from _faults(value[name], field.type, where, hook)
        elif field.required:
            yield Fault(where, "is required")
    if wanted.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in fields:
                where = f"{path}.{name}" if path else str(name)
                yield Fault(where, f"is not a field; valid are {', '.join(fields)}")


def _unwrap(wanted: Any, value: Any) -> tuple[Any, tuple[msgspec.Meta, ...]]:
    """The type to look into, without Annotated and without a None that `value` does not use."""
    limits: tuple[msgspec.Meta, ...] = ()
    while True:
        origin = get_origin(wanted)
        if origin is Annotated:
            limits += tuple(extra for extra in wanted.__metadata__ if isinstance(extra, msgspec.Meta))
            wanted = wanted.__origin__
        elif origin in (Union, types.UnionType) and value is not None:
            others = [arg for arg in get_args(wanted) if arg not in (type(None), msgspec.UnsetType)]
            if isinstance(value, Mapping) and len(others) > 1:
                others = [arg for arg in others if isinstance(arg, type) and issubclass(arg, msgspec.Struct)]
            if len(others) != 1:
                return None, limits
            wanted = others[0]
        else:
            return wanted, limits


def _length_fault(length: int, limits: tuple[msgspec.Meta, ...]) -> str | None:
    for limit in limits:
        if limit.min_length is not None and length < limit.min_length:
            least = f"{limit.min_length} item{'' if limit.min_length == 1 else 's'}"
            return f"must have at least {least}, has {length}"
        if limit.max_length is not None and length > limit.max_length:
            return f"must have at most {limit.max_length} items, has {length}"
    return None


def _with_both_bounds(message: str, limits: tuple[msgspec.Meta, ...]) -> str:
    """A message that names the bound of a number that was broken, with the other one too."""
    broken = _BOUND.fullmatch(message)
    bounds = [
        f"{sign} {int(value) if value == int(value) else value}"
        for limit in limits
        for sign, value in ((">=", limit.ge), (">", limit.gt), ("<=", limit.le), ("<", limit.lt))
        if value is not None
    ]
    return f"{broken[1]} {' and '.join(bounds)}" if broken and bounds else message


_BOUND: Final = re.compile(r"(expected (?:integer|number)[^<>]*) [<>]=? [-.0-9e+]+")
_WORDS: Final = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "decimal": "number",
    "bool": "boolean",
    "array": "array",
    "object": "object",
}


def _plain(error: msgspec.ValidationError, limits: tuple[msgspec.Meta, ...] = ()) -> str:
    """Msgspec's message without its path, in JSON's words."""
    text = str(error).rsplit(" - at `", 1)[0]
    if " matching regex " in text:
        allowed = [limit.extra[ALLOWED] for limit in limits if limit.extra and ALLOWED in limit.extra]
        return f"must be {allowed[0]}" if allowed else "has a character that is not allowed here"
    if any(words in text for words in ("RFC3339", "`datetime")):
        return TIME
    text = re.sub(
        r"`([\w| ]+)`", lambda kinds: re.sub(r"\w+", lambda m: _WORDS.get(m[0], m[0]), kinds[1]), text
    )
    return text[:1].lower() + text[1:]
