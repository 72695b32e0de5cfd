"""`docs/what-clients-see.md`: written from what the clients see, and read again to compare.

`python -m faults.client_page`, with this page's folder's parent as the place of `-m`, writes it.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from faults.effects import EFFECTS
from faults.sights import CLIENTS, Sight, see, stage

PAGE: Final = Path(__file__).parents[2] / "docs" / "what-clients-see.md"
INTRO: Final = """\
# What your client sees

<!-- Written by `cd tests && python -m faults.client_page` from what the clients really said: a test compares. -->

Each section is one fault rule, as `POST /__admin/faults` takes it, and what five clients made of it on Linux:
requests and httpx (`raise_for_status()`, then `json()`), Java 17's `HttpClient`, Node 20's `fetch` and `http`
(and `JSON.parse`). N stands for numbers that depend on the answer. The last column is the `outcome` of each
request in the journal; more than one says that the client asked again by itself.

Worth knowing before you write the test:

- **Java's `HttpClient` asks a second time** when a connection ends before the first byte of an answer to a GET. A
  rule with `"times": 1` is over by then, and the program sees nothing of it: give such a rule `"times": 2`.
- **Timeouts mean different things.** Where the text below says so, clients had a timeout of two seconds:
  `timeout=2` in requests and httpx (from byte to byte), `HttpRequest.timeout` in Java 17 (up to the headers),
  `AbortSignal.timeout` with `fetch` (the whole answer), `timeout` in `http` (a silent socket, which the program
  must destroy itself). So a body that drips passes in four of the five.
- **An error status is no exception** for `fetch`, `http` and Java; nor is a wrong content type for any of them.
- A client that gives up is `gave_up` in the journal, as soon as it has closed its connection.
"""
_HEAD: Final = "| client | what the program gets | journal |\n|---|---|---|\n"
_ROW: Final = re.compile(r"^\| (?P<client>.+?) \| `(?P<text>.*)` \| (?P<outcomes>.*) \|$", re.MULTILINE)

Sights = Mapping[str, Mapping[str, Sight]]


def render(sights: Sights) -> str:
    """The page, from what each client saw."""
    return INTRO + "".join(
        f"\n{section(name)}\n\n{_HEAD}{''.join(row(client, sights[client][name]) for client in CLIENTS)}"
        for name in EFFECTS
    )


def section(name: str) -> str:
    """The heading of an effect, and its rule."""
    effect = EFFECTS[name]
    timeout = "" if effect.is_patient else ", and a timeout of two seconds"
    return f"## {effect.title}\n\n`{json.dumps(effect.rule)}`{timeout}"


def row(client: str, sight: Sight) -> str:
    outcomes = ", ".join(f"`{outcome}`" for outcome in sight.outcomes)
    return f"| {CLIENTS[client].title} | `{sight.text}` | {outcomes} |\n"


def rows(page: str, client: str) -> dict[str, str]:
    """What the page says that a client sees: its row for each effect."""
    title, found = CLIENTS[client].title, {}
    for name in EFFECTS:
        part = page.partition(section(name) + "\n")[2].partition("\n## ")[0]
        found[name] = next((f"{each[0]}\n" for each in _ROW.finditer(part) if each["client"] == title), "")
    return found


def main() -> None:
    with stage() as live, TemporaryDirectory() as folder:
        PAGE.write_text(render(see(live, CLIENTS, Path(folder))), "utf-8")


if __name__ == "__main__":
    main()
