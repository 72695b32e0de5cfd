"""Writes the pages that tables of the package are the source of: `make docs`.

A test makes them anew and compares, so what is written here is what is true.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from mock_osigu.api.payments.cashouts.model import FLOW, NEXT, Status
from mock_osigu.settings import OPTIONS, options_table
from mock_osigu.web.inventions import INVENTIONS
from mock_osigu.web.openapi import document
from mock_osigu.web.openapi.answers import Answer, refusals
from mock_osigu.web.operation import Access, Fidelity, Operation, Product
from mock_osigu.wsgi import ALL_PRODUCTS

HERE: Final = Path(__file__).parent
HEADER: Final = (
    "<!-- Written by `make docs` from the package's own tables: change those, not this page. -->\n\n"
)

MARKS: Final = {
    Fidelity.DOCUMENTED: "a page of Osigu says so",
    Fidelity.OBSERVED: "a public client of Osigu's API shows it; no page says so",
    Fidelity.INFERRED: "our reasoning from evidence: a sister product, an older client, the library it seems to run on",
    Fidelity.INVENTED: "Osigu says nothing, or has nothing of the kind; the mock had to choose",
}
Osigu = tuple[Product, tuple[Operation, ...]]


def fidelity() -> str:
    """What is Osigu's, what is reasoning, and what is ours."""
    own = list(_osigu())
    marks = "\n".join(f"- **{mark}**: {meaning}." for mark, meaning in MARKS.items())
    rows = [
        (f"`{each.id}`", _calls(same), f"**{each.fidelity}**", _link(each.source), each.notes)
        for _, same in own
        for each in same[:1]
    ]
    sections = "\n".join(_refusals_of(product, same) for product, same in own)
    return f"""\
# What is Osigu's, and what is ours

{HEADER}Nobody at Osigu made this mock. It follows the public pages, and says here how far they carry it:

{marks}

A mark is for the operation as a whole; the notes say which parts of it are less certain. The OpenAPI document
(`mock-osigu openapi`) has the same marks in `x-osigu-fidelity`.

## Operations

{_table(("operation", "calls", "mark", "source", "notes"), rows)}
## Refusals

The statuses and texts of 401 and 403 are INFERRED, from the library that Osigu's sign-on seems to run on. Of
Payments the pages give statuses only: its bodies are INFERRED, its codes INVENTED.

{sections}
## INVENTED

What follows is no guess at Osigu's behaviour. Do not build on it in a program that has to work with Osigu.

{_inventions()}"""


def control_api() -> str:
    """The routes below /__admin."""
    described = document(ALL_PRODUCTS)
    sections = "\n".join(_route(described, path, method) for path, method in _control_routes(described))
    return f"""\
# The control API

{HEADER}JSON in and out, below `/__admin`. One thing is answered bare, a list as
`{{"items": […], "meta": {{"total": n}}}}`, an error as `application/problem+json` (RFC 9457) that names the field and
the valid choices. Unknown fields of a body are refused; a route without fields reads none. A route is about the
`default` sandbox; below `/__admin/sandboxes/{{id}}` in the place of `/__admin` it is about that one. With
`--control-token` every route but the health ones asks for it as a Bearer token.

All of this is INVENTED: Osigu has no such API.

{sections}"""


def settings() -> str:
    """The options, from their one declaration."""
    rows = [(f"`{option.name}`", option.meaning) for option in OPTIONS if option.only_in_file]
    return f"""\
# Settings

{HEADER}The command line wins over the environment, that over the TOML file (`--config`), that over the default.
The keys of the file, and the fields of `Settings` in Python, are the options with underscores.
`mock-osigu config` prints every value in effect and where it came from, secrets masked;
it refuses a world that `serve` could not make, so a file can be checked before it is used.

{options_table()}
In the file and in Python only:

{_table(("key", "meaning"), rows)}
[faults.md](faults.md#scenarios-of-your-own) has an example of scenarios,
[cashouts.md](cashouts.md#from-the-beginning) one of the others.
"""


def cashout_moves() -> str:
    """The moves of a cashout request, from the table that the service goes by."""
    rows = [(f"`{state}`", f"`{to}`", effect.value) for (state, to), effect in FLOW.moves.items()]
    final = [f"`{status}`" for status in get_args(Status) if FLOW.is_final(status)]
    own_way = " → ".join(f"`{status}`" for status in ("REQUESTED", *NEXT.values()))
    return f"""\
# The moves of a cashout request

{HEADER}The statuses are documented, and of the moves REQUESTED to APPROVED and PENDING_PAYMENT to PAID. The
others are INFERRED, and so is what becomes of the invoices. More: [cashouts.md](cashouts.md).

{_table(("from", "to", "its invoices"), rows)}
Final: {", ".join(final)}. By itself, where that is switched on, a request goes {own_way}.
"""


