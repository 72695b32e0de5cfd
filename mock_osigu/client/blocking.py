"""What must not be done inside an event loop: to wait for what only the loop can bring."""

import sys


def is_in_loop() -> bool:
    """Whether asyncio runs in this thread."""
    # A loop can only run where asyncio is loaded, and nobody else should pay for it.
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None  # noqa: SLF001 - the public one raises


def refuse_in_loop(method: str, instead: str | None = None) -> None:
    """Raises RuntimeError where asyncio runs in this thread, and names the coroutine to await instead."""
    if not is_in_loop():
        return
    raise RuntimeError(
        f"{method}() would stop the event loop that runs here, and with it what you wait for; "
        f"write: await {instead or f'osigu_server.aio.{method}'}(…)"
    )
