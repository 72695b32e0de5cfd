"""What a loop's timers are off by."""

from typing import Final

# libuv counts whole milliseconds, from one that has begun (1 ms), by a clock that may be one behind (1 ms), and
# rounds what is asked for (0.5 ms); asyncio's own loop is exact. Whoever must not be early adds this.
EARLY_SECONDS: Final = 0.0025
