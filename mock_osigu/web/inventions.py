"""What the mock adds or decides on its own, where Osigu says nothing and no single operation's notes can tell."""

from typing import Final, NamedTuple

from mock_osigu.engine.scenarios import BUILT_IN, CLIENT_SECRET


class Invention(NamedTuple):
    """Something that a client must not take for Osigu's behaviour."""

    subject: str
    choice: str


_SCENARIOS: Final = ", ".join(f"`{scenario.name}` ({scenario.summary})" for scenario in BUILT_IN)

INVENTIONS: Final = (
    Invention(
        "one origin",
        "Every product answers on one address, whatever the Host header; Osigu has several hosts.",
    ),
    Invention(
        "the default client",
        "Id and secret are those inside the Basic header of the documentation's example, which are no real ones; "
        "the documentation's example token is issued to it at start.",
    ),
    Invention(
        "scenario clients",
        f"Clients with the secret `{CLIENT_SECRET}` for which something goes wrong: {_SCENARIOS}.",
    ),
    Invention(
        "scopes",
        "GET and HEAD need `read`, every other method `write`; Osigu names the scopes and not what they open.",
    ),
    Invention(
        "client credentials outside of the header",
        "401 with a description that says to use HTTP Basic.",
    ),
    Invention(
        "a client without provider_slug",
        "It is a provider of its own, named as the client id; but the client that is made with a sandbox speaks for "
        "the default client's provider, so that equal seeds give equal invoices everywhere.",
    ),
    Invention(
        "synthetic invoices",
        "Each provider starts with some, made from name pools by the seed, and the same for the same seed.",
    ),
    Invention(
        "the control API",
        "Everything below /__admin, /health, and the page at /; its errors are RFC 9457 problems.",
    ),
    Invention(
        "sandboxes",
        "Isolated worlds; the client id, the token or the path /__sandbox/{id} of a request chooses one.",
    ),
    Invention(
        "faults",
        "Rules of /__admin/faults and the header `Prefer: code=…` make requests fail; X-Mock-Osigu-Fault says so.",
    ),
    Invention(
        "rate limits",
        "The numbers are documented; the form of the window, the error body and Retry-After are not.",
    ),
    Invention(
        "JWT keys", "Tokens of the JWT form can be checked with /.well-known/jwks.json; `iss` is a guess."
    ),
    Invention(
        "webhooks",
        "How to subscribe, the signatures, the times of the tries, and X-Mock-Osigu-Delivery-Id; the events and their "
        "bodies are documented, but for the name and the fields of the third.",
    ),
    Invention("X-Mock-Osigu-Request-Id", "On every answer; Osigu documents no request id."),
    Invention("the Date header", "It follows the sandbox's clock."),
    Invention(
        "the order of checks",
        "Under /v1 the token comes before everything else: 401 before 404, 405 and 422.",
    ),
    Invention(
        "odd requests",
        "No path is redirected for a slash too many, OPTIONS is 405 like any other method that is not there, of a "
        "repeated parameter the first counts, and several Authorization headers are 401.",
    ),
    Invention(
        "tokens",
        "Each is new, also after a reset, unless token reuse is on; one lives from its issue to just before the end "
        "of its time, by the sandbox's clock.",
    ),
    Invention("error codes of Payments", "Osigu documents statuses only; rely on these."),
    Invention("the largest body", "10 MiB unless set otherwise: 413; headers over 32 KiB: 431."),
)
