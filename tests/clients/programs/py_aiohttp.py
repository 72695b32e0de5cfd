"""aiohttp alone: the token is the program's own affair."""

import asyncio
from typing import Any

import aiohttp

from clients.programs.telling import (
    CLIENT_ID,
    CLIENT_SECRET,
    INVOICES_URL,
    SECONDS,
    TOKEN_URL,
    tell,
)

QUERY = {"grant_type": "client_credentials"}
LIMIT = aiohttp.ClientTimeout(total=SECONDS)
headers: dict[str, str] = {}


# configure
async def renew() -> None:
    basic = aiohttp.BasicAuth(CLIENT_ID, CLIENT_SECRET, encoding="utf-8")
    async with aiohttp.ClientSession(raise_for_status=True, timeout=LIMIT) as session:
        answer = await session.post(TOKEN_URL, params=QUERY, auth=basic)
        headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"


# end


async def invoices() -> Any:
    async with aiohttp.ClientSession(raise_for_status=True, timeout=LIMIT) as session:
        return await (await session.get(INVOICES_URL, headers=headers)).json()


asyncio.run(renew())
tell("aiohttp", lambda: asyncio.run(invoices()), lambda: asyncio.run(renew()))
