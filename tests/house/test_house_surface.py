"""What the package shows, and what an import of it costs."""

import subprocess
import sys
from importlib import import_module
from typing import Final

import pytest

import mock_osigu

DEADLINE_SECONDS: Final = 60


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def roots(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("name", ["mock_osigu", "mock_osigu.client", "mock_osigu.server"])
def test_public_names_are_sorted_and_there(name: str) -> None:
    module = import_module(name)
    assert list(module.__all__) == sorted(module.__all__)
    for public in module.__all__:
        assert getattr(module, public) is not None


def test_public_names_are_all_that_dir_shows() -> None:
    assert dir(mock_osigu) == mock_osigu.__all__


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="'mock_osigu' has no attribute 'Invoice'"):
        mock_osigu.Invoice  # type: ignore[attr-defined]  # noqa: B018


def test_settings_cost_neither_flask_nor_asyncio_nor_msgspec() -> None:
    loaded = roots(loaded_after("from mock_osigu import Settings; Settings(seed=1)"))
    assert "mock_osigu" in loaded
    assert not loaded & {"flask", "werkzeug", "asyncio", "msgspec", "httptools", "ssl", "faker", "joserfc"}


def test_an_app_is_made_without_what_only_some_need() -> None:
    code = "import mock_osigu.app\nmock_osigu.app.create_app()"
    loaded = loaded_after(code)
    assert not roots(loaded) & {"faker", "joserfc", "cryptography", "urllib3", "requests", "uvloop", "pytest"}
    assert not {name for name in loaded if name.startswith("mock_osigu.web.openapi")}
    assert not {name for name in loaded if name.startswith("mock_osigu.client")}
    assert "mock_osigu.api.payments.faker_pool" not in loaded


def test_an_unused_plugin_costs_nothing() -> None:
    loaded = loaded_after("import pytest_mock_osigu.plugin")
    assert "pytest_mock_osigu.plugin" in loaded
    assert not roots(loaded) & {"mock_osigu", "flask", "werkzeug", "asyncio", "msgspec", "faker", "httptools"}


def test_a_guard_would_see_what_is_loaded() -> None:
    assert {"flask", "werkzeug", "msgspec"} <= roots(loaded_after("import mock_osigu.app"))


def test_a_server_is_made_without_flask() -> None:
    code = (
        "from mock_osigu import Sandboxes, Server\n"
        "from mock_osigu.wsgi import Operations\n"
        "Server(Operations(Sandboxes())).stop()"
    )
    loaded = roots(loaded_after(code))
    assert {"mock_osigu", "werkzeug"} <= loaded
    assert not loaded & {"flask", "jinja2", "itsdangerous", "blinker", "click"}
