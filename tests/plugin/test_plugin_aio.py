"""The waiting methods of the fixture in async tests, as users run them."""

import pytest

from mock_osigu.client import ControlClient
from plugin.installed import Project

ASYNC = """
import asyncio

import httpx
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("anyio_backend", ["asyncio"])]

async def test_wait(osigu_server, anyio_backend):
    async with httpx.AsyncClient(base_url=osigu_server.url) as client:
        waiting = asyncio.ensure_future(osigu_server.aio.requests.wait(path="/v1/invoices", timeout=10))
        await client.get("/v1/invoices", headers=osigu_server.bearer())
        (entry,) = await waiting
    assert entry.status == 200
    await osigu_server.aio.requests.quiet(0.05)
    await osigu_server.aio.clock.advance(hours=25)

async def test_in_vain(osigu_server, anyio_backend):
    await osigu_server.aio.requests.wait(method="PUT", timeout=0.05)

async def test_refused(osigu_server, anyio_backend):
    osigu_server.requests.wait()
"""


@pytest.mark.parametrize("elsewhere", [False, True], ids=["own", "elsewhere"])
def test_waiting_in_async_tests(project: Project, remote: ControlClient, *, elsewhere: bool) -> None:
    project.write(test_async=ASYNC)
    where = ("--osigu-url", remote.url) if elsewhere else ()
    run = project.run("-p", "anyio.pytest_plugin", "-v", *where)
    results = {name.partition("[")[0]: result for name, result in run.results().items()}
    assert results == {"test_wait": "passed", "test_in_vain": "failure", "test_refused": "failure"}, (
        run.output
    )
    assert "E       AssertionError: waited 0.05 s for 1 request: PUT" in run.output
    assert "requests.py" not in run.output, "the assertion points at the test's own line"
    assert "write: await osigu_server.aio.requests.wait(…)" in run.output
