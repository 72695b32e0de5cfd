"""From settings to the certificates of a server."""

from ipaddress import ip_address

from mock_osigu.core.clock import system_now
from mock_osigu.engine.certificates import Certificates, UnusableName
from mock_osigu.settings import Settings

__all__ = ["Certificates", "UnusableName", "certificates_for"]


def certificates_for(settings: Settings, host: str = "127.0.0.1") -> Certificates | None:
    """The certificates of a server that binds `host`; None for one that speaks http. Raises UnusableName."""
    if not settings.tls:
        return None
    names = settings.tls_names if _is_wildcard(host) else (*settings.tls_names, host)
    return Certificates(names, system_now())


def _is_wildcard(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
