"""A run that does not use the plugin pays nothing for it, and one that does pays for what it uses."""

import json

import pytest

from mock_osigu.client import ControlClient
from plugin.installed import Project

# Written by each run when it ends: what it has loaded.
LISTING = """
import json, pathlib, sys

def pytest_unconfigure():
    pathlib.Path("modules.json").write_text(json.dumps(sorted(sys.modules)))
"""
HEAVY = frozenset({"flask", "werkzeug", "asyncio", "faker", "msgspec", "httptools", "joserfc"})


def loaded(project: Project, *arguments: str) -> set[str]:
    """The top-level names, and those of ours, that a run has loaded."""
    run = project.run("-p", "no:xdist", *arguments)
    run.assert_all_passed()
    modules = json.loads((project.folder / "modules.json").read_text())
    return {
        name for name in modules if "." not in name or name.startswith(("mock_osigu", "pytest_mock_osigu"))
    }


def test_an_unused_plugin_loads_itself_alone(project: Project) -> None:
    project.write(conftest=LISTING, test_nothing="def test_nothing():\n    pass\n")
    names = loaded(project)
    assert {name for name in names if "osigu" in name} == {
        "pytest_mock_osigu",
        "pytest_mock_osigu.options",
        "pytest_mock_osigu.plugin",
    }
    assert not names & HEAVY


def test_the_plugin_comes_from_the_wheel(project: Project) -> None:
    project.write(
        test_place="""
        import mock_osigu, pytest_mock_osigu, pathlib

        def test_place(osigu_server, record_property):
            record_property("places", f"{mock_osigu.__file__} {pytest_mock_osigu.__file__}")
        """.replace("\n        ", "\n")
    )
    run = project.run()
    run.assert_all_passed()
    for place in run.outcomes["test_place"].recorded["places"].split():
        assert place.startswith(str(project.environment.site)), place


def test_settings_in_a_conftest_load_neither_flask_nor_asyncio(project: Project) -> None:
    project.write(
        conftest=LISTING
        + """
import pytest
from mock_osigu import Settings

@pytest.fixture(scope="session")
def osigu_settings():
    return Settings(invoices=3)
""",
        test_nothing="def test_nothing(osigu_settings):\n    assert osigu_settings.invoices == 3\n",
    )
    assert not loaded(project) & HEAVY


def test_types_for_annotations_load_neither_flask_nor_asyncio(project: Project) -> None:
    project.write(
        conftest=LISTING,
        test_nothing="""
from pytest_mock_osigu import OsiguServer, OsiguSession

def test_nothing():
    assert (OsiguServer.__name__, OsiguSession.__name__) == ("OsiguServer", "OsiguSession")
""",
    )
    assert not loaded(project) & HEAVY


def test_a_server_elsewhere_is_used_without_our_own(project: Project, remote: ControlClient) -> None:
    project.write(
        conftest=LISTING,
        test_remote="def test_remote(osigu_server):\n    assert len(osigu_server.invoices.all()) == 25\n",
    )
    assert not loaded(project, "--osigu-url", remote.url) & HEAVY


@pytest.mark.parametrize("arguments", [("--markers",), ("--fixtures",), ("--help",)])
def test_the_plugin_tells_of_itself(project: Project, arguments: tuple[str, ...]) -> None:
    output = project.run(*arguments).output
    told = {
        "--markers": ["@pytest.mark.osigu(token_ttl=, seed=, invoices=, freeze=, scenario=, unused_faults=)"],
        "--fixtures": [
            "osigu_session [session scope]",
            "osigu_server",
            "osigu_settings",
            "osigu_env",
            "osigu_token",
            "osigu_webhooks",
        ],
        "--help": ["--osigu-url=URL", "--osigu-control-token=TOKEN", "OSIGU_CONTROL_TOKEN"],
    }
    for text in told[arguments[0]]:
        assert text in output
