"""Authlib's asynchronous client over httpx."""

import asyncio
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client

from clients.programs.telling import CLIENT_ID, CLIENT_SECRET, INVOICES_URL, SECONDS, TOKEN_URL, tell

# configure
client = AsyncOAuth2Client(CLIENT_ID, CLIENT_SECRET, timeout=SECONDS)


async def renew() -> None:
    await client.fetch_token(TOKEN_URL, grant_type="client_credentials")


# end


async def invoices() -> Any:
    return (await client.get(INVOICES_URL)).raise_for_status().json()


with asyncio.Runner() as runner:
    runner.run(renew())
    tell("Authlib", lambda: runner.run(invoices()), lambda: runner.run(renew()))
