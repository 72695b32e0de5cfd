"""The client stands alone: what it loads is the standard library and itself, and of itself what is used."""

import subprocess
import sys
from functools import cached_property

import pytest

import mock_osigu.client
from mock_osigu.client import ControlClient

EVERYTHING = "from mock_osigu.client import *"
THE_CLOCK = "from mock_osigu.client import ControlClient; ControlClient('http://127.0.0.1:1').clock"
PARTS = [name for name, value in vars(ControlClient).items() if isinstance(value, cached_property)]
OURS = frozenset({"mock_osigu", "mock_osigu.version"})


def loaded(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"{program}; import sys; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout.split()


def test_it_loads_nothing_else() -> None:
    modules = loaded(EVERYTHING)
    ours = [name for name in modules if name.split(".")[0] == "mock_osigu"]
    assert [name for name in ours if name not in OURS and not name.startswith("mock_osigu.client")] == []
    assert not {"asyncio", "flask", "werkzeug", "msgspec", "requests", "urllib3"} & set(modules)


def test_it_loads_what_is_used() -> None:
    ours = {name.rpartition(".")[2] for name in loaded(THE_CLOCK) if name.startswith("mock_osigu.client.")}
    assert {"control", "clock", "transport"} <= ours
    assert not {"webhooks", "journal", "payers", "aio"} & ours


def test_every_public_name_is_there_and_no_other() -> None:
    for name in mock_osigu.client.__all__:
        assert getattr(mock_osigu.client, name)
    assert dir(mock_osigu.client) == sorted(mock_osigu.client.__all__)
    assert sorted(vars(mock_osigu.client)["_HOMES"]) == sorted(mock_osigu.client.__all__)
    with pytest.raises(AttributeError, match=r"'mock_osigu\.client' has no attribute 'Nothing'"):
        _ = mock_osigu.client.Nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_made_once(name: str) -> None:
    with ControlClient("http://127.0.0.1:1") as control:
        assert getattr(control, name) is getattr(control, name)
