"""`/__admin/certs`: what the server shows to those who come by https, and the authority to trust."""

from typing import Final

import msgspec

from mock_osigu.core.errors import NotFound, Unprocessable
from mock_osigu.engine.certificates import Certificates, Kind
from mock_osigu.web.control import body_of, control
from mock_osigu.web.operation import Call, Reply

PEM: Final = "application/x-pem-file"


class CertsView(msgspec.Struct, frozen=True):
    """The kind that new connections get, the names that it is for, and its authority's certificate in PEM."""

    kind: Kind
    names: list[str]
    ca: str


class CertsChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Kind


def read_certs(call: Call) -> Reply:
    return Reply(200, _view(_certificates(call)))


def choose_certs(call: Call) -> Reply:
    """Connections that are open go on; those that idle are closed, the others after their next answer."""
    certificates = _certificates(call)
    certificates.choose(body_of(call, CertsChange).kind)
    return Reply(200, _view(certificates))


def read_authority(call: Call) -> Reply:
    return Reply(200, _certificates(call).authority_pem.encode(), content_type=PEM)


def _certificates(call: Call) -> Certificates:
    certificates = call.served.certificates
    if certificates is None:
        raise NotFound("this server has no certificate, since it speaks http; start it with --tls")
    return certificates


def _view(certificates: Certificates) -> CertsView:
    return CertsView(certificates.kind, list(certificates.names), certificates.authority_pem)


OPERATIONS: Final = (
    control(
        "certs.read",
        "The certificate that new connections get, by its kind",
        "GET",
        "/certs",
        read_certs,
        returns=CertsView,
        errors=(NotFound,),
    ),
    control(
        "certs.choose",
        "Show another certificate: good, expired, wrong_name or untrusted",
        "PUT",
        "/certs",
        choose_certs,
        body=CertsChange,
        returns=CertsView,
        errors=(NotFound, Unprocessable),
    ),
    control(
        "certs.authority",
        "The authority's certificate in PEM, to be trusted",
        "GET",
        "/certs/ca.crt",
        read_authority,
        returns=bytes,
        errors=(NotFound,),
    ),
)
