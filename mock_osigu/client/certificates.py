"""The certificate of a server that speaks https."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from mock_osigu.client.route import Route

CertificateKind: TypeAlias = Literal["good", "expired", "wrong_name", "untrusted"]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What new connections are shown: its kind, the names of a good one, and the authority to trust, in PEM."""

    kind: CertificateKind
    names: tuple[str, ...] = field(metadata={"read": tuple})
    ca: str


class Certificates:
    """The whole server's, whatever the sandbox. Both raise ControlError (404) where the server speaks http."""

    def __init__(self, server: Route) -> None:
        self._server = server

    def get(self) -> Certificate:
        return self._server.one(Certificate, "GET", "/certs")

    def choose(self, kind: CertificateKind) -> Certificate:
        """Have every new connection meet another certificate; who keeps connections has to make new ones."""
        return self._server.one(Certificate, "PUT", "/certs", {"kind": kind})
