"""One installation for all, a project for each test, and a server that runs elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.programs import serving
from mock_osigu.client import ControlClient
from plugin.installed import Environment, Project, build_environment


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return build_environment(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def project(environment: Environment, tmp_path: Path) -> Project:
    return Project(environment, tmp_path)


@pytest.fixture(scope="session")
def remote_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of another process, whose own world is unlike the usual one."""
    folder = tmp_path_factory.mktemp("remote")
    with serving(folder, "--seed", "99", "--invoices", "1", "--token-ttl", "7") as served:
        yield served.url


@pytest.fixture
def remote(remote_url: str) -> Iterator[ControlClient]:
    """The same server's control, to see what a run leaves there: nothing but what was there before."""
    with ControlClient(remote_url) as control:
        yield control
        assert [sandbox.id for sandbox in control.sandboxes.all()] == ["default"]
        assert control.snapshots.all() == []
