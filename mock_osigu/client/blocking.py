"""What must not be done inside an event loop: to wait for what only the loop can bring."""

import sys


def refuse_in_loop(method: str, instead: str | None = None) -> None:
    """Raises RuntimeError where asyncio runs in this thread, and names the coroutine to await instead."""
    # A loop can only run where asyncio is loaded, and nobody else should pay for it.
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or asyncio._get_running_loop() is None:  # noqa: SLF001 - the public one raises
        return
    raise RuntimeError(
        f"{method}() would stop the event loop that runs here, and with it what you wait for; "
        f"write: await {instead or f'osigu_server.aio.{method}'}(…)"
    )
