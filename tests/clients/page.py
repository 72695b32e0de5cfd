"""`docs/clients.md`: written from what the clients did, and read again to compare.

`cd tests && python -m clients.page` writes it; every client must be here (`make test-clients` installs them).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from clients.rehearsal import INVOICES, Told, plain_stage, secure_stage
from clients.table import CLIENTS, Client, snippet

PAGE: Final = Path(__file__).parents[2] / "docs" / "clients.md"
LISTED: Final = f"{INVOICES} invoices"
INTRO: Final = """\
# The clients that people use

<!-- Written by `cd tests && python -m clients.page` from what the clients really did: a test compares. -->

Each of these clients got a token with HTTP Basic and listed invoices, met an expired token (401), got a new one and
listed again: over http, and over https with the authority of `--tls`, which none of them trusts until told to. The
id and the secret had signs in them that some clients encode and others do not (`a-b_c.`, `s-_.!~*'()`).

What to know first:

- **None of these libraries gets a new token on a 401**, not even those that get and keep the first one themselves:
  they go by `expires_in` and their own clock. The httpx below goes on by itself, and that is this page's code.
  So your program must do it; [expired-tokens.md](expired-tokens.md) has ways to rehearse that.
- **Id and secret go in the header.** What puts them into the body gets a 401 that says so: Ruby's oauth2 unless told
  otherwise, openid-client's `ClientSecretPost`, Authlib's `client_secret_post`, requests-oauthlib's
  `include_client_id=True`, and aioauth-client always.
- Ids and secrets arrive as they are and form-encoded (RFC 6749 §2.3.1), in UTF-8 and in Latin-1.
- The programs are in `tests/clients/programs`, one for each client.

In the tables `…` stands for a token. The column *https* says what makes the client trust `ca.crt`, which is
`/__admin/certs/ca.crt` of the server; see [tls.md](tls.md).

"""
_HEAD: Final = "| client | version | what a call with an expired token gives | https |\n|---|---|---|---|\n"
_ROW: Final = re.compile(r"^\| (?P<title>.+?) \| (?P<version>.+?) \| .+ \|$", re.MULTILINE)
_RETRIED: Final = "the invoices: it gets a new token and asks again"


def render(told: Mapping[str, Told]) -> str:
    """The page, from what each client did."""
    rows = "".join(row(client, told[client.title]) for client in CLIENTS)
    return f"{INTRO}{_HEAD}{rows}\n{''.join(section(client) for client in CLIENTS)}".rstrip("\n") + "\n"


def row(client: Client, told: Told) -> str:
    marks = "``" if "`" in told.on_401 else "`"
    on_401 = _RETRIED if told.on_401 == LISTED else f"{marks}{told.on_401}{marks}"
    return f"| {client.title} | {told.client} | {on_401} | {_https(client)} |\n"


def section(client: Client) -> str:
    """How the client is configured, from the program that was run: indented, so that nobody runs it as a block."""
    code = "".join(f"    {line}".rstrip() + "\n" for line in snippet(client).splitlines())
    note = f"\n{client.note}\n" if client.note else ""
    return f"## {client.title}\n\n{code}{note}\n"


def rows(page: str) -> dict[str, tuple[str, str]]:
    """The version and the whole row of each client on the page."""
    return {each["title"]: (each["version"], f"{each[0]}\n") for each in _ROW.finditer(page)}


def _https(client: Client) -> str:
    told = client.language.trust_told or client.language.trust.format("ca.crt")
    command, _, rest = told.partition(", ")
    return f"`{command}`{', ' + rest if rest else ''}"


def main() -> None:
    with TemporaryDirectory() as name, plain_stage(Path(name)) as plain:
        told = {client.title: plain.play(client, Path(name)) for client in CLIENTS}
    with TemporaryDirectory() as name, secure_stage(Path(name)) as secure:
        for client in CLIENTS:
            if secure.play(client, Path(name)).calls[0] != LISTED:
                raise SystemExit(f"{client.title} does not work over https")
    PAGE.write_text(render(told), "utf-8")


if __name__ == "__main__":
    main()
