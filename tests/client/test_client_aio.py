"""What waits, in an event loop: as a coroutine it lets the loop go on, as a method it is refused."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import anyio
import httpx
import pytest

from mock_osigu.client import ControlClient, refuse_in_loop
from support import START

Main: TypeAlias = Callable[[], Awaitable[Any]]
Run: TypeAlias = Callable[[Main], Any]


def run_asyncio(main: Main) -> Any:
    async def inside() -> Any:
        return await main()

    return asyncio.run(inside())


def run_anyio(main: Main) -> Any:
    return anyio.run(main)


LOOPS = pytest.mark.parametrize("run", [run_asyncio, run_anyio])


@LOOPS
def test_a_wait_lets_the_loop_bring_what_it_waits_for(control: ControlClient, run: Run) -> None:
    async def main() -> list[int | None]:
        async with httpx.AsyncClient(base_url=control.url) as client:
            waiting = asyncio.ensure_future(control.aio.requests.wait(count=2, timeout=10, path="/later"))
            for _ in range(2):
                await client.get("/later")
            return [entry.status for entry in await waiting]

    assert run(main) == [404, 404]


@LOOPS
def test_in_vain(control: ControlClient, run: Run) -> None:
    async def main() -> None:
        await control.aio.requests.quiet(0.05)
        with pytest.raises(AssertionError, match=r"waited 0\.05 s for 1 request: any\nnone came"):
            await control.aio.requests.wait(timeout=0.05)

    run(main)


def test_quiet_ends_with_the_first_that_comes(control: ControlClient) -> None:
    async def main() -> None:
        async with httpx.AsyncClient(base_url=control.url) as client:
            quiet = asyncio.ensure_future(control.aio.requests.quiet(30, path="/noise"))
            while not quiet.done():
                await client.get("/noise")
        with pytest.raises(AssertionError, match=r"expected 30 s without a request: /noise\nbut this came:"):
            await quiet

    run_asyncio(main)


def test_the_clock(control: ControlClient) -> None:
    async def main() -> float:
        reading = await control.aio.clock.advance(hours=1, seconds=2)
        return (reading.now - START).total_seconds()

    assert run_asyncio(main) == 3602


@LOOPS
@pytest.mark.parametrize("method", ["wait", "quiet"])
def test_a_method_that_waits_is_refused_in_a_loop(control: ControlClient, run: Run, method: str) -> None:
    async def main() -> None:
        arguments = (0.05,) if method == "quiet" else ()
        with pytest.raises(RuntimeError) as caught:
            getattr(control.requests, method)(*arguments)
        assert str(caught.value) == (
            f"requests.{method}() would stop the event loop that runs here, and with it what you wait for; "
            f"write: await osigu_server.aio.requests.{method}(…)"
        )

    run(main)


def test_a_number_alone_is_no_time() -> None:
    nowhere: Any = ControlClient("http://127.0.0.1:9").clock
    with pytest.raises(
        TypeError, match=r"clock.advance\(5\): valid is a timedelta, or a keyword, as seconds=5"
    ):
        nowhere.advance(5)


def test_what_does_not_wait_is_not_refused(control: ControlClient) -> None:
    async def main() -> None:
        control.clock.advance(hours=1)
        control.faults.fail_next()
        control.requests.assert_none()

    run_asyncio(main)


@LOOPS
def test_advancing_is_refused_where_a_webhook_may_lead_into_the_loop(
    control: ControlClient, run: Run
) -> None:
    control.webhooks.deliver_to("http://127.0.0.1:9/hook")

    async def main() -> None:
        with pytest.raises(RuntimeError) as caught:
            control.clock.advance(hours=1)
        assert str(caught.value) == (
            "clock.advance() would stop the event loop that runs here, and with it what you wait for; "
            "write: await osigu_server.aio.clock.advance(…)"
        )
        assert control.clock.now() == START
        assert (await control.aio.clock.advance(hours=1)).now == START + timedelta(hours=1)

    run(main)
    control.clock.advance(hours=1)


def test_another_threads_loop_is_its_own_affair() -> None:
    async def main() -> None:
        await asyncio.to_thread(refuse_in_loop, "requests.wait")

    run_asyncio(main)
    refuse_in_loop("requests.wait")


@LOOPS
@pytest.mark.parametrize("method", ["wait", "quiet"])
def test_a_wait_that_is_cancelled_does_not_hold_the_loop(
    control: ControlClient, run: Run, method: str
) -> None:
    async def main() -> None:
        waits = {
            "wait": control.aio.requests.wait(timeout=60),
            "quiet": control.aio.requests.quiet(60),
        }
        waiting = asyncio.ensure_future(waits.pop(method))
        for unused in waits.values():
            unused.close()
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    ran = threading.Thread(target=run, args=[main])
    ran.start()
    ran.join(20)
    assert not ran.is_alive()
