"""A client that decides what of TLS goes into which packet: OpenSSL works in memory, the socket is ours."""

import socket
import ssl
from types import TracebackType
from typing import Self

from mock_osigu.engine.certificates import Certificates
from mock_osigu.server import Server
from server.raw_client import SECONDS, let_server_read


def trusting(certificates: Certificates) -> ssl.SSLContext:
    """A client's context that trusts this authority and no other."""
    return ssl.create_default_context(cadata=certificates.authority_pem)


class SecureClient:
    """One connection; `read` and all that waits fail after `SECONDS`."""

    def __init__(self, server: Server, context: ssl.SSLContext, name: str = "localhost") -> None:
        self._server = server
        self.socket = socket.create_connection((server.host, server.port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)

    def shake(self, *, bytes_per_packet: int = 65_536) -> Self:
        """Do the handshake; raises `ssl.SSLError` for a certificate that is no good."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush(bytes_per_packet)
                self._receive()
            except ssl.SSLError:
                self._flush(bytes_per_packet)
                raise
            else:
                self._flush(bytes_per_packet)
                return self

    def send(self, plain: bytes, *, bytes_per_packet: int = 65_536) -> None:
        self.tls.write(plain)
        self._flush(bytes_per_packet)

    def say_end(self) -> None:
        """Say that nothing more comes (close_notify), and go on listening."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            self._flush(65_536)
        else:
            raise AssertionError("the server had closed before")

    def read(self) -> bytes:
        """Some bytes, or none at the end that TLS has a word for. Raises EOFError at any other end."""
        while True:
            try:
                return self.tls.read(65_536)
            except ssl.SSLZeroReturnError:
                return b""
            except ssl.SSLWantReadError:
                self._receive()

    def read_until(self, end: bytes) -> bytes:
        """Everything up to these bytes."""
        read = b""
        while not read.endswith(end):
            part = self.read()
            assert part, read
            read += part
        return read

    def close(self) -> None:
        self.socket.close()

    def _flush(self, bytes_per_packet: int) -> None:
        data = self._outgoing.read()
        for at in range(0, len(data), bytes_per_packet):
            self.socket.sendall(data[at : at + bytes_per_packet])
            if bytes_per_packet < len(data):
                let_server_read(self._server)

    def _receive(self) -> None:
        data = self.socket.recv(65_536)
        if not data:
            raise EOFError("the server closed the connection without a word of TLS")
        self._incoming.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
