"""Takes the port."""

import os
import socket

_BACKLOG = 2048


def bind(host: str, port: int) -> socket.socket:
    """Listen on the host's first address, IPv4 before IPv6; port 0 takes a free one.

    Raises OSError, `socket.gaierror` for an unknown host among them.
    """
    # With the protocol named, accepted sockets get TCP_NODELAY from asyncio; without, answers wait for
    # delayed ACKs.
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )
    family, kind, protocol, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # A port of a moment ago is free again; elsewhere this would take a port from its owner.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Two sockets may be bound to one port this way until one listens.
        listener.listen(_BACKLOG)
        listener.setblocking(False)  # noqa: FBT003 - the library's signature
    except BaseException:
        listener.close()
        raise
    return listener


def url_of(host: str, port: int, *, secure: bool = False) -> str:
    """`http://127.0.0.1:6744`, `https://[::1]:6744`."""
    scheme = "https" if secure else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
