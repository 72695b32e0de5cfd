"""Where deliveries may go: loopback and private addresses, and what a setting allows more.

A mock that posts wherever it is told to would be a way into the network it runs in.
"""

import re
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import msgspec

MAX_URL: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
# Not ipaddress's is_private: that has link-local addresses in it, where clouds keep their credentials.
_NEAR: Final = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
_VISIBLE: Final = re.compile(r"[\x21-\x7e]+", re.ASCII)

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]


class DestinationRefused(ValueError):
    """A URL that nothing is delivered to; the text says why."""


class Destination(msgspec.Struct, frozen=True):
    """A URL in parts. `authority` is host and port as written, `target` path and query."""

    scheme: str
    host: str
    port: int
    authority: str
    target: str


def parse(url: str) -> Destination:
    """Raises DestinationRefused for what is not an http or https URL with a host."""
    if len(url) > MAX_URL or not _VISIBLE.fullmatch(url):
        raise DestinationRefused(f"a URL has 1 to {MAX_URL} visible ASCII characters")
    try:
        parts = urlsplit(url)
        # With a root dot it is the same name (RFC 1034 section 3.1), for what is allowed and for TLS.
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError as error:
        raise DestinationRefused(f"not a URL: {error}") from None
    if parts.scheme not in PORTS:
        raise DestinationRefused(f"the scheme is '{parts.scheme[:50]}'; valid are http and https")
    if not host:
        raise DestinationRefused("the URL names no host")
    if "@" in parts.netloc:
        raise DestinationRefused("the URL has a user name or password, which deliveries do not send")
    if port == 0:
        raise DestinationRefused("port 0 is none that anything listens on")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(parts.scheme, host, port or PORTS[parts.scheme], parts.netloc, target)


def system_resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, in the machine's order of preference. May block; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Destinations:
    """The rule of one server. `allow` are further hosts or addresses."""

    def __init__(self, allow: Iterable[str] = (), resolve: Resolve = system_resolve) -> None:
        self._allow = frozenset(allow)
        self._resolve = resolve

    def must_ask(self, destination: Destination) -> bool:
        """Whether `check` asks a name service, and so may take its time."""
        host = destination.host
        return host not in self._allow and host != "localhost" and not _is_address(host)

    def check(self, destination: Destination) -> None:
        """Raises DestinationRefused where deliveries may not go; an allowed name need not be known yet."""
        if destination.host not in self._allow:
            self.addresses(destination)

    def addresses(self, destination: Destination) -> list[str]:
        """The addresses to connect to, every one of them allowed. Raises DestinationRefused; may block for names.

        Connecting to these and to no name leaves no time to change the name's meaning in between.
        """
        host = destination.host
        try:
            found = self._resolve(host, destination.port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise DestinationRefused(f"the host '{host}' is not known: {reason}") from None
        if host not in self._allow:
            for address in found:
                self._check_address(host, address)
        return found

    def _check_address(self, host: str, text: str) -> None:
        address = ip_address(text.partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if str(address) in self._allow or any(address in network for network in _NEAR):
            return
        where = f"'{host}'" if host == str(address) else f"'{host}' is {address}, which"
        raise DestinationRefused(
            f"the host {where} is neither a loopback nor a private address; "
            f"allow it with --webhook-allow {host}"
        )


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
