"""The client stands alone: what it loads is the standard library and itself."""

import subprocess
import sys

PROGRAM = """
import sys
import mock_osigu.client
print(*sorted(sys.modules))
"""
OURS = frozenset({"mock_osigu", "mock_osigu.version"})


def loaded() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout.split()


def test_it_loads_nothing_else() -> None:
    modules = loaded()
    ours = [name for name in modules if name.split(".")[0] == "mock_osigu"]
    assert [name for name in ours if name not in OURS and not name.startswith("mock_osigu.client")] == []
    assert not {"asyncio", "flask", "werkzeug", "msgspec", "requests", "urllib3"} & set(modules)