PAGES: Final = {
    "fidelity.md": fidelity,
    "control-api.md": control_api,
    "settings.md": settings,
    "cashout-moves.md": cashout_moves,
}


def _osigu() -> Iterator[Osigu]:
    """Osigu's operations with their products; the paths of one operation together."""
    for product in ALL_PRODUCTS:
        by_id: dict[str, list[Operation]] = {}
        for operation in product.operations if product.name != "control" else ():
            by_id.setdefault(operation.id, []).append(operation)
        yield from ((product, tuple(same)) for same in by_id.values())


def _calls(operations: Iterable[Operation]) -> str:
    return "<br>".join(f"{each.method}&nbsp;`{each.path}`" for each in operations)


def _refusals_of(product: Product, operations: tuple[Operation, ...]) -> str:
    operation = operations[0]
    envelope = None if operation.access is Access.OPEN else product.envelope
    answers = [each for same in refusals(operation, envelope).values() for each in same]
    rows = [
        (str(each.status), f"`{each.code}`" if each.code else _form(each), _line(each.when))
        for each in answers
    ]
    return f"### {operation.id}\n\n{_table(('status', 'code', 'when'), rows)}"


def _form(answer: Answer) -> str:
    return "`error` of OAuth 2.0" if "error_description" in answer.form.body.__struct_fields__ else "none"


def _inventions() -> str:
    lines = [f"- **{invention.subject}**: {invention.choice}" for invention in INVENTIONS]
    for _, same in _osigu():
        if same[0].fidelity is Fidelity.INVENTED:
            lines.append(f"- **`{same[0].id}`**: {same[0].summary}. {same[0].notes}")
        elif found := re.search(r"INVENTED: (.+)", same[0].notes):
            lines.append(f"- **parts of `{same[0].id}`**: {found[1]}")
    return "\n".join(lines) + "\n"


def _control_routes(described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in described["paths"].items():
        yield from ((path, method) for method, each in methods.items() if "control" in each["tags"])


def _route(described: Mapping[str, Any], path: str, method: str) -> str:
    operation = described["paths"][path][method]
    parts = [f"## {method.upper()} `{path}`\n\n{operation['summary']}.\n"]
    queries = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    if queries:
        rows = [(f"`{each['name']}`", _words(each["schema"]), each["description"]) for each in queries]
        parts.append(_table(("query", "type", "meaning"), rows))
    if "requestBody" in operation:
        media = operation["requestBody"]["content"]["application/json"]
        schema = _looked_up(described, media["schema"])
        parts += [_about(schema), _table(("field", "type", "needed"), list(_fields(schema)))]
        parts += [f"For example (*{name}*): `{_inline(each['value'])}`\n" for name, each in _examples(media)]
    return "\n".join(filter(None, [*parts, *_answers(described, operation)]))


def _answers(described: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    refusals = [f"`{status}`" for status in operation["responses"] if int(status) >= 400]
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            continue
        contents: dict[str, Any] = response.get("content", {})
        media = next(iter(contents), "")
        schema = contents[media].get("schema", {}) if media else {}
        what = _what(described, schema) or {"": "no body", "text/html": "a page", "*/*": "a file"}.get(
            media, "JSON"
        )
        yield f"Answers `{status}` with {what}.\n"
    yield f"Refuses with {', '.join(refusals)}.\n"


def _what(described: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The names of an answer's members; of a list, those of one of its items."""
    members = _looked_up(described, schema).get("properties", {})
    if "items" in members:
        return f"a list of {_what(described, members['items']['items'])}"
    return ", ".join(f"`{name}`" for name in members)


def _looked_up(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def _about(schema: Mapping[str, Any]) -> str:
    return f"{_line(schema['description'])}\n" if "description" in schema else ""


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, each in schema["properties"].items():
        yield f"`{name}`", _words(each), "yes" if name in schema["required"] else "no"


def _words(schema: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        return "object"
    if "enum" in schema:
        choices = [f"`{choice}`" for choice in schema["enum"]]
        return (
            "one of " + ", ".join(choices)
            if len(choices) <= 10
            else f"one of {len(choices)} codes, as {choices[0]}"
        )
    if "type" not in schema and "anyOf" in schema:
        return " or ".join(_words(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_words(schema['items'])}"
    kind = schema.get("type", "anything")
    # Of a number, "double" tells those who generate clients more than those who read.
    return f"{kind if kind == 'number' else schema.get('format', kind)}{_range(schema)}"


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low:,} to {high:,}"
    return f", at most {high:,}" if high is not None else ""


def _examples(media: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    examples: Mapping[str, Any] = media.get("examples", {})
    return examples.items()


def _inline(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _link(source: str) -> str:
    return f"[{source.removeprefix('https://')}]({source})" if source else ""


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def write(folder: Path = HERE) -> None:
    """Write every page into `folder`."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write()
