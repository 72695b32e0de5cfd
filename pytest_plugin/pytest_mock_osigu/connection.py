"""What a program needs to know to call Osigu."""

from __future__ import annotations

from base64 import b64encode


class Connection:
    """`url` and `token_url` to call, `client_id` and `client_secret` to call them with.

    `ca_file` is the authority to trust, in PEM, where the server speaks https by `Settings(tls=True)`; else None.
    """

    def __init__(self, url: str, client_id: str, client_secret: str, *, ca_file: str | None = None) -> None:
        self.ca_file = ca_file
        self.url = url
        self.token_url = f"{url}/v1/oauth/token"
        self.client_id = client_id
        self.client_secret = client_secret

    @property
    def basic_auth(self) -> str:
        """The value of the `Authorization` header that the token endpoint asks for."""
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return f"Basic {b64encode(pair).decode()}"

    @property
    def env(self) -> dict[str, str]:
        """The same as environment variables, for an app that is configured so."""
        return {
            "OSIGU_BASE_URL": self.url,
            "OSIGU_TOKEN_URL": self.token_url,
            "OSIGU_CLIENT_ID": self.client_id,
            "OSIGU_CLIENT_SECRET": self.client_secret,
        }

    def __repr__(self) -> str:
        kind = type(self).__name__
        return f"{kind}(url={self.url!r}, client_id={self.client_id!r}, client_secret='***')"
